"""The clockwork and a worker as real processes: what is due moves, what happened is told, both stop when asked."""
import signal

import pytest
from django.db import OperationalError

from market.core import clock, clockwork, outbox
from market.core.models import Heartbeat
from tests.core.conftest import finish
from tests.factories.stage import PlayFactory


@pytest.mark.xdist_group("shared databases")
def test_what_is_due_moves_and_its_reader_hears_of_it(shared):
    clock_process = shared.start("manage.py", "clockwork", EAGER="0")
    worker = shared.start("-m", "celery", "-A", "market", "worker", "-c", "1", "-l", "WARNING", EAGER="0")

    ((plays, beats, actors),), = shared.play([["watch", 90]])
    for process in (clock_process, worker):
        process.send_signal(signal.SIGTERM)

    assert plays == [["failed", "已谢幕"]]
    assert actors == ["clockwork"]
    assert {"clockwork", "worker"} <= set(beats)
    assert "时钟进程已停止。" in finish(clock_process, timeout=30)
    finish(worker, timeout=30)


@pytest.mark.django_db
def test_a_loop_that_fails_goes_on():
    work, turns = clockwork.Clockwork(), []

    def turn():
        turns.append(1)
        if len(turns) == 2:
            work.stop.set()
        raise RuntimeError("once")

    work._keep(turn)

    assert len(turns) == 2


@pytest.mark.django_db
def test_a_subscriber_is_not_called_twice_in_a_moment_but_again_when_it_stays_behind(monkeypatch):
    work, called = clockwork.Clockwork(), []
    monkeypatch.setattr(clockwork.tasks.deliver, "delay", lambda *, name: called.append(name))

    work._call("index", 3)
    work._call("index", 3)
    assert called == ["index"]

    work._call("index", 4)
    monkeypatch.setattr(clockwork, "AGAIN", 0.0)
    work._call("index", 4)
    assert called == ["index"] * 3


@pytest.mark.django_db
def test_the_due_loop_sleeps_until_the_next_moment_and_never_past_what_came_meanwhile(monkeypatch):
    with clock.frozen("2026-03-02 09:00") as moment:
        assert clockwork.Clockwork().move_due() == clockwork.GLANCE
        PlayFactory(published=True, next_due_at=moment.at + clockwork.timedelta(milliseconds=80))
        assert clockwork.Clockwork().move_due() == pytest.approx(0.08)

        monkeypatch.setattr(clockwork.due, "take_due", lambda: moment.move(clockwork.timedelta(seconds=1)) and 0)
        assert clockwork.Clockwork().move_due() == 0


@pytest.mark.django_db
def test_the_clockwork_and_the_worker_say_they_are_alive():
    clockwork.Clockwork().beat()

    assert set(Heartbeat.objects.values_list("component", flat=True)) == {"clockwork", "worker"}


@pytest.mark.django_db
def test_the_lag_is_the_age_of_the_oldest_unnumbered_event():
    with clock.frozen("2026-03-02 09:00") as moment:
        assert clockwork.lag().total_seconds() == 0
        outbox.emit("thing.happened", id=1)
        moment.move(clockwork.timedelta(seconds=7))
        assert clockwork.lag().total_seconds() == 7

        outbox.sequence()
        assert clockwork.lag().total_seconds() == 0


@pytest.mark.django_db
def test_a_locked_database_is_tried_again_at_once_and_other_faults_are_raised(monkeypatch):
    def failing(words):
        def sequence():
            raise OperationalError(words)
        monkeypatch.setattr(clockwork.outbox, "sequence", sequence)

    failing("database is locked")
    assert clockwork.Clockwork().number() == clockwork.BUSY

    failing("disk I/O error")
    with pytest.raises(OperationalError):
        clockwork.Clockwork().number()
