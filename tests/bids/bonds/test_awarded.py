"""What an award does to bonds, by the rulebook the tender was published under: the steps are emitted as events."""
import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from unittest import mock

import pytest
from django.db import transaction

from bids.bonds import acts, lateness, performance, reactions, receipts, states
from bids.evaluation.qualification import reading
from bids.models import Award, Bid
from market.core import clock, outbox, workdays
from market.core.steps import StepRefused
from market.funds import payments
from market.funds.models import Entry, Refund
from tenders.models import Tender
from tests.bids import hall
from tests.bids.bonds.conftest import BOND, fresh, pay

pytestmark = pytest.mark.django_db
GPLR_33 = "政府采购法实施条例 第三十三条"


def happens(step: str, lot) -> None:
    """A step of the lot is taken: its event alone, and what bonds make of it; publication wants a whole award
    (``test_award_life``)."""
    kind = f"tenders.lot.{step}"
    ours = [react for react in outbox.inside[kind] if react.__module__ == reactions.__name__]
    with transaction.atomic(), mock.patch.dict(outbox.inside, {kind: ours}):
        outbox.emit(kind, id=lot.pk, before="", after="")


@pytest.fixture
def bills(lot, me, other):
    """The winner's bond and the other bidder's, both paid and bid for; the lot is opened."""
    found = []
    for number, actor in enumerate((me, other)):
        bill = acts.ask(lot, actor=actor)
        pay(bill, external_id=f"YH{number}", payer=actor.party_name)
        Bid.objects.create(lot=lot, tag=bill.payer_tag, status="opened", party=hall.party(actor))
        found.append(fresh(bill))
    lot.opened_at = clock.now()
    lot.save()
    return found


def award(lot, bill, number=1, **more) -> Award:
    return Award.objects.create(lot=lot, number=number, bid=Bid.objects.get(lot=lot, tag=bill.payer_tag), rank=1,
                                amount=Decimal("6000000.00"), confirmed_at=clock.now(), confirmed_by="tests", **more)


def numbers(lot, **changed) -> None:
    """Have the tender live under other numbers than today's."""
    book = replace(lot.rulebook, **{name: replace(getattr(lot.rulebook, name), value=value)
                                    for name, value in changed.items()})
    Tender.objects.filter(pk=lot.tender_id).update(pinned=book.as_json(), pinned_digest=book.digest)


@pytest.mark.parametrize(("days", "by"), [(None, date(2026, 12, 1)), (4, date(2026, 11, 30))])
def test_with_the_letter_losers_bonds_go_back_and_the_winners_stays(lot, bills, days, by):
    winner, loser = bills
    award(lot, winner)
    if days:
        numbers(lot, bond_return_losers=days)

    happens("publish_result", lot)
    happens("publish_result", lot)

    assert (fresh(winner).status, fresh(loser).status) == ("paid", "refund_due")
    refund = Refund.objects.get()
    assert (refund.payment.bill, refund.reason, refund.refund_by, refund.law) == (loser, "lost", by, GPLR_33)


@pytest.mark.parametrize(("days", "by"), [(None, date(2026, 12, 1)), (6, date(2026, 12, 2))])
def test_with_the_contract_the_winners_bond_goes_back(lot, bills, days, by):
    award(lot, bills[0])
    if days:
        numbers(lot, bond_return_winner=days)

    happens("sign_contract", lot)

    refund = Refund.objects.get()
    assert (refund.payment.bill, refund.reason, refund.refund_by, refund.law) == (bills[0], "signed", by, GPLR_33)
    assert fresh(bills[1]).status == "paid"


def test_without_an_award_nobody_has_lost(lot, bills):
    happens("publish_result", lot)

    assert {fresh(bill).status for bill in bills} == {"paid"} and not Refund.objects.exists()


def test_a_defaulters_bond_is_forfeited_with_its_law_and_later_steps_return_nothing(lot, bills, me):
    award(lot, bills[0])

    for step in ("record_default", "record_default", "cancel_award"):
        happens(step, lot)

    assert (fresh(bills[0]).status, fresh(bills[1]).status) == ("forfeited", "paid")
    entry = Entry.objects.get(kind="forfeited")
    assert (entry.law, entry.postings.get().amount) == ("政府采购法 第七十七条", BOND)
    assert not Refund.objects.exists()
    assert states.said(fresh(bills[0])) == (states.KEPT["defaulted"], "danger")


