"""What is due when: the worked vectors, one pinned day per clock, and why a deadline may not stand."""
from dataclasses import replace
from datetime import date, timedelta

import pytest

from market.core.calendars import HolidayTableMissing
from tenders.rulebooks import clocks
from tenders.rulebooks.clocks import CLOCKS, EVENTS, deadline_after_amendment, deadline_faults, earliest_deadline
from tenders.rulebooks.numbers import days, share, working_days
from tenders.rulebooks.procurement import INVITED, OPEN, OPEN_2018

from .calendars import calendar

ALL = calendar()
PUBLISHED = date(2026, 3, 16)


def day(text: str) -> date:
    return date.fromisoformat(text)


VECTORS = [
    (1, "notice_period", "2024-02-06", "2024-02-19"), (2, "bidding_time", "2024-01-22", "2024-02-18"),
    (4, "query", "2024-04-26", "2024-05-09"), (5, "report_delivery", "2024-09-13", "2024-09-18"),
    (7, "award_confirmation", "2025-01-23", "2025-02-06"), (8, "contract_signing", "2025-01-03", "2025-02-05"),
    (10, "amendment_lead", "2025-10-09", "2025-10-24"), (11, "complaint_decision", "2025-09-01", "2025-10-17"),
    (12, "bidding_time", "2025-09-12", "2025-10-09"), (13, "result_period", "2025-12-31", "2026-01-04"),
    (14, "bond_return_losers", "2026-02-12", "2026-02-26"), (19, "bidding_time", "2026-05-11", "2026-06-01"),
    (20, "enquiry_answer", "2026-06-17", "2026-06-23"),
]
"""The worked cases whose length is a number of this rulebook, by that number."""


@pytest.mark.parametrize(("number", "field", "event", "end"), VECTORS)
def test_a_period_of_the_rulebook_ends_where_the_worked_case_says(number, field, event, end):
    assert clocks.end_of(getattr(OPEN, field), day(event), ALL) == day(end)


@pytest.mark.parametrize(("event", "length", "end"), [
    ("2024-04-02", days(3, "x"), "2024-04-07"), ("2024-09-25", working_days(10, "x"), "2024-10-14"),
    ("2025-04-10", working_days(20, "x"), "2025-05-12"), ("2026-02-12", days(3, "x"), "2026-02-24"),
    ("2026-04-01", working_days(40, "x"), "2026-06-01"), ("2026-09-18", working_days(10, "x"), "2026-10-09"),
    ("2026-09-21", days(10, "x"), "2026-10-08"), ("2024-09-27", days(10, "x"), "2024-10-08")])
def test_a_period_of_another_length_ends_where_the_worked_case_says(event, length, end):
    assert clocks.end_of(length, day(event), ALL) == day(end)


def test_counting_back_leaves_the_deadline_out_and_never_rolls_calendar_days():
    assert clocks.back_from(working_days(3, "x"), day("2026-05-07"), ALL) == day("2026-04-29")
    assert clocks.back_from(days(10, "x"), day("2026-05-12"), ALL) == day("2026-05-02")  # a rest day


@pytest.mark.parametrize("count", [clocks.end_of, clocks.back_from])
def test_what_is_no_period_has_no_end(count):
    with pytest.raises(ValueError, match="no period"):
        count(share(OPEN.bond_cap.value, "x"), PUBLISHED, ALL)


DUE = {
    "intention": "2026-02-14", "notice_end": "2026-03-23", "supply_end": "2026-03-23", "document_query": "2026-04-01",
    "last_amendment": "2026-03-23", "earliest_deadline": "2026-04-07", "report": "2026-04-09", "award": "2026-04-16",
    "result": "2026-04-20", "result_end": "2026-04-21", "result_query": "2026-04-30", "query_answer": "2026-05-13",
    "complaint": "2026-06-03", "losers_bond": "2026-04-27", "contract": "2026-05-20", "winner_bond": "2026-05-27",
    "contract_notice": "2026-05-22", "contract_filing": "2026-05-29",
}
"""For a notice of Monday 2026-03-16: counted by hand (2026-04-04..06 and 05-01..05 rest, 05-09 works)."""


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.code)
def test_each_clock_of_a_notice_shows_the_day_counted_by_hand(clock):
    found = {due.clock.code: due.day for due in clocks.timetable(OPEN, PUBLISHED, ALL)}

    assert found[clock.code] == day(DUE[clock.code])


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.code)
def test_each_clock_moves_when_its_number_does(clock):
    number = getattr(OPEN, clock.number)
    longer = replace(OPEN, **{clock.number: replace(number, value=number.value + 5)})
    found = {due.clock.code: due.day for due in clocks.timetable(longer, PUBLISHED, ALL)}

    assert found[clock.code] != day(DUE[clock.code])


def test_every_clock_starts_from_an_event_or_from_another_clock_and_its_number_has_its_law():
    codes = [clock.code for clock in CLOCKS]

    assert len(codes) == len(set(codes))
    assert {clock.start for clock in CLOCKS} <= {*codes, *EVENTS}
    assert all(due.number.law and due.start for due in clocks.timetable(OPEN, PUBLISHED, ALL))


