"""The bank's statement against the ledger: what differs is found, named with a remedy, and gone once it is mended."""
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from market.core import clock
from market.funds import gateway, sealed, services, tasks
from market.funds.models import Difference, Entry, Payment, Refund, Statement
from market.funds.reconciling import comparing, reading
from market.funds.reconciling import services as reconciling
from market.standins.payments.bank import Refused
from tests.funds.bonds import AMOUNT, bill, fresh

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 10, tzinfo=clock.SHANGHAI)
DAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def nothing_is_sealed():
    kept = list(sealed._asked)
    sealed.bind(lambda: None)
    yield
    sealed._asked[:] = kept


def today() -> date:
    return reconciling.bank_day(clock.now())


@pytest.fixture
def one(wire):
    """An open bill the bank knows."""
    made = bill()
    tasks.settle()
    return made


def kinds() -> list[str]:
    return sorted(Difference.objects.standing().values_list("kind", flat=True))


def test_a_day_that_agrees_has_no_difference(wire, one):
    wire.bank.pay(one.reference, payer="甲", way="full")
    wire.bank.pay(one.reference, payer="甲", way="full")
    wire.tell()
    services.refund_due(one, by=clock.today(), law="x", reason="lost")
    tasks.settle()
    wire.bank.finish_refunds()
    wire.tell()

    statement = reconciling.reconcile(today())

    assert kinds() == [] and (statement.lines, statement.closing, statement.final) == (4, Decimal("0.00"), False)
    assert Refund.objects.filter(status="done").count() == 2


def test_what_we_were_never_told_of_is_fetched_and_agrees(wire, one):
    wire.bank.set_switch("lose", 1)
    serial, = wire.bank.pay(one.reference, payer="甲", way="full")
    wire.tell()
    assert not Payment.objects.exists()

    reconciling.reconcile(today())

    assert fresh(one).status == "paid" and kinds() == [] and Entry.objects.get().bank_id == serial
    tasks.catch_up()
    assert Payment.objects.count() == 1


def test_a_refund_we_were_never_told_of_is_asked_after(wire, one):
    wire.bank.pay(one.reference, payer="甲", way="full")
    wire.tell()
    services.refund_due(one, by=clock.today(), law="x", reason="lost")
    tasks.settle()
    wire.bank.set_switch("lose", 1)
    wire.bank.finish_refunds()
    wire.tell()
    assert Refund.objects.get().status == "sent"

    reconciling.reconcile(today())

    assert fresh(one).status == "refunded" and kinds() == []


@pytest.mark.parametrize(("switch", "found"), [
    ("statement_gap", ["not_there", "sum"]), ("statement_wrong", ["amount", "sum"])])
def test_what_a_statement_says_wrongly_is_found_and_gone_with_the_next_one(wire, one, switch, found):
    wire.bank.pay(one.reference, payer="甲", way="full")
    wire.tell()
    wire.bank.set_switch(switch, 1)

    reconciling.reconcile(today())
    assert kinds() == found and all(row.remedy for row in Difference.objects.all())
    assert Difference.objects.exclude(kind="sum").get().bill == one
    reconciling.reconcile(today())

    assert kinds() == [] and Difference.objects.filter(gone_at=None).count() == 0


@pytest.mark.parametrize(("switch", "code"), [
    ("statement_late", "statement.not_ready"), ("statement_forged", "signature.wrong")])
def test_a_statement_that_is_not_out_or_not_signed_is_not_taken(wire, one, switch, code):
    wire.bank.set_switch(switch, 1)

    with pytest.raises(gateway.ServiceRefused) as refused:
        reconciling.reconcile(today())

    assert refused.value.code == code and not Statement.objects.exists()


def test_a_day_to_come_has_no_statement(wire, one):
    with pytest.raises(gateway.ServiceRefused) as refused:
        reconciling.reconcile(today() + timedelta(days=1))
    assert refused.value.code == "statement.not_ready"


def test_the_bank_books_no_payment_without_a_payer(wire, one):
    with pytest.raises(Refused) as refused:
        wire.bank.pay(one.reference, payer=" ", way="full")
    assert (refused.value.status, refused.value.code) == (422, "payer.missing")


def test_an_invented_past_is_booked_once_and_refunds_of_it_are_known(wire):
    past = {"payments": [{"id": "P", "reference": "R", "amount": "5.00", "payer": "甲", "at": 1764000000.0}],
            "refunds": [{"id": "x.1", "payment": "P", "amount": "5.00", "at": 1764000001.0}]}
    for _ in range(2):
        wire.bank.seed(past)

    said, _ = gateway.statement(date(2025, 11, 25))
    assert [line["amount"] for line in said["lines"]] == ["5.00", "-5.00"] and wire.bank.to_tell() == []


def told(*lines, opening="0.00", closing=None) -> reading.Told:
    closing = closing or opening
    return reading.Told(DAY, Decimal(opening), Decimal(closing), True, tuple(
        reading.Line(kind, name, Decimal(amount), "", AT) for kind, name, amount in lines))