def test_a_letter_of_a_defaulter_is_called_upon_and_moves_no_money(lot, me):
    bill = acts.ask(lot, actor=me)
    acts.lodge(bill, actor=me, issuer="示例银行", number="1", amount=BOND, valid_until=date(2027, 6, 1), name="a.pdf",
               letter=b"%PDF")
    Bid.objects.create(lot=lot, tag=bill.payer_tag, status="opened", party=hall.party(me))
    award(lot, bill)

    happens("record_default", lot)

    assert fresh(bill).status == "forfeited" and not Entry.objects.exists()


@pytest.mark.parametrize(("step", "reason"), [("cancel_award", "award_cancelled"), ("void_award", "voided")])
def test_an_award_that_ends_without_default_gives_its_bidder_the_bond_back(lot, bills, step, reason):
    award(lot, bills[0])

    happens(step, lot)

    assert Refund.objects.get().reason == reason and fresh(bills[0]).status == "refund_due"


def test_the_last_award_of_a_lot_says_who_won(lot, bills):
    award(lot, bills[0], ended_at=clock.now(), ended_for="cancel_award")
    award(lot, bills[1], number=2)

    happens("sign_contract", lot)

    assert Refund.objects.get().payment.bill == bills[1]


@pytest.fixture
def secured(lot, bills, me):
    """The winner's performance bond, paid."""
    award(lot, bills[0])
    bill = performance.issue(lot, party=hall.party(me), amount=Decimal("600000.00"),
                             award_amount=Decimal("6000000.00"), due_at=clock.now() + timedelta(days=20))
    pay(bill, external_id="YH9", payer=me.party_name)
    return fresh(bill)


def test_a_performance_bond_is_the_winners_alone_and_no_secret_of_the_bidders(lot, secured, me, other):
    assert (secured.purpose, secured.status) == ("performance_bond", "paid") and secured.shown_at
    assert performance.is_secured(lot, me.party) and not performance.is_secured(lot, other.party)
    assert states.my_bill(secured.pk, me) == secured and states.my_bill(secured.pk, other) is None
    assert secured in states.my_bills(me) and secured not in states.my_bills(other)


def test_each_bond_has_a_receipt_of_its_own(bills, secured):
    first, second = receipts.latest(bills[0]), receipts.latest(secured)

    assert bills[0].reference in first.content and secured.reference in second.content and first.pk != second.pk


@pytest.mark.parametrize(("days", "by"), [(None, date(2026, 12, 1)), (10, date(2026, 12, 8))])
def test_a_performance_bond_goes_back_once_the_work_is_accepted(lot, secured, days, by):
    if days:
        numbers(lot, performance_bond_return=days)

    happens("accept", lot)

    refund = Refund.objects.get()
    assert (refund.payment.bill, refund.reason, refund.refund_by) == (secured, "performed", by)


@pytest.mark.parametrize(("amount", "fits"), [("600000.00", True), ("600000.01", False)])
def test_a_performance_bond_is_a_tenth_of_the_award_at_most(lot, me, amount, fits):
    said = {"party": hall.party(me), "amount": Decimal(amount), "award_amount": Decimal("6000000.00"),
            "due_at": clock.now() + timedelta(days=20)}
    if fits:
        assert performance.issue(lot, **said).amount == Decimal(amount)
        return
    with pytest.raises(StepRefused) as refused:
        performance.issue(lot, **said)
    assert [(reason.code, reason.law) for reason in refused.value.reasons] == [
        ("performance_bond.over_cap", "政府采购法实施条例 第四十八条")]


