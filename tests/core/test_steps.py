"""The door: who may take which step when, what it writes, and that refusals write nothing."""
from datetime import timedelta

import pytest
from django.db import connection, transaction

from market.core import clock, holds, steps
from market.core.models import OutboxRow, StepLog
from tests.factories.stage import PlayFactory
from tests.stage import subscribers as reactions
from tests.stage.models import MAY, PATH, Play, Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet_stage():
    reactions.seen_inside.clear()
    reactions.refusing.clear()


def codes(reasons):
    return [reason.code for reason in reasons]


def refusal(play, step, actor, **said):
    with pytest.raises(steps.StepRefused) as refused:
        steps.take_step(Play.objects, play.pk, step, actor=actor, **said)
    return codes(refused.value.reasons)


def test_a_step_moves_saves_logs_and_tells(django_assert_num_queries):
    play = PlayFactory()

    with django_assert_num_queries(8):  # savepoint, lock, holds, save, two for the log, event, release
        moved = steps.take_step(Play.objects, play.pk, "publish", actor="owner", acting_for="采购中心",
                                reason="计划已批准", basis="采计〔2026〕1号")

    row, event = StepLog.objects.get(), OutboxRow.objects.get()
    assert moved.status == Play.objects.get(pk=play.pk).status == Status.PUBLISHED
    assert (row.step, row.before, row.after, row.actor) == ("publish", "draft", "published", "owner")
    assert (row.acting_for, row.reason, row.basis, row.number) == ("采购中心", "计划已批准", "采计〔2026〕1号", 1)
    assert (event.kind, event.object_id, event.stream) == ("stage.play.publish", str(play.pk), "internal")
    assert event.position is None
    assert reactions.seen_inside == [str(play.pk)]


def test_a_step_sees_one_moment_only():
    play = PlayFactory(due=True, bidders=3)

    moved = steps.take_step(Play.objects, play.pk, "open_bids", actor="clerk")

    assert moved.opened_at == StepLog.objects.get().taken_at == OutboxRow.objects.get().written_at


def test_inputs_reach_the_step():
    play = PlayFactory(status="opened")

    assert steps.take_step(Play.objects, play.pk, "award", actor="panel", note="·一标段").title == "道路养护·一标段"


def test_a_refused_step_changes_nothing():
    play = PlayFactory(title="")

    assert refusal(play, "publish", "owner") == ["play.no_title"]
    assert Play.objects.get(pk=play.pk).status == Status.DRAFT
    assert not StepLog.objects.exists()
    assert not OutboxRow.objects.exists()


def test_all_unmet_guards_are_named_at_once():
    play = PlayFactory(title="", next_due_at=None)

    assert refusal(play, "publish", "owner") == ["play.no_title", "play.no_bids_due"]


def test_a_failing_inside_subscriber_refuses_the_whole_act():
    play = PlayFactory()
    reactions.refusing.append(True)

    with pytest.raises(RuntimeError), transaction.atomic():
        steps.take_step(Play.objects, play.pk, "publish", actor="owner")

    assert Play.objects.get(pk=play.pk).status == Status.DRAFT
    assert not StepLog.objects.exists()
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize(("owner", "act"), [(Play, "save"), (StepLog, "save"), (OutboxRow.objects, "create")])
@pytest.mark.parametrize("many", [False, True])
def test_a_crash_at_any_write_leaves_nothing_half_done(owner, act, many, monkeypatch):
    play = PlayFactory(due=True)
    if many and owner is Play:
        owner, act = steps, "_update"

    def crash(*args, **kwargs):
        raise OSError("power cut")
    monkeypatch.setattr(owner, act, crash)

    with pytest.raises(OSError, match="power cut"), transaction.atomic():
        if many:
            steps.take_steps(Play.objects.all(), "expire", actor=steps.CLOCKWORK)
        else:
            steps.take_step(Play.objects, play.pk, "expire", actor=steps.CLOCKWORK)

    monkeypatch.undo()
    assert Play.objects.get(pk=play.pk).status == Status.PUBLISHED
    assert not StepLog.objects.exists()
    assert not OutboxRow.objects.exists()


def test_the_wrong_state_is_said_first():
    play = PlayFactory(title="")

    assert codes(steps.why_not(play, "award", "nobody")) == ["step.wrong_state"]
    assert codes(steps.why_not(play, "no_such_step", "owner")) == ["step.wrong_state"]


def test_the_wrong_person_learns_nothing_of_guards():
    play = PlayFactory(title="")

    assert codes(steps.why_not(play, "publish", "clerk")) == ["step.not_permitted"]


def test_an_early_clock_hides_the_other_guards():
    play = PlayFactory(published=True, bidders=1)

    assert codes(steps.why_not(play, "open_bids", "clerk")) == ["play.too_early"]
    assert not hasattr(play, "asked_for_bidders")


def test_a_sealed_guard_is_asked_only_once_opening_is_lawful(monkeypatch):
    play = PlayFactory(due=True, bidders=1)
    monkeypatch.setattr(Play, "opening_is_lawful", False)

    assert codes(steps.why_not(play, "open_bids", "clerk")) == ["step.sealed"]
    assert not hasattr(play, "asked_for_bidders")

    monkeypatch.setattr(Play, "opening_is_lawful", True)
    assert codes(steps.why_not(play, "open_bids", "clerk")) == ["play.bidders_too_few"]


