"""Money: exact, once, in time; what pays no bill goes back, and nothing goes back twice."""
import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from market.core import clock, due, holds, steps, workdays
from market.funds import payments, services
from market.funds.ledger import balances
from market.funds.models import Bill, Entry, Payment, Refund
from tests.funds.bonds import AMOUNT, PAYER, bill, fresh, pay

pytestmark = pytest.mark.django_db


def test_the_exact_sum_in_time_secures_the_bill_at_the_banks_moment():
    with clock.frozen("2026-11-24 09:00") as moment:
        one = bill()
        moment.move(timedelta(minutes=5))
        pay(one, at=moment.at - timedelta(minutes=3), reference=f" {one.reference[:4].lower()}-{one.reference[4:]} ")

    assert fresh(one).status == "paid" and fresh(one).paid_at == moment.at - timedelta(minutes=3)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(("delta", "status", "unmatched"), [(-1, "paid", ""), (0, "open", "late"), (1, "open", "late")])
def test_what_the_bank_booked_at_the_deadline_is_late_to_the_millisecond(delta, status, unmatched):
    one = bill()

    payment = pay(one, at=one.due_at + timedelta(milliseconds=delta))

    assert (fresh(one).status, payment.unmatched) == (status, unmatched)
    assert Refund.objects.count() == bool(unmatched)


def test_a_callback_that_comes_late_about_money_that_came_in_time_counts():
    with clock.frozen("2026-11-24 09:00") as moment:
        one = bill()
        moment.move(timedelta(days=11))

        pay(one, at=one.due_at - timedelta(seconds=1))

    assert fresh(one).status == "paid"


@pytest.mark.parametrize(("amount", "unmatched"), [("59999.99", "short"), ("60000.01", "over")])
def test_another_sum_does_not_count_and_goes_back_whole(amount, unmatched):
    workdays.seed()
    one = bill()

    payment = pay(one, amount=Decimal(amount))

    assert (fresh(one).status, payment.unmatched, payment.bill) == ("open", unmatched, one)
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.status) == (Decimal(amount), unmatched, "due") and refund.refund_by


def test_a_second_payment_goes_back_and_the_first_stays():
    one = bill()
    pay(one)

    again = pay(one, external_id="P-2")

    assert again.unmatched == "again" and Refund.objects.get().payment == again and fresh(one).status == "paid"


def test_money_for_a_lot_that_ended_goes_back():
    one = bill()
    services.refund_due(one, by=clock.today(), law="x", reason="failed")

    assert pay(one).unmatched == "ended" and Refund.objects.count() == 1


def test_a_payment_told_twice_is_one_payment_and_told_otherwise_is_refused():
    one, at = bill(), clock.now()

    assert pay(one, at=at) == pay(one, at=at)
    with pytest.raises(payments.Contradicted):
        pay(one, at=at, amount=AMOUNT + 1)
    assert Payment.objects.count() == 1


def test_a_wrong_reference_is_kept_and_only_whose_name_is_on_it_may_claim_it():
    one = bill()
    payment = pay(one, reference="22222222222A")

    assert payment.unmatched == "unknown" and payment.bill is None and not Refund.objects.exists()
    for external_id, payer in (("P-1", "别的公司"), ("P-9", PAYER)):
        with pytest.raises(payments.NotYours) as refused:
            payments.claim(one, external_id=external_id, payer=payer)
        assert refused.value.code == "payment.not_found"
    payments.claim(one, external_id="P-1", payer=PAYER)
    assert fresh(one).status == "paid" and fresh(payment).bill == one


@pytest.mark.parametrize(("amount", "minutes", "code"), [
    ("1.00", -1, "payment.short"), ("60000.00", 0, "payment.late")])
def test_a_claimed_payment_must_be_exact_and_in_time_too(amount, minutes, code):
    one = bill()
    pay(one, reference="X", amount=Decimal(amount), at=one.due_at + timedelta(minutes=minutes))

    with pytest.raises(payments.NotYours) as refused:
        payments.claim(one, external_id="P-1", payer=PAYER)
    assert refused.value.code == code and fresh(one).status == "open"


def test_a_payment_on_its_way_back_is_claimed_by_nobody():
    one = bill()
    payments.send_back(pay(one, reference="X"))

    with pytest.raises(payments.NotYours):
        payments.claim(one, external_id="P-1", payer=PAYER)


def owed() -> Refund:
    one = bill()
    pay(one)
    services.refund_due(one, by=clock.today(), law="x", reason="failed")
    return Refund.objects.get()


def test_a_refund_paid_closes_the_bill_even_when_told_before_its_order_was_noted_and_twice():
    refund, at = owed(), clock.now()

    payments.refund_paid(refund, at=at)
    payments.refund_sent(refund, ask_again=timedelta(minutes=10))
    payments.refund_paid(refund, at=at + timedelta(days=1))
    payments.refund_failed(refund, attempt=1, error="account.closed")

    assert fresh(refund).status == "done" and fresh(refund).done_at == at and fresh(refund).attempt == 1
    assert fresh(refund.payment).returned_at == at and fresh(refund.payment.bill).status == "refunded"