def ours(name, amount) -> comparing.Ours:
    return comparing.Ours(name, Decimal(amount), AT)


@pytest.mark.parametrize(("statement", "here", "ordered", "before", "kinds"), [
    (told(("payment", "P", "5.00"), closing="5.00"), [ours("P", "5.00")], (), None, []),
    (told(("payment", "P", "5.00"), closing="5.00"), [], (), None, ["not_here"]),
    (told(("refund", "R.1", "-5.00"), opening="5.00", closing="0.00"), [], (), None, ["unordered"]),
    (told(("refund", "R.1", "-5.00"), opening="5.00", closing="0.00"), [], ("R.1",), None, ["not_here"]),
    (told(), [ours("R.1", "-5.00")], ("R.1",), None, ["not_there"]),
    (told(("payment", "P", "5.00"), closing="5.00"), [ours("P", "5.01")], (), None, ["amount"]),
    (told(("payment", "P", "5.00"), closing="6.00"), [ours("P", "5.00")], (), None, ["sum"]),
    (told(opening="7.00"), [], (), Decimal("6.00"), ["opening"]),
    (told(opening="7.00"), [], (), Decimal("7.00"), []),
])
def test_every_way_to_disagree_is_a_kind_of_its_own(statement, here, ordered, before, kinds):
    found = comparing.compare(statement, here, ordered=frozenset(ordered), before=before, ends_at=AT)

    assert [one.kind for one in found] == kinds


GOOD = {"day": "2026-11-24", "currency": "CNY", "final": True, "opening": "0.00", "closing": "1.00", "lines": [
    {"kind": "payment", "id": "P", "amount": "1.00", "reference": "", "booked_at": "2026-11-24T10:00:00.000+08:00"}]}


@pytest.mark.parametrize("change", [
    {"currency": "USD"}, {"final": "yes"}, {"opening": 0.0}, {"closing": "x"}, {"day": "24.11."}, {"lines": None},
    {"lines": GOOD["lines"] * 2}, {"lines": [{**GOOD["lines"][0], "amount": "-1.00"}]},
    {"lines": [{**GOOD["lines"][0], "kind": "refund"}]}, {"lines": [{**GOOD["lines"][0], "id": ""}]},
    {"lines": [{**GOOD["lines"][0], "booked_at": "2026-11-24T10:00:00"}]}])
def test_what_is_no_statement_is_not_read(change):
    assert reading.read(GOOD).lines[0].amount == 1
    with pytest.raises(reading.Unreadable):
        reading.read({**GOOD, **change})


def test_the_command_prints_the_day_and_fails_on_a_difference(wire, one, capsys):
    wire.bank.pay(one.reference, payer="甲", way="full")
    wire.tell()
    services.show([one.subject], at=clock.now())
    call_command("reconcile", today().isoformat())
    assert "60,000.00" in (said := capsys.readouterr().out) and "一致" in said
    wire.bank.set_switch("statement_gap", 1)

    with pytest.raises(CommandError, match="2 处差异"):
        call_command("reconcile", today().isoformat())
    assert "办理办法" in capsys.readouterr().out


def test_of_a_sealed_lot_the_command_says_the_same_whatever_was_paid_or_differs(wire, one, capsys):
    sealed.bind(lambda: clock.now() - timedelta(days=9))
    seen = []
    for act in (None, "full", "gap"):
        if act == "full":
            wire.bank.pay(one.reference, payer="甲", way="twice")
            wire.tell()
        if act == "gap":
            wire.bank.set_switch("statement_gap", 1)
        call_command("reconcile", today().isoformat())
        seen.append(capsys.readouterr().out)

    assert len(set(seen)) == 1 and "开标前不显示" in seen[0] and Difference.objects.standing().exists()
    assert not Difference.objects.shown().exists() and not Statement.objects.shown().exists()


@pytest.mark.parametrize(("days", "refunds"), [(4, 0), (5, 1)])
def test_what_nobody_claims_goes_back_by_itself_on_the_last_day(wire, one, days, refunds):
    with clock.frozen("2026-11-24 09:00") as moment:
        other = bill()
        wire.bank.pay(one.reference, payer="甲", way="wrong")
        wire.tell()
        moment.move(timedelta(days=days, minutes=1))
        tasks.return_unclaimed()
        tasks.return_unclaimed()

    assert Refund.objects.count() == refunds and other.amount == AMOUNT


def test_the_worker_compares_yesterday_once_and_a_day_with_differences_again(wire, one, monkeypatch):
    asked = []
    real = reconciling.reconcile
    monkeypatch.setattr(reconciling, "reconcile", lambda day: asked.append(day) or real(day))

    tasks.reconcile()
    tasks.reconcile()
    assert asked == [today() - timedelta(days=1)]
    Difference.objects.create(statement=Statement.objects.get(), kind="sum", at=clock.now(), found_at=clock.now())
    tasks.reconcile()

    assert len(asked) == 2 and not Difference.objects.standing().exists()
