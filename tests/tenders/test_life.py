"""A tender and its lots walked at random: the log explains every state, and no edge is taken that the path lacks."""
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from market.core import due
from market.core.clock import frozen
from market.core.steps import history, verify_chain
from tenders import services
from tenders.models import Lot, Tender
from tests.factories import tenders as factory

BY_HAND = ("publish_intention", "file_plan", "publish_notice")


class TenderLife(RuleBasedStateMachine):
    """Each example in a transaction of its own that is rolled back."""

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.time = frozen("2026-03-02T09:00:00")
        self.clock = self.time.__enter__()

    @initialize(done=st.booleans())
    def begin(self, done):
        self.tender = (factory.published if done else factory.ready)(lots=2)
        self.who = self.tender.cast

    def now(self) -> Tender:
        return Tender.objects.get(pk=self.tender.pk)

    def attempt(self, call):
        try:
            with transaction.atomic():
                call()
        except services.StepRefused as refused:
            assert refused.reasons and all(reason.message.endswith("。") for reason in refused.reasons)

    @rule(step=st.sampled_from(BY_HAND), who=st.sampled_from(["handler", "approver", "staff", "supervising"]))
    def take(self, step, who):
        self.attempt(lambda: services.advance(self.now(), step, actor=getattr(self.who, who)))

    @rule(days=st.integers(0, 12), hours=st.integers(1, 9))
    def wait(self, days, hours):
        self.clock.move(timedelta(days=days, hours=hours))
        due.forget_refusals()
        due.take_due()

    @rule(affects=st.booleans())
    def clarify(self, affects):
        self.attempt(lambda: services.clarify(self.now(), text="说明。", affects=affects, actor=self.who.handler))

    @rule(days=st.integers(-2, 9))
    def extend(self, days):
        self.attempt(lambda: services.extend(self.now(), new_due=self.now().bids_due_at + timedelta(days=days),
                                             reason="理由。", actor=self.who.handler))

    @rule(who=st.sampled_from(["approver", "supervising", "staff"]))
    def suspend(self, who):
        self.attempt(lambda: services.suspend(self.now(), order_no="1", reason="理由。", actor=getattr(self.who, who)))
        self.clock.move(timedelta(minutes=1))

    @rule(who=st.sampled_from(["approver", "supervising", "staff"]))
    def resume(self, who):
        self.attempt(lambda: services.resume(self.now(), reason="理由。", actor=getattr(self.who, who)))

    @rule(code=st.sampled_from(["F1", "F4", "F5"]))
    def fail(self, code):
        self.attempt(lambda: services.fail(self.now(), reason_code=code, reason="理由。", actor=self.who.handler))

    @rule(number=st.integers(1, 2), verb=st.sampled_from(["suspend", "terminate", "fail"]))
    def touch_lot(self, number, verb):
        lot = Lot.objects.get(tender=self.tender, number=number)
        acts = {"suspend": lambda: services.suspend(lot, order_no="2", reason="理由。", actor=self.who.supervising),
                "terminate": lambda: services.terminate(lot, reason="理由。", actor=self.who.approver),
                "fail": lambda: services.fail(lot, reason_code="F5", reason="理由。", actor=self.who.handler)}
        self.attempt(acts[verb])
        self.clock.move(timedelta(minutes=1))

    @invariant()
    def the_log_explains_every_status(self):
        if not hasattr(self, "tender"):
            return
        tender = self.now()
        self.explained(tender, history(tender), "draft")
        for lot in Lot.objects.filter(tender=tender):
            self.explained(lot, lot.log(), "pending")
        assert not list(verify_chain("tenders.tender", tender.pk))

    def explained(self, record, rows, begins):
        edges, state = {(edge.step, edge.before, edge.after) for edge in record.path}, begins
        for row in rows:
            assert (row.step, row.before, row.after) in edges and row.before == state
            state = row.after
        assert record.status == state

    @invariant()
    def the_lots_go_with_the_tender(self):
        if not hasattr(self, "tender"):
            return
        tender = self.now()
        pending = Lot.objects.filter(tender=tender, status="pending").exists()
        assert pending == (tender.closed_at is None)
        if tender.status in {"published", "bidding"}:
            assert tender.opens_at == tender.bids_due_at and tender.bids_due_at >= self.tender.bids_due_at
        if tender.closed_at:
            assert tender.closed_at >= tender.bids_due_at

    def teardown(self):
        self.time.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)


@pytest.mark.django_db
def test_a_tender_and_its_lots_are_explained_at_every_step():
    run_state_machine_as_test(TenderLife, settings=settings(
        max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)))
