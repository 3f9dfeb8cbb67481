"""A tender, its lots and the bids for them walked at random under each rulebook: what was handed in is never lost.

``WALKS`` and ``WALK_STEPS`` make the walk longer.
"""
import os
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db.models import Count
from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from bids import services as bidding
from bids.models import Bid, OpeningSession
from bids.opening import services as opening
from market.core import clock, tags
from market.core.steps import history, verify_chain
from tenders.models import Lot
from tests.bids import hall
from tests.factories import tenders as factory
from tests.tenders.test_life import TenderLife

WALKS, STEPS = int(os.environ.get("WALKS", "8")), int(os.environ.get("WALK_STEPS", "100"))
LOTS, BIDDERS = 2, 3
ENDED = {"submitted", "opened", "broken", "unopened"}


class BidLife(TenderLife):
    """Adds bidders and the host of the opening. ``stands`` is what each bid must come to, by lot and bidder: the number
    of its last version, and whether it was taken back."""

    book = "procurement.open"

    @initialize(done=st.booleans())
    def begin(self, done):
        self.tender = (factory.published if done else factory.ready)(lots=LOTS, rulebook_key=self.book)
        self.who, self.stands, self.versions = self.tender.cast, {}, 0
        self.lots = dict(self.tender.lots.values_list("number", "pk"))
        self.bidders = [hall.bidder(f"示例第{number}投标公司") for number in range(BIDDERS)]

    @rule(number=st.integers(1, LOTS), who=st.integers(0, BIDDERS - 1), joins=st.booleans())
    def submit(self, number, who, joins):
        self.attempt(lambda: self._submit(number, who, joins))

    def _submit(self, number, who, joins):
        tender, actor = self.now(), self.bidders[who]
        if joins:
            bidding.confirm_participation(tender, actor=actor)
        self.versions += 1
        lot = Lot.objects.select_related("tender").get(tender=tender, number=number)
        envelopes = hall.envelopes(lot, actor, self.versions)
        handed = bidding.submit(lot, envelopes=envelopes, actor=actor, received_at=clock.now())
        assert clock.now() < tender.bids_due_at
        before, _ = self.stands.get((number, who), (0, False))
        assert handed.number == before + 1
        self.stands[number, who] = handed.number, False

    @rule(number=st.integers(1, LOTS), who=st.integers(0, BIDDERS - 1))
    def withdraw(self, number, who):
        bid = bidding.my_bid(Lot.objects.get(tender=self.tender, number=number), self.bidders[who])
        if bid is not None:
            self.attempt(lambda: self._withdraw(bid, number, who))

    def _withdraw(self, bid, number, who):
        bidding.withdraw(bid, actor=self.bidders[who], received_at=clock.now())
        self.stands[number, who] = bid.current, True

    @rule()
    def be_late(self):
        """Go to the very deadline, and past the grace."""
        tender = self.now()
        if tender.bids_due_at and tender.published_at and clock.now() < tender.bids_due_at:
            self.clock.move(tender.bids_due_at - clock.now() - timedelta(milliseconds=1))
            self.submit(1, 0, True)
            self.clock.move(timedelta(milliseconds=1))
            self.submit(1, 0, True)
            self.wait(0, 1)

    @rule(verb=st.sampled_from(["start_sign_in", "fix", "start_decryption", "call_off", "close_window", "end"]))
    def host(self, verb):
        session = OpeningSession.objects.filter(tender=self.tender).first()
        if session is not None:
            self.attempt(lambda: getattr(opening, verb)(session, actor=self.who.handler))

    @invariant()
    def no_bid_is_lost(self):
        if not hasattr(self, "bidders"):
            return
        rows = Bid.objects.filter(lot__tender=self.tender).annotate(versions=Count("submissions")).select_related("lot")
        bids = {(bid.lot.number, bid.tag): bid for bid in rows}
        assert len(bids) == len(self.stands)
        for (number, who), (current, taken_back) in self.stands.items():
            bid = bids[number, tags.owner_tag(self.lots[number], self.bidders[who].party)]
            assert bid.current == bid.versions == current and bid.party_id is None
            assert (bid.status == "withdrawn") if taken_back else (bid.status in ENDED)

    def teardown(self):
        try:
            for bid in Bid.objects.filter(lot__tender=self.tender) if hasattr(self, "bidders") else ():
                self.explained(bid, history(bid), "new")
                assert verify_chain("bids.bid", bid.pk) == []
        finally:
            super().teardown()

    @invariant()
    def the_session_is_explained(self):
        if hasattr(self, "tender") and (session := OpeningSession.objects.filter(tender=self.tender).first()):
            self.explained(session, history(session), "waiting")
            assert session.fixed_at is None or session.fixed_at >= self.now().bids_due_at


class InvitedLife(BidLife):
    book = "procurement.invited"


@pytest.mark.django_db
@pytest.mark.parametrize("life", [BidLife, InvitedLife])
def test_no_bid_is_lost_and_every_state_is_explained_however_tender_and_lots_walk(life):
    run_state_machine_as_test(life, settings=settings(
        max_examples=WALKS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)))
