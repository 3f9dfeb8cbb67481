"""The date planner: lawful moments pass, others are refused with their law and a lawful one offered."""
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.planning import plan
from tenders.rulebooks import clocks
from tenders.rulebooks.procurement import OPEN

from .calendars import calendar

ALL = calendar()
ZONE = ZoneInfo("Asia/Shanghai")
MARCH = date(2026, 3, 16)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def codes(made) -> list[str]:
    return [fault.code for fault in made.faults]


def point(made, code: str):
    return next(one for one in made.points if one.code == code)


def test_lawful_moments_have_no_fault():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 09:30"), opens=at("2026-04-07 09:30"),
                questions=at("2026-03-20 17:00"), intention=date(2026, 2, 1))

    assert made.lawful and not any(one.reminders for one in made.points)


def test_nothing_chosen_offers_the_first_lawful_moments():
    made = plan(OPEN, ALL, publish_on=date(2025, 9, 12))

    assert point(made, "deadline").offer == at("2025-10-09 09:30")
    assert point(made, "opening").offer == at("2025-10-09 09:30")
    assert codes(made) == ["deadline.missing", "opening.missing"]


def test_a_deadline_on_a_holiday_is_refused_and_the_next_working_day_at_the_same_hour_offered():
    made = plan(OPEN, ALL, publish_on=date(2026, 9, 10), deadline=at("2026-10-06 14:00"), opens=at("2026-10-06 14:00"))

    assert codes(made) == ["deadline.not_working_day"]
    assert point(made, "deadline").offer == at("2026-10-08 14:00")


def test_a_deadline_too_early_is_refused_and_the_earliest_offered():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-03-30 09:30"), opens=at("2026-03-30 09:30"))

    assert codes(made) == ["deadline.too_short"] and point(made, "deadline").faults[0].law == OPEN.bidding_time.law
    assert point(made, "deadline").offer == at("2026-04-07 09:30")
    assert any(span.bad for span in made.spans)


def test_opening_stands_at_the_moment_bids_are_due():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 09:30"), opens=at("2026-04-07 10:00"))

    assert codes(made) == ["opening.not_at_deadline"] and point(made, "opening").offer == at("2026-04-07 09:30")


@pytest.mark.parametrize(("asked", "code"), [("2026-04-07 09:30", "questions.after_deadline"),
                                             ("2026-03-15 17:00", "questions.before_notice")])
def test_asking_ends_between_notice_and_deadline(asked, code):
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 09:30"), opens=at("2026-04-07 09:30"),
                questions=at(asked))

    assert codes(made) == [code]


def test_late_asking_and_a_young_intention_are_reminded_of_not_refused():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 09:30"), opens=at("2026-04-07 09:30"),
                questions=at("2026-04-01 17:00"), intention=date(2026, 3, 10))

    assert made.lawful and point(made, "questions").reminders and point(made, "published").reminders


def test_a_deadline_at_night_is_reminded_of():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 23:59"), opens=at("2026-04-07 23:59"))

    assert made.lawful and point(made, "deadline").reminders


def test_a_year_without_a_holiday_table_is_said_and_never_guessed():
    made = plan(OPEN, calendar(2026), publish_on=date(2026, 12, 20))

    assert point(made, "deadline").offer is None
    assert plan(OPEN, calendar(2026), publish_on=date(2026, 12, 20), deadline=at("2027-01-11 09:30"),
                opens=at("2027-01-11 09:30")).faults[0].code == "calendar.year_missing"
    assert any(day.unknown for day in made.days)


def test_the_picture_marks_rest_days_and_worked_weekends():
    marks = {day.date: day.mark for day in plan(OPEN, ALL, publish_on=date(2026, 9, 16)).days}

    assert marks[date(2026, 9, 25)] == marks[date(2026, 10, 1)] == "休" and marks[date(2026, 9, 20)] == "班"


def test_every_row_of_the_picture_fills_all_columns():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 09:30"), opens=at("2026-04-07 09:30"))

    assert len(made.rows) == 4
    for row in made.rows:
        assert row.before + row.least + row.rest + row.after == len(made.days)


@given(st.dates(date(2026, 1, 5), date(2026, 10, 30)), st.integers(0, 40))
def test_what_is_offered_is_always_lawful_and_nothing_lawful_is_refused(publish_on, later):
    offered = point(plan(OPEN, ALL, publish_on=publish_on), "deadline").offer
    chosen = offered + timedelta(days=later)

    made = plan(OPEN, ALL, publish_on=publish_on, deadline=chosen, opens=chosen)

    assert made.lawful == ALL.is_working_day(chosen.date())
    assert plan(OPEN, ALL, publish_on=publish_on, deadline=offered, opens=offered).lawful
    if not made.lawful:
        better = point(made, "deadline").offer
        assert not clocks.deadline_faults(OPEN, publish_on, better.date(), ALL)


def test_rest_days_stand_in_every_row_of_the_picture_and_each_span_covers_its_own_days():
    made = plan(OPEN, ALL, publish_on=MARCH, deadline=at("2026-04-07 09:30"), opens=at("2026-04-07 09:30"))

    for row in made.rows:
        assert [cell.day for cell in row.cells] == list(made.days)
        assert sum(cell.part == "least" for cell in row.cells) == row.least
        assert sum(cell.part == "rest" for cell in row.cells) == row.rest
        assert [cell.first for cell in row.cells].index(True) == row.before
        assert any(cell.day.tone for cell in row.cells if cell.part)