def test_a_deadline_is_over_at_its_very_moment():
    play = PlayFactory(published=True, bidders=3)

    with clock.frozen(play.next_due_at - timedelta(milliseconds=1)):
        assert codes(steps.why_not(play, "open_bids", "clerk")) == ["play.too_early"]
    with clock.frozen(play.next_due_at):
        assert steps.why_not(play, "open_bids", "clerk") == []


def test_a_person_may_not_do_what_the_clock_does():
    play = PlayFactory(due=True)

    assert refusal(play, "expire", "owner") == ["step.by_clock"]
    assert steps.take_step(Play.objects, play.pk, "expire", actor=steps.CLOCKWORK).status == Status.FAILED


@pytest.mark.parametrize("edge", PATH, ids=lambda edge: edge.step)
@pytest.mark.parametrize("actor", [*MAY, "stranger", steps.CLOCKWORK])
def test_each_role_takes_its_own_steps_only(edge, actor):
    play = PlayFactory(status=edge.before, bidders=3,
                       next_due_at=clock.now() - timedelta(minutes=1))
    lawful = actor == steps.CLOCKWORK if not edge.by_hand else edge.step in MAY.get(actor, ())

    if lawful:
        assert steps.take_step(Play.objects, play.pk, edge.step, actor=actor).status == edge.after
    else:
        assert refusal(play, edge.step, actor) in (["step.not_permitted"], ["step.by_clock"])
        assert not StepLog.objects.exists()


def test_a_record_outside_the_queryset_takes_no_step():
    play = PlayFactory()

    with pytest.raises(Play.DoesNotExist):
        steps.take_step(Play.objects.exclude(pk=play.pk), play.pk, "publish", actor="owner")


def test_a_hold_refuses_every_step_but_resume():
    play = PlayFactory(due=True, bidders=3)
    holds.begin(play, order_no="财采监〔2026〕3号", by="市财政局", reason="投诉处理期间暂停")

    assert refusal(play, "open_bids", "clerk") == ["step.on_hold"]
    assert steps.take_steps(Play.objects.all(), "open_bids", actor="clerk").moved == []
    assert steps.take_step(Play.objects, play.pk, "resume", actor="regulator").pk == play.pk

    with clock.frozen(clock.now() + timedelta(hours=1)):
        holds.end(play)
        assert steps.why_not(play, "open_bids", "clerk") == []


def test_a_hold_binds_its_own_record_only():
    held, free = PlayFactory(), PlayFactory()
    holds.begin(held, order_no="1", by="市财政局", reason="暂停")

    assert codes(steps.why_not(held, "publish", "owner")) == ["step.on_hold"]
    assert steps.why_not(free, "publish", "owner") == []


def test_overlapping_holds_stop_a_clock_once():
    play = PlayFactory()
    start = clock.now()
    for since, until in ((1, 5), (2, 3), (4, 8), (20, None)):
        steps.Hold.objects.create(record_type="stage.play", record_id=str(play.pk), order_no="1", by="局", reason="停",
                                  since=start + timedelta(days=since),
                                  until=until and start + timedelta(days=until))

    def held(a, b):
        return steps.held_span(play, start + timedelta(days=a), start + timedelta(days=b)).days

    assert (held(0, 10), held(2, 4), held(8, 20), held(0, 25), held(9, 9)) == (7, 2, 0, 12, 0)


def test_a_crowd_moves_in_one_update_with_one_log_row():
    plays = PlayFactory.create_batch(5, due=True)
    early = PlayFactory(published=True)

    outcome = steps.take_steps(Play.objects.all(), "expire", actor=steps.CLOCKWORK)

    row, event = StepLog.objects.get(), OutboxRow.objects.get()
    assert sorted(outcome.moved) == sorted(play.pk for play in plays)
    assert codes(outcome.refused[early.pk]) == ["play.too_early"]
    assert set(Play.objects.values_list("status", "next_due_at")) == {
        ("failed", None), ("published", early.next_due_at)}
    assert sorted(row.records) == sorted(str(play.pk) for play in plays)
    assert sorted(event.payload["ids"]) == sorted(row.records)
    assert row.record_id == steps.CROWD


def test_a_crowd_costs_the_same_queries_at_any_size(django_assert_num_queries):
    """Savepoint, lock, holds, update, two for the log, event, release; PostgreSQL takes one more for the lock."""
    for size in (2, 40):
        PlayFactory.create_batch(size, due=True)
        with django_assert_num_queries(8 if connection.vendor == "sqlite" else 9):
            steps.take_steps(Play.objects.filter(status="published"), "expire", actor=steps.CLOCKWORK)


def test_a_crowd_may_be_logged_under_what_it_belongs_to():
    parent, child = PlayFactory(), PlayFactory(due=True)

    steps.take_steps(Play.objects.filter(pk=child.pk), "expire", actor=steps.CLOCKWORK, under=parent)

    assert StepLog.objects.get().record_id == str(parent.pk)
    assert [row.step for row in steps.history(child, under=parent)] == ["expire"]
    assert steps.history(parent) == []


def test_the_state_cannot_be_set_past_the_door():
    play = PlayFactory()

    with pytest.raises(AttributeError):
        play.status = Status.AWARDED


def test_a_history_of_two_chains_at_one_moment_follows_the_states():
    moment = clock.now()
    rows = [StepLog(step="suspend", before="closed", after="closed", number=1, taken_at=moment),
            StepLog(step="hand_over", before="pending", after="closed", number=5, taken_at=moment)]

    assert [row.step for row in steps.threaded(rows)] == ["hand_over", "suspend"]
