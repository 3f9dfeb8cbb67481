"""Whatever members do, in whatever order: what is handed in stays, points keep their range, a ranking verifies."""
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bids.evaluation import services
from bids.evaluation.services import Change
from bids.models import Motion, ObjectiveFact, Ranking, Score, ScoreSheet
from bids.ranking import verify
from market.core.steps import StepRefused
from tests.factories import evaluations

pytestmark = pytest.mark.django_db
MEMBERS, BIDS = st.integers(0, 4), st.integers(0, 2)
POINTS = st.sampled_from(["0", "12.34", "24", "24.01", "40", "40.01", "-1", "7.777"])
CRITERIA = st.sampled_from(["plan", "service", "cases", "nothing"])


class Scoring(RuleBasedStateMachine):
    """One lot from the first vote to the last tally; each example in a transaction of its own."""

    made = None

    def __init__(self):
        super().__init__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.handed: dict = {}
        self.seen = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.box.__exit__(None, None, None)

    def attempt(self, verb, **said) -> bool:
        """Do it; a refusal changes nothing."""
        before = self.rows()
        try:
            verb(self.made.lot, **said)
        except StepRefused:
            assert self.rows() == before
            return False
        return True

    def rows(self) -> list:
        models = (Score, ScoreSheet, ObjectiveFact, Ranking, Motion)
        return [list(model.objects.order_by("pk").values_list()) for model in models]

    @rule(member=MEMBERS, bid=BIDS, criterion=CRITERIA, points=POINTS, stale=st.booleans(), words=st.booleans())
    def type_a_cell(self, member, bid, criterion, points, stale, words):
        actor = self.made.everybody[member]
        sheet = ScoreSheet.objects.get(member__user=actor.user, lot=self.made.lot)
        change = Change(self.made.bids[bid].pk, criterion, Decimal(points), "有依据。" if words else "")
        self.attempt(services.save_scores, revision=0 if stale else sheet.revision, changes=[change], actor=actor)

    @rule(member=MEMBERS)
    def fill_the_rest(self, member):
        actor = self.made.everybody[member]
        sheet = ScoreSheet.objects.get(member__user=actor.user, lot=self.made.lot)
        done = set(sheet.scores.exclude(points=None).values_list("bid", "criterion"))
        changes = [Change(bid.pk, key, Decimal(20), "有依据。") for bid in self.made.bids for key in ("plan", "service")
                   if (bid.pk, key) not in done]
        self.attempt(services.save_scores, revision=sheet.revision, changes=changes, actor=actor)

    @rule()
    def everybody_votes(self):
        if Motion.objects.filter(lot=self.made.lot, decided_at=None).exists():
            evaluations.vote(self.made)

    @rule(member=MEMBERS, bid=BIDS, value=st.sampled_from(["0", "2", "9", "x"]))
    def enter_a_fact(self, member, bid, value):
        self.attempt(services.enter_facts, values={(self.made.bids[bid].pk, "cases"): value},
                     actor=self.made.everybody[member])

    @rule(member=MEMBERS)
    def confirm_all_facts(self, member):
        values = {(row.bid_id, row.criterion): row.value
                  for row in ObjectiveFact.objects.filter(bid__lot=self.made.lot, confirmed_at=None)}
        self.attempt(services.confirm_facts, values=values, actor=self.made.everybody[member])

    @rule(member=MEMBERS)
    def hand_in(self, member):
        actor = self.made.everybody[member]
        if self.attempt(services.hand_in, actor=actor):
            self.handed[member] = self.cells(actor)

    def cells(self, actor) -> list:
        return sorted(Score.objects.filter(sheet__member__user=actor.user, sheet__lot=self.made.lot).values_list(
            "bid", "criterion", "points", "comment"))

    @rule()
    def tally(self):
        self.attempt(services.tally, actor=self.made.chair)

    @precondition(lambda self: self.handed)
    @rule(member=MEMBERS)
    def reopen(self, member):
        seat = self.made.member(self.made.everybody[member]).seat
        if self.attempt(services.reopen, seat=seat, ground="range", text="复核。", actor=self.made.chair):
            self.handed.pop(member)

    @invariant()
    def what_is_handed_in_stays(self):
        for member, cells in self.handed.items():
            assert self.cells(self.made.everybody[member]) == cells

    @invariant()
    def points_keep_their_range(self):
        most = {"plan": 40, "service": 24}
        for key, points in Score.objects.filter(sheet__lot=self.made.lot).values_list("criterion", "points"):
            assert points is None or (0 <= points <= most[key] and points == round(points, 2))

    @invariant()
    def a_fact_has_two_pairs_of_eyes(self):
        for row in ObjectiveFact.objects.filter(confirmed_at__isnull=False):
            assert row.confirmed_by_id and row.confirmed_by_id != row.entered_by_id

    @invariant()
    def a_ranking_rests_on_every_sheet_and_verifies(self):
        rankings = list(Ranking.objects.filter(lot=self.made.lot).order_by("number"))
        if len(rankings) > self.seen:
            self.seen = len(rankings)
            assert len(self.handed) == 5
            assert [one.number for one in rankings] == list(range(1, self.seen + 1))
            assert verify(services.full_bundle(rankings[-1])) == []


def test_scoring_keeps_its_promises(made):
    Scoring.made = made
    run_state_machine_as_test(Scoring, settings=settings(
        max_examples=10, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)))


def test_the_machine_reaches_a_ranking(made):
    """The rules above can lead to the end: without this the machine might only ever be refused."""
    Scoring.made = made
    life = Scoring()
    try:
        life.everybody_votes()
        for bid in range(3):
            life.enter_a_fact(0, bid, "2")
        life.confirm_all_facts(1)
        for member in range(5):
            life.type_a_cell(member, member % 3, "plan", "12.34", False, True)
            life.fill_the_rest(member)
            life.hand_in(member)
        life.tally()
        life.a_ranking_rests_on_every_sheet_and_verifies()
        assert life.seen == 1 and len(life.handed) == 5
        life.reopen(2)
        assert 2 not in life.handed
    finally:
        life.teardown()