def test_a_refund_the_bank_failed_is_tried_under_the_next_number_once_however_often_told():
    refund = owed()
    payments.refund_sent(refund, ask_again=timedelta(minutes=10))

    payments.refund_failed(refund, attempt=1, error="account.closed")
    payments.refund_failed(refund, attempt=1, error="account.closed")

    refund = fresh(refund)
    assert (refund.status, refund.attempt, refund.external_id) == ("due", 2, f"{refund.pk}.2")
    assert refund.next_try_at > clock.now() and fresh(refund.payment.bill).status == "refund_due"


def total(rows) -> Decimal:
    """The sum of some payments, exactly."""
    return sum((payment.amount for payment in rows), Decimal("0.00"))


class MoneyLife(RuleBasedStateMachine):
    """One bill and whatever the bank, the payer and the clock may do to it, in any order and again."""

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.frozen = clock.frozen("2026-11-24 09:00")
        self.moment = self.frozen.__enter__()
        self.bill, self.told, self.back = bill(days=3), {}, {}

    def teardown(self):
        self.frozen.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours):
        self.moment.move(timedelta(hours=hours))
        due.take_due()

    @rule(number=st.integers(1, 6), amount=st.sampled_from(["60000.00", "59999.99", "60000.01"]), known=st.booleans())
    def bank_tells(self, number, amount, known):
        words = self.told.setdefault(f"P-{number}", (amount, known, self.moment.at))
        amount, known, at = words
        pay(self.bill, external_id=f"P-{number}", amount=Decimal(amount), at=at, reference=None if known else "NOBODY")

    @rule(number=st.integers(1, 6))
    def claim(self, number):
        with contextlib.suppress(payments.NotYours):
            payments.claim(self.bill, external_id=f"P-{number}", payer=PAYER)

    @rule()
    def lodge(self):
        with contextlib.suppress(steps.StepRefused):
            services.lodge_guarantee(self.bill, issuer="行", number="1", amount=AMOUNT, valid_until=clock.today(),
                                     name="a.pdf", letter=b"%PDF")

    @rule()
    def ask_again(self):
        with contextlib.suppress(steps.StepRefused):
            services.issue_bill(purpose="bid_bond", subject=self.bill.subject, payer_tag=self.bill.payer_tag,
                                payer=PAYER, title="x", amount=AMOUNT, due_at=self.bill.due_at)

    @rule(hours=st.integers(0, 48))
    def plan(self, hours):
        with contextlib.suppress(steps.StepRefused):
            services.plan_return(self.bill, by=clock.today(), law="x", reason="withdrawn",
                                 begins_at=self.moment.at + timedelta(hours=hours))

    @rule()
    def keep(self):
        with contextlib.suppress(steps.StepRefused):
            services.keep(self.bill)

    @rule()
    def end(self):
        services.refund_due(self.bill, by=clock.today(), law="x", reason="failed")

    @rule()
    def default(self):
        services.forfeit(self.bill, law="x", reason="defaulted")

    @rule(data=st.data(), well=st.booleans())
    def bank_pays_back(self, data, well):
        refunds = list(Refund.objects.order_by("owed_at", "pk"))
        if not refunds:
            return
        refund = data.draw(st.sampled_from(refunds))
        if well:
            payments.refund_paid(refund, at=self.moment.at)
        else:
            payments.refund_failed(refund, attempt=refund.attempt, error="account.closed")

    @invariant()
    def no_money_counts_twice_and_none_goes_back_twice(self):
        for one in Bill.objects.all():
            counting = [p for p in one.payments.filter(unmatched="") if p.returned_at is None]
            assert len(counting) == (one.status in {"paid", "refund_due"} or self.forfeited_money(one))
            assert all(p.amount == AMOUNT and p.received_at < one.due_at for p in counting)
        for payment in Payment.objects.exclude(unmatched__in=["", "unknown"]):
            assert payment.refund.amount == payment.amount
        assert Payment.objects.filter(returned_at__isnull=False).count() == Refund.objects.filter(status="done").count()

    @staticmethod
    def forfeited_money(one) -> bool:
        """Whether money (and no letter) was kept."""
        return one.status == "forfeited" and Entry.objects.filter(bill=one, kind="forfeited").exists()

    @invariant()
    def the_ledger_is_in_balance_and_says_what_the_rows_say(self):
        found = balances.of(Entry.objects.all())
        assert balances.difference(found) == 0
        money = {key: one.amount for key, one in found.items()}
        there = Payment.objects.filter(returned_at=None)
        back = there.filter(refund__isnull=False)
        loose = there.filter(refund=None)
        kept = Payment.objects.filter(entries__kind="forfeited")
        assert money["bank"] == total(there) and money["returning"] == total(back)
        assert money["unmatched"] == total(loose.exclude(unmatched="")) and money["treasury"] == total(kept)
        assert money["bonds"] == total(loose.filter(unmatched="").exclude(pk__in=kept))
        for kind, count in (("owed", Refund.objects.count()), ("repaid", Refund.objects.filter(status="done").count())):
            assert Entry.objects.filter(kind=kind).count() == count

    @invariant()
    def the_log_explains_the_state(self):
        for record in (*Bill.objects.all(), *Refund.objects.all()):
            log = steps.history(record)
            assert record.status == (log[-1].after if log else "due")
        assert all(not steps.verify_chain(*holds.key(record)) for record in Bill.objects.all())


def test_whatever_happens_nothing_is_paid_twice_and_every_refund_happens_once():
    run_state_machine_as_test(MoneyLife, settings=settings(
        max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)))
