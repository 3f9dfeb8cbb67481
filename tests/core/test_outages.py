"""The platform measures its own silence, and a deadline gains what was lost."""
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError

from market.core import clock, outages, running, workdays
from market.core.models import Heartbeat, Outage, OutboxRow

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai, a Tuesday."""


def silent(component: str, seconds: float, **more) -> Outage | None:
    """Beat at nine, and again so many seconds later."""
    with time_machine.travel(NINE, tick=False) as machine:
        running.beat(component)
        machine.shift(seconds)
        running.beat(component, **more)
    return Outage.objects.first()


def test_a_sign_of_life_after_a_long_silence_records_the_outage_with_what_was_measured():
    outage = silent("web", 600, refused=7)

    assert (outage.component, outage.began_at, outage.ended_at) == ("web", NINE, NINE + timedelta(minutes=10))
    assert outage.evidence == {"last_sign": NINE.isoformat(), "limit_seconds": 30.0, "refused_writes": 7,
                               "first_sign": (NINE + timedelta(minutes=10)).isoformat()}
    assert OutboxRow.objects.get(kind="core.outage.ended").object_id == str(outage.pk)


@pytest.mark.parametrize(("component", "seconds"), [("web", 30), ("web", 5), ("worker", 600), ("sweep", 3600)])
def test_a_short_silence_and_that_of_an_unwatched_component_are_no_outage(component, seconds):
    assert silent(component, seconds) is None


def test_an_outage_that_lasts_is_opened_once_and_closed_by_the_next_sign():
    with time_machine.travel(NINE, tick=False) as machine:
        running.beat("web")
        machine.shift(45)
        found, again = outages.look(), outages.look()
        machine.shift(75)
        running.beat("web")

    assert [one.component for one in found] == ["web"] and again == []
    outage = Outage.objects.get()
    assert (outage.began_at, outage.span) == (NINE, timedelta(minutes=2))


def test_a_component_has_one_open_outage_at_most():
    Outage.objects.create(component="web", began_at=NINE)

    with pytest.raises(IntegrityError):
        Outage.objects.create(component="web", began_at=NINE)


def test_a_silence_is_told_in_the_time_by_which_deadlines_run():
    with time_machine.travel(NINE, tick=False) as machine, clock.frozen("2027-01-05 14:00"):
        running.beat("web")
        machine.shift(120)
        running.beat("web")

    outage = Outage.objects.get()
    assert outage.ended_at == datetime(2027, 1, 5, 6, 0, tzinfo=UTC) and outage.span == timedelta(minutes=2)


def test_a_sign_the_database_refuses_is_counted_and_told_with_the_next_one(monkeypatch):
    pulse, told = running.Pulse("web"), []

    def refuse(component, *, refused):
        told.append(refused)
        if len(told) < 3:
            raise DatabaseError("disk full")
    monkeypatch.setattr(running, "beat", refuse)
    monkeypatch.setattr(running.connection, "close", lambda: None)

    assert [pulse.once() for _ in range(4)] == [False, False, True, True]
    assert told == [0, 1, 2, 0]


def test_whether_the_website_answers_is_known_from_its_signs():
    assert outages.answers()
    with time_machine.travel(NINE, tick=False) as machine:
        running.beat("web")
        machine.shift(15)
        assert outages.answers()
        machine.shift(1)
        assert not outages.answers()


@pytest.mark.parametrize(("due", "covered"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_deadline_within_an_outage_waits_for_the_supervisor(due, covered):
    outage = Outage.objects.create(component="web", began_at=NINE, ended_at=NINE + timedelta(minutes=10))

    assert (outages.undecided(NINE + timedelta(minutes=due)) == outage) is covered
    Outage.objects.update(settled_at=NINE + timedelta(hours=1))
    assert outages.undecided(NINE + timedelta(minutes=due)) is None


def test_an_outage_of_the_clockwork_moves_no_deadline():
    Outage.objects.create(component="clockwork", began_at=NINE, ended_at=NINE + timedelta(minutes=10))

    assert outages.undecided(NINE) is None


def test_an_outage_touches_deadlines_as_long_after_its_end_as_it_lasted():
    outage = Outage(component="web", began_at=NINE, ended_at=NINE + timedelta(minutes=40))

    assert outages.touched_until(outage) == NINE + timedelta(minutes=80)
    with pytest.raises(ValueError, match="lasts"):
        outages.touched_until(Outage(component="web", began_at=NINE))


@pytest.mark.parametrize(("due", "minutes", "now", "expected"), [
    ("2026-11-24 10:00", 40, "2026-11-24 09:50", "2026-11-24 11:00"),
    ("2026-11-24 10:00", 60, "2026-11-24 09:50", "2026-11-24 11:00"),
    ("2026-11-24 10:00", 40, "2026-11-24 13:30", "2026-11-24 15:00"),
    ("2026-11-24 16:30", 30, "2026-11-24 16:00", "2026-11-24 17:00"),
    ("2026-11-24 16:30", 31, "2026-11-24 16:00", "2026-11-25 09:00"),
    ("2026-11-24 23:30", 90, "2026-11-24 16:00", "2026-11-25 09:00"),
    ("2026-11-27 16:30", 60, "2026-11-27 16:00", "2026-11-30 09:00"),
    ("2026-09-30 16:30", 60, "2026-09-30 16:00", "2026-10-08 09:00"),
    ("2026-11-24 09:30", 26 * 60, "2026-11-24 09:00", "2026-11-25 12:00"),
])
def test_a_deadline_gains_at_least_what_was_lost_and_ends_on_a_full_hour_of_a_working_day(due, minutes, now, expected):
    workdays.seed()
    due, now, expected = (datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI) for text in (due, now, expected))
    span = timedelta(minutes=minutes)

    new = outages.lengthened(due, span, now=now, calendar=workdays.load())

    assert new == expected and new >= due + span


def test_the_availability_leaves_out_what_overlaps_and_what_is_past():
    with time_machine.travel(NINE, tick=False) as machine:
        assert outages.availability() is None
        running.beat("web")
        machine.shift(timedelta(days=40))
        Heartbeat.objects.update(beat_at=clock.real_now())
        now = clock.now()
        for began, ended in ((35, 31), (10, 9), (9.5, 8.5), (1, None)):
            Outage.objects.create(component="web", began_at=now - timedelta(days=began),
                                  ended_at=now - timedelta(days=ended) if ended else None)
        Outage.objects.create(component="clockwork", began_at=now - timedelta(days=5), ended_at=now)

        found = outages.availability()

    assert found.down == timedelta(days=2.5) and found.share == pytest.approx(1 - 2.5 / 30)


def test_a_young_platform_is_measured_since_its_first_sign():
    with time_machine.travel(NINE, tick=False) as machine:
        running.beat("web")
        machine.shift(3600)
        running.beat("web")

        found = outages.availability()

    assert found.since == NINE and found.share == 0