def test_a_rulebook_without_a_number_has_no_clock_that_rests_on_it():
    invited = {due.clock.code for due in clocks.timetable(INVITED, PUBLISHED, ALL)}
    early = {due.clock.code for due in clocks.timetable(OPEN_2018, PUBLISHED, ALL)}

    assert {clock.code for clock in CLOCKS} - invited == {"notice_end", "document_query"}
    assert {clock.code for clock in CLOCKS} - early == {"intention"}


def test_a_chosen_deadline_moves_what_follows_from_it_and_not_the_first_lawful_one():
    found = {due.clock.code: due.day for due in clocks.timetable(OPEN, PUBLISHED, ALL, deadline=day("2026-04-13"))}

    assert found["earliest_deadline"] == day("2026-04-07")
    assert (found["last_amendment"], found["report"]) == (day("2026-03-29"), day("2026-04-15"))


def test_what_reaches_an_unpublished_year_says_so_and_the_rest_is_told():
    found = {due.clock.code: due for due in clocks.timetable(OPEN, day("2026-11-24"), ALL)}

    assert found["earliest_deadline"].day == day("2026-12-14")
    assert found["contract"].day is None and "2027" in found["contract"].why
    assert found["winner_bond"].day is None and "2027" in found["winner_bond"].why


@pytest.mark.parametrize(("published", "length"), [("2023-12-20", 20), ("2026-12-20", 15)])
def test_neither_end_of_an_unknown_year_is_guessed(published, length):
    with pytest.raises(HolidayTableMissing):
        clocks.end_of(days(length, "x"), day(published), ALL)


def codes(deadline: str, published: date = PUBLISHED) -> list[str]:
    return [fault.code for fault in deadline_faults(OPEN, published, day(deadline), ALL)]


@pytest.mark.parametrize(("deadline", "why"), [
    ("2026-04-07", []), ("2026-04-04", ["deadline.too_short", "deadline.not_working_day"]),
    ("2026-04-03", ["deadline.too_short"]), ("2026-04-05", ["deadline.not_working_day"]),
    ("2026-04-11", ["deadline.not_working_day"]), ("2026-05-09", []), ("2026-03-10", ["deadline.too_short"]),
    ("2027-01-04", ["calendar.year_missing"])])
def test_a_deadline_stands_or_says_why_not(deadline, why):
    assert codes(deadline) == why


def test_a_refused_deadline_names_the_days_the_count_the_remedy_and_the_law():
    short, = deadline_faults(OPEN, PUBLISHED, day("2026-04-03"), ALL)

    assert short.message == ("自2026年3月16日发出招标文件至2026年4月3日投标截止只有 18 日，少于 20 日；"
                             "最早可定在2026年4月7日。")
    assert short.law == "政府采购法 第三十五条"


def test_the_remedy_for_a_rest_day_is_itself_lawful():
    rest, = deadline_faults(OPEN, PUBLISHED, day("2026-04-11"), ALL)

    assert "2026年4月13日" in rest.message and codes("2026-04-13") == []


@pytest.mark.parametrize("published", ["2026-03-16", "2026-02-13", "2026-09-16", "2025-09-12", "2024-01-22"])
def test_the_earliest_deadline_is_lawful_and_no_day_before_it_is(published):
    start = day(published)
    earliest = earliest_deadline(OPEN, start, ALL)

    assert deadline_faults(OPEN, start, earliest, ALL) == []
    assert all(deadline_faults(OPEN, start, start + timedelta(n), ALL) for n in range((earliest - start).days))


@pytest.mark.parametrize(("amended", "deadline", "then"), [
    ("2025-10-09", "2025-10-20", "2025-10-24"), ("2026-03-20", "2026-04-07", "2026-04-07"),
    ("2026-03-23", "2026-04-07", "2026-04-07"), ("2026-03-24", "2026-04-07", "2026-04-08"),
    ("2026-04-07", "2026-04-07", "2026-04-22")])
def test_an_amendment_that_may_affect_bids_leaves_fifteen_days(amended, deadline, then):
    assert deadline_after_amendment(OPEN, day(amended), day(deadline), ALL) == day(then)


def test_fifteen_is_the_rulebooks_number_and_not_the_programs():
    shorter = replace(OPEN, amendment_lead=days(5, "x"))

    assert deadline_after_amendment(shorter, day("2026-04-01"), day("2026-04-07"), ALL) == day("2026-04-07")


@pytest.mark.parametrize(("number", "until", "enough"), [
    (working_days(16, "x"), "2026-10-12", True), (working_days(17, "x"), "2026-10-12", False),
    (days(28, "x"), "2026-10-12", True), (days(29, "x"), "2026-10-12", False)])
def test_a_period_between_two_days_is_counted_in_its_own_unit(number, until, enough):
    assert clocks.lies_between(number, day("2026-09-14"), day(until), ALL) is enough
