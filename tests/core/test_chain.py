"""The chain: every move has its row, the rows explain the status, and an edited row is found and named."""
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from market.core import clock, steps
from market.core.models import StepLog
from tests.factories.stage import PlayFactory
from tests.stage.models import MAY, PATH, Play

pytestmark = pytest.mark.django_db


@pytest.fixture
def play():
    play = PlayFactory(bidders=3)
    steps.take_step(Play.objects, play.pk, "publish", actor="owner")
    with clock.frozen(play.next_due_at + timedelta(hours=1)):
        steps.take_step(Play.objects, play.pk, "open_bids", actor="clerk")
        steps.take_step(Play.objects, play.pk, "award", actor="panel", reason="得分最高")
    return play


def rows(play):
    return StepLog.objects.filter(record_id=play.pk)


def faults(play):
    return [(fault.number, fault.code) for fault in steps.verify_chain("stage.play", play.pk)]


def test_an_untouched_chain_has_no_fault(play):
    assert faults(play) == []
    assert [row.number for row in rows(play)] == [1, 2, 3]


@pytest.mark.parametrize(("column", "value"), [
    ("actor", "user:someone-else"), ("reason", "改过的理由"), ("after", "failed"), ("before", "draft"),
    ("step", "fail"), ("acting_for", "另一单位"), ("basis", "另一依据"), ("records", ["x"]),
    ("taken_at", "2026-01-01T00:00:00Z"),
])
def test_an_edited_row_is_found_and_named(play, column, value):
    rows(play).filter(number=2).update(**{column: value})

    assert faults(play) == [(2, "chain.row_edited")]
    assert "第 2 条" in steps.verify_chain("stage.play", play.pk)[0].message


def test_a_row_edited_with_its_digest_breaks_the_link_after_it(play):
    row = rows(play).get(number=2)
    row.reason = "改过"
    StepLog.objects.filter(pk=row.pk).update(reason=row.reason, digest=steps.digest(row))

    assert faults(play) == [(3, "chain.link_broken")]


def test_a_missing_row_is_noticed(play):
    rows(play).filter(number=2).delete()

    assert (3, "chain.row_missing") in faults(play)


def test_the_last_row_may_not_vanish_either(play):
    rows(play).filter(number=3).delete()

    with pytest.raises(CommandError, match=str(play.pk)):
        call_command("verify_steps", stdout=StringIO())


def test_the_command_names_the_edited_row_and_fails(play):
    rows(play).filter(number=1).update(actor="someone")
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("verify_steps", stdout=out)

    assert f"stage.play:{play.pk}" in out.getvalue()
    assert "第 1 条步骤记录（publish）的内容被改动过。" in out.getvalue()


def test_the_command_is_content_with_whole_chains(play):
    PlayFactory.create_batch(3, due=True)
    steps.take_steps(Play.objects.filter(status="published"), "expire", actor=steps.CLOCKWORK)
    out = StringIO()

    call_command("verify_steps", stdout=out)

    assert "2 条记录链" in out.getvalue()


STEPS = sorted({edge.step for edge in PATH})
ACTORS = [*MAY, "stranger", steps.CLOCKWORK]


class PlayLife(RuleBasedStateMachine):
    """Plays tried with any step by anyone at any time; each example in its own rolled-back transaction."""

    @initialize()
    def two_plays(self):
        self.clock = clock.frozen("2026-03-02 09:00")
        self.moment = self.clock.__enter__()
        self.box = transaction.atomic()
        self.box.__enter__()
        self.first = {play.pk: play.status for play in (PlayFactory(bidders=3), PlayFactory(bidders=2))}

    @rule(step=st.sampled_from(STEPS), actor=st.sampled_from(ACTORS), minutes=st.integers(1, 20 * 24 * 60),
          which=st.integers(0, 1))
    def one_tries(self, step, actor, minutes, which):
        self.moment.move(timedelta(minutes=minutes))
        try:
            with transaction.atomic():
                steps.take_step(Play.objects, list(self.first)[which], step, actor=actor)
        except steps.StepRefused as refused:
            assert refused.reasons

    @rule(step=st.sampled_from(STEPS), actor=st.sampled_from(ACTORS), minutes=st.integers(1, 20 * 24 * 60))
    def both_try(self, step, actor, minutes):
        self.moment.move(timedelta(minutes=minutes))
        outcome = steps.take_steps(Play.objects.all(), step, actor=actor)
        assert len(outcome.moved) + len(outcome.refused) == 2

    @invariant()
    def the_log_explains_the_status(self):
        for play in Play.objects.filter(pk__in=getattr(self, "first", ())):
            reached = self.first[play.pk]
            for row in steps.history(play):
                assert row.before == reached
                assert (row.step, row.before, row.after) in {(edge.step, edge.before, edge.after) for edge in PATH}
                reached = row.after
            assert reached == play.status
            assert steps.verify_chain("stage.play", play.pk) == []

    def teardown(self):
        if hasattr(self, "box"):
            transaction.set_rollback(True)
            self.box.__exit__(None, None, None)
            self.clock.__exit__(None, None, None)


def test_the_log_explains_the_status_after_any_life():
    run_state_machine_as_test(PlayLife, settings=settings(
        max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)))
