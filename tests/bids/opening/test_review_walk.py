"""The session for the review walked at random: no key and no file comes early, and the log explains where it stands."""
import contextlib
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bids.models import GivenKey, OpenedBid, OpenedFile
from bids.opening import services
from market.core import clock
from market.core.steps import StepRefused, history, verify_chain
from market.custody import keys
from market.custody.models import CustodianKey
from tests.factories import openings

AFTER = openings.DUE + timedelta(seconds=30)


class ReviewLife(RuleBasedStateMachine):
    """Host, custodians, bidders and the worker, each at any moment; begins when the opening has just been confirmed."""

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.one = openings.for_review(openings.opening())
        self.frozen = clock.frozen(AFTER)
        self.time = self.frozen.__enter__()
        self.one.until("confirmed")

    def session(self):
        return self.one.tender.sessions.filter(stage="review").select_related("tender").first()

    def attempt(self, act) -> None:
        if (session := self.session()) is not None:
            with contextlib.suppress(StepRefused):
                act(session)

    @rule()
    def end_the_opening(self):
        if self.one.session.status != "ended":
            self.one.until("ended")

    @rule(verb=st.sampled_from(["start_decryption", "close_window", "end", "call_off", "start_sign_in", "fix",
                                "read_out", "confirm"]), by_host=st.sampled_from([True, True, True, False]))
    def take_a_step(self, verb, by_host):
        actor = self.one.host if by_host else self.one.custodians[1]
        self.attempt(lambda session: getattr(services, verb)(session, actor=actor))

    @rule(number=st.integers(1, 3), stage=st.sampled_from(["review", "opening"]))
    def release(self, number, stage):
        pairs = self.one.review_pairs if stage == "review" else self.one.pairs
        secrets = {lot.pk: keys.private_bytes(pairs[number, lot.pk]) for lot in self.one.lots}
        self.attempt(lambda session: services.release(session, secrets=secrets, actor=self.one.custodians[number]))

    @rule(who=st.integers(0, 2))
    def sign_in_and_object(self, who):
        actor = self.one.bidders[who].actor
        self.attempt(lambda session: services.sign_in(session, actor=actor))
        self.attempt(lambda session: services.object_(session, text="不服", actor=actor))

    @rule(minutes=st.sampled_from([1, 10, 31]))
    def wait(self, minutes):
        self.time.move(timedelta(minutes=minutes))

    @rule()
    def work(self):
        self.attempt(lambda session: services.unseal(session.pk))

    @invariant()
    def no_key_comes_before_the_opening_ended_and_the_session_began(self):
        session = self.session()
        if session is None or session.status in {"waiting", "called_off"}:
            assert not CustodianKey.objects.filter(stage="review").exclude(secret=None).exists()

    @invariant()
    def files_are_there_once_it_is_shown_all_of_one_moment(self):
        session = self.session()
        shown = session is not None and session.status in {"opened", "ended"}
        assert OpenedFile.objects.exists() <= shown
        moments = set(OpenedBid.staged.filter(stage="review").values_list("visible_at", flat=True))
        assert moments == ({session.opened_at} if shown else moments & {None})

    @invariant()
    def nobody_attends_and_no_key_of_a_bidder_is_asked(self):
        session = self.session()
        assert session is None or not (session.attendances.exists() or session.objections.exists())
        assert not GivenKey.objects.exists()

    def teardown(self):
        try:
            if (session := self.session()) is not None:
                state = "waiting"
                for row in history(session):
                    assert row.before == state
                    state = row.after
                assert state == session.status and verify_chain("bids.openingsession", session.pk) == []
        finally:
            self.frozen.__exit__(None, None, None)
            transaction.set_rollback(True)
            self.box.__exit__(None, None, None)


@pytest.mark.django_db
def test_nothing_comes_early_however_the_session_walks():
    run_state_machine_as_test(ReviewLife, settings=settings(
        max_examples=8, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)))