def test_the_cap_is_the_rulebooks_and_a_procedure_without_one_asks_for_none(lot, me):
    numbers(lot, performance_bond_cap=Decimal("0.05"))
    lot.refresh_from_db()
    lot.tender = Tender.objects.get(pk=lot.tender_id)

    assert performance.over_cap(lot, Decimal(50), Decimal(1000)) == []
    assert performance.over_cap(lot, Decimal(51), Decimal(1000))[0].code == "performance_bond.over_cap"
    bare = SimpleNamespace(rulebook=replace(lot.rulebook, performance_bond_cap=None))
    assert performance.over_cap(bare, Decimal(1), Decimal(1000))[0].code == "performance_bond.not_asked"


def returned_late(lot, bills, afternoon, *, error="") -> None:
    award(lot, bills[0])
    happens("publish_result", lot)
    refund = Refund.objects.get()
    if error:
        payments.refund_failed(refund, attempt=1, error=error)
    afternoon.move(timedelta(days=37))
    payments.refund_paid(refund, at=clock.now())


def test_what_comes_back_late_costs_the_benchmark_rate_and_a_fifth(lot, bills, afternoon):
    returned_late(lot, bills, afternoon)  # due on 1 December, back on 31 December: 100,000 × 4.35 % × 1.2 × 30 / 360

    entry = Entry.objects.get(kind="interest")
    line = entry.postings.get()
    assert (line.debit, line.credit, line.amount) == ("interest", "interest_owed", Decimal("435.00"))
    assert entry.law == "政府采购货物和服务招标投标管理办法 第三十八条" and "逾期 30 日" in entry.words


def test_the_surcharge_is_the_rulebooks(lot, bills, afternoon):
    numbers(lot, late_return_surcharge=Decimal("0.00"))
    returned_late(lot, bills, afternoon)

    assert Entry.objects.get(kind="interest").postings.get().amount == Decimal("362.50")


def test_what_the_payers_own_account_delayed_costs_nothing_and_what_the_bank_delayed_does(lot, bills, afternoon):
    returned_late(lot, bills, afternoon, error="account.closed")

    assert not Entry.objects.filter(kind="interest").exists()


def test_a_failure_of_the_bank_is_not_the_payers(lot, bills, afternoon):
    returned_late(lot, bills, afternoon, error="bank.down")

    assert Entry.objects.filter(kind="interest").exists()


def test_while_it_is_late_what_it_costs_by_now_is_known(lot, bills, afternoon):
    award(lot, bills[0])
    happens("publish_result", lot)
    refund = Refund.objects.get()
    assert lateness.of(bills[1], refund, lot) is None
    afternoon.move(timedelta(days=8))

    assert lateness.of(bills[1], refund, lot).days == 1


def test_bids_without_the_bond_are_named_once_the_lot_is_open_and_never_before(lot, bills, afternoon):
    stranger = hall.bidder("示例市无保证金有限公司")
    late = Bid.objects.create(lot=lot, tag=states.tag_of(lot.pk, stranger), status="opened", party=hall.party(stranger))

    assert states.bonds_missing(lot) == [late]
    assert {row.bid.tag for row in reading.grid(lot).rows if row.unsecured} == {late.tag}
    award(lot, bills[0])
    happens("publish_result", lot)
    payments.refund_paid(Refund.objects.get(), at=clock.now())
    assert states.bonds_missing(lot) == [late]
    lot.opened_at = None
    assert states.bonds_missing(lot) == []
    lot.opened_at, lot.bond = clock.now(), None
    assert states.bonds_missing(lot) == []


def test_a_bond_withdrawn_before_the_opening_and_not_paid_anew_is_missing(lot, bills):
    from market.funds import services
    services.refund_due(bills[0], by=clock.today(), law="x", reason="withdrawn")

    assert [bid.tag for bid in states.bonds_missing(lot)] == [bills[0].payer_tag]


def test_bonds_are_shown_to_the_centre_from_the_opening_or_from_the_deadline_of_what_ended(lot, bills, afternoon):
    second = lot.tender.lots.exclude(pk=lot.pk).get()
    theirs = acts.ask(second, actor=hall.bidder("示例市第三人"))
    happens("open_bids", lot)
    happens("terminate", second)

    assert fresh(bills[0]).shown_at == clock.now() and fresh(theirs).shown_at == lot.tender.bids_due_at
    assert uuid.UUID(str(theirs.group)) == lot.tender_id and workdays.load()
