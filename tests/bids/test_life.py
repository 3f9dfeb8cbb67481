"""A bid through thousands of random acts: none is lost, the last complete version counts, the log explains it."""
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bids import services
from bids.models import Bid
from market.core import clock, holds
from market.core.steps import StepRefused, history, verify_chain
from market.custody.models import Receipt
from tests.bids import hall
from tests.bids.hall import DUE, NOW

VOLUMES = ("price", "qualification", "business", "technical")


class BidLife(RuleBasedStateMachine):
    """Two bidders and one lot; beside it the plainest account of what ought to count for each."""

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.frozen = clock.frozen(NOW)
        self.time = self.frozen.__enter__()
        self.tender = hall.tender()
        self.lot = self.tender.lots.get()
        self.bidders = [hall.bidder("甲公司"), hall.bidder("乙公司")]
        self.versions = [dict.fromkeys(VOLUMES, 0) for _ in self.bidders]
        self.kept = [{} for _ in self.bidders]
        self.counts = [None, None]
        self.acknowledged = [0, 0]
        for who in self.bidders:
            services.confirm_participation(self.tender, actor=who)

    @property
    def in_time(self) -> bool:
        return self.time.at < DUE

    @property
    def held(self) -> bool:
        return holds.in_force(holds.of(self.tender)).exists()

    @rule(who=st.integers(0, 1), volume=st.sampled_from((*VOLUMES, "all")))
    def upload(self, who, volume):
        for one in VOLUMES if volume == "all" else (volume,):
            self.versions[who][one] += 1
            self.kept[who][one] = hall.envelope(self.lot, self.bidders[who], one, self.versions[who][one]).pk

    @rule(who=st.integers(0, 1))
    def submit(self, who):
        chosen = frozenset(self.kept[who].values())
        same = self.counts[who] is not None and self.counts[who] == chosen
        fine = same or (self.in_time and not self.held and len(chosen) == len(VOLUMES))
        try:
            services.submit(self.lot, envelopes=list(chosen), actor=self.bidders[who], received_at=self.time.at)
        except StepRefused as refused:
            assert not fine, refused
        else:
            assert fine
            self.acknowledged[who] += not same
            self.counts[who] = chosen

    @rule(who=st.integers(0, 1))
    def withdraw(self, who):
        bid = services.my_bid(self.lot, self.bidders[who])
        if bid is None:
            return
        try:
            services.withdraw(bid, actor=self.bidders[who], received_at=self.time.at)
        except StepRefused:
            assert not self.in_time or self.held
        else:
            self.counts[who] = None

    @rule(who=st.integers(0, 1), volume=st.sampled_from(VOLUMES))
    def submit_what_is_anothers(self, who, volume):
        theirs = self.kept[1 - who].get(volume)
        if theirs is None:
            return
        with pytest.raises(StepRefused):
            services.submit(self.lot, envelopes=[theirs], actor=self.bidders[who], received_at=self.time.at)

    @rule(hours=st.integers(1, 60))
    def wait(self, hours):
        self.time.move(timedelta(hours=hours))

    @rule()
    def hold_or_let_go(self):
        if not self.in_time:
            return
        if self.held:
            holds.end(self.tender)
        else:
            holds.begin(self.tender, order_no="7号", by="财政局", reason="投诉。")
        self.time.move(timedelta(seconds=1))

    @invariant()
    def the_last_complete_version_counts(self):
        for who, expected in zip(self.bidders, self.counts, strict=True):
            bid = services.my_bid(self.lot, who)
            if expected is None:
                assert bid is None or bid.status == "withdrawn"
                continue
            current = bid.submissions.get(number=bid.current)
            assert bid.status == "submitted"
            assert set(current.volumes.values_list("envelope_id", flat=True)) == expected

    @invariant()
    def every_acknowledged_version_has_its_receipt(self):
        assert Receipt.objects.filter(kind="submitted").count() == sum(self.acknowledged)

    @invariant()
    def the_log_explains_the_status_and_names_nobody(self):
        for bid in Bid.objects.all():
            rows = history(bid)
            assert rows[-1].after == bid.status and not verify_chain("bids.bid", str(bid.pk))
            assert all(row.actor == f"tag:{bid.tag}" and not row.acting_for for row in rows)

    def teardown(self):
        self.frozen.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)


@pytest.mark.django_db
def test_no_bid_is_lost_whatever_is_done_in_whatever_order():
    run_state_machine_as_test(BidLife, settings=settings(
        max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)))
