"""The due loop: rows move when their moment has come, and a refused one does not make it spin."""
from datetime import timedelta

import pytest

from market.core import clock, due, holds, steps
from market.core.models import StepLog
from tests.factories.stage import PlayFactory
from tests.stage.models import Play

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_refused_yet():
    due.forget_refusals()


def test_a_due_row_goes_through_the_door_as_the_clockwork():
    play, later = PlayFactory(due=True), PlayFactory(published=True)

    assert due.take_due() == 1
    assert Play.objects.get(pk=play.pk).status == "failed"
    assert Play.objects.get(pk=later.pk).status == "published"
    assert StepLog.objects.get().actor == steps.CLOCKWORK
    assert StepLog.objects.get().record_id == str(play.pk)


def test_a_crowd_moves_set_based():
    PlayFactory.create_batch(due.FEW + 5, due=True)

    assert due.take_due() == due.FEW + 5
    assert StepLog.objects.count() == 1
    assert not Play.objects.filter(status="published").exists()


def test_a_crowd_larger_than_one_transaction_moves_whole(monkeypatch):
    monkeypatch.setattr(due, "CROWD", 12)
    PlayFactory.create_batch(30, due=True)

    assert due.take_due() == 30


@pytest.mark.parametrize("size", [1, 15])
def test_a_refused_row_waits_and_holds_up_nobody(size):
    held = PlayFactory.create_batch(size, due=True)
    for play in held:
        holds.begin(play, order_no="1", by="市财政局", reason="暂停")
    free = PlayFactory(due=True)

    assert due.take_due() == 1
    assert due.take_due() == 0
    assert len(due._refused) == size
    assert Play.objects.get(pk=free.pk).status == "failed"

    with clock.frozen(clock.now() + timedelta(hours=1)):
        for play in held:
            holds.end(play)
        due.forget_refusals()
        assert due.take_due() == size


def test_the_next_moment_is_the_earliest_after_the_last_look():
    looked = clock.now()
    assert due.next_due_at(looked) is None
    PlayFactory(due=True)
    PlayFactory(published=True, next_due_at=looked + timedelta(days=9))
    soon = PlayFactory(published=True, next_due_at=looked + timedelta(milliseconds=1))

    assert due.next_due_at(looked) == soon.next_due_at


@pytest.mark.parametrize(("published_in", "opened_in"), [(1, 2), (2, 1)])
def test_the_earliest_of_all_crossings_counts(published_in, opened_in, monkeypatch):
    monkeypatch.setattr(due, "_crossings", [
        *due._crossings, due.Crossing(lambda: Play.objects.filter(status="opened"), "fail")])
    looked = clock.now()
    for status, hours in (("published", published_in), ("opened", opened_in)):
        PlayFactory(status=status, next_due_at=looked + timedelta(hours=hours))

    assert due.next_due_at(looked) == looked + timedelta(hours=1)
