"""Whatever bank, payer, centre and two workers do: the ledger is in balance, equals the statement, pays back once."""
import contextlib
import itertools
import uuid
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from market.core import clock
from market.core.steps import StepRefused
from market.funds import gateway, handling, payments, services, tasks
from market.funds.ledger import balances
from market.funds.models import Difference, Entry, Handling, Payment, Refund
from market.funds.reconciling import services as reconciling
from market.parties.actors import Actor
from market.standins.payments.bank import WAYS, Bank
from tests.funds.bonds import PAYER, bill, fresh

pytestmark = pytest.mark.django_db
PEOPLE = [Actor(user=uuid.uuid4(), party=uuid.uuid4(), proved=True, roles=frozenset({"centre"}),
                duties=frozenset({"finance"})) for _ in range(2)]
_number = itertools.count()


class BankLife(RuleBasedStateMachine):
    """Two bills, the stand-in's bank, its lost and doubled notices, two people of the centre and two workers."""

    wire = None

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.wire.bank = Bank(self.wire.bank.path.with_name(f"{next(_number)}.sqlite3"))
        self.bills = [bill(days=3), bill(days=3)]
        tasks.open_accounts()

    def teardown(self):
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)

    @rule(which=st.integers(0, 1), way=st.sampled_from(sorted(set(WAYS) - {"late"})))
    def pay(self, which, way):
        self.wire.bank.pay(self.bills[which].reference, payer=PAYER, way=way)

    @rule(switch=st.sampled_from(["lose", "repeat", "fail_refund"]))
    def goes_wrong(self, switch):
        self.wire.bank.set_switch(switch, 1)

    @rule(times=st.integers(1, 2))
    def tell(self, times):
        self.wire.tell(times)

    @rule(which=st.integers(0, 1), end=st.sampled_from([
        lambda one: services.refund_due(one, by=clock.today(), law="x", reason="lost"),
        lambda one: services.forfeit(one, law="x", reason="defaulted")]))
    def ends(self, which, end):
        end(self.bills[which])

    @rule(which=st.integers(0, 1))
    def match(self, which):
        for payment in Payment.objects.filter(unmatched="unknown", refund=None)[:1]:
            with contextlib.suppress(StepRefused):
                made = handling.propose(payment, reference=self.bills[which].reference, reason="x", actor=PEOPLE[0])
                handling.agree(made, actor=PEOPLE[1])

    @rule()
    def send_back(self):
        for payment in Payment.objects.filter(unmatched="unknown")[:1]:
            payments.send_back(payment)

    @rule(again=st.booleans())
    def two_workers(self, again):
        """Both have read the same row before either acts."""
        Refund.objects.exclude(status="done").update(next_try_at=clock.now())
        rows = list(Refund.objects.filter(next_try_at__isnull=False).select_related("payment"))
        twice = list(Refund.objects.filter(next_try_at__isnull=False).select_related("payment"))
        for one, other in zip(rows, twice, strict=True):
            tasks.pursue(one)
            if again:
                with contextlib.suppress(gateway.ServiceRefused):
                    gateway.order(other)
            tasks.pursue(other)

    @rule()
    def bank_pays_out(self):
        self.wire.bank.finish_refunds()

    @rule()
    def statement(self):
        reconciling.reconcile(reconciling.bank_day(clock.now()))
        found = balances.of(Entry.objects.all())
        statement = gateway.statement(reconciling.bank_day(clock.now()))[0]
        assert not Difference.objects.standing().exists()
        assert found["bank"].amount == Decimal(statement["closing"])

    @invariant()
    def in_balance(self):
        found = balances.of(Entry.objects.all())
        assert balances.difference(found) == 0 and all(one.amount >= 0 for one in found.values())
        assert found["bank"].amount == sum(one.amount for one in found.values() if one.account.owed)

    @invariant()
    def every_refund_once(self):
        with self.wire.bank._book() as book:
            paid = book.execute("SELECT payment, COUNT(*) FROM refund WHERE status != 'failed' GROUP BY payment")
            assert all(count == 1 for _, count in paid.fetchall())
        assert Entry.objects.filter(kind="repaid").count() == Refund.objects.filter(status="done").count()
        for one in self.bills:
            forfeited = Entry.objects.filter(bill=one, kind="forfeited").values_list("payment", flat=True)
            assert not Refund.objects.filter(payment__in=forfeited).exists() and fresh(one)
        assert all(done.decided_by != done.proposed_by for done in Handling.objects.filter(status="agreed"))


def test_whatever_happens_ledger_and_statement_agree_and_nothing_is_paid_back_twice(wire):
    BankLife.wire = wire
    run_state_machine_as_test(BankLife, settings=settings(
        max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)))
