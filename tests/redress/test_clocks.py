"""The clocks of redress: each number is the rulebook's, each day is counted on the calendar."""
from dataclasses import replace
from datetime import date, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from market.core.calendars import Calendar
from market.redress import clocks
from market.redress.clocks import DOCUMENTS, PROCESS, RESULT, Span
from tenders.rulebooks.numbers import days, working_days
from tenders.rulebooks.procurement import INVITED, OPEN

REST = frozenset(date(2026, 10, day) for day in range(1, 8))
WORKED = frozenset({date(2026, 9, 20), date(2026, 10, 10)})
CALENDAR = Calendar(rests=REST, works=WORKED, years=frozenset({2026}))
FRIDAY = date(2026, 9, 18)


def call(name: str, book):
    """The last day a clock says, its period beginning on ``FRIDAY``."""
    spoken = {
        "query documents": lambda: clocks.query(book, DOCUMENTS, FRIDAY, CALENDAR),
        "query process": lambda: clocks.query(book, PROCESS, FRIDAY, CALENDAR),
        "query result": lambda: clocks.query(book, RESULT, FRIDAY, CALENDAR),
        "query failure": lambda: clocks.query(book, RESULT, FRIDAY, CALENDAR, failed=True),
        "enquiry answer": lambda: clocks.enquiry_answer(book, FRIDAY, CALENDAR),
        "query answer": lambda: clocks.query_answer(book, FRIDAY, CALENDAR),
        "complaint after the answer": lambda: clocks.complaint(book, date(2026, 9, 1), FRIDAY, CALENDAR),
        "complaint after silence": lambda: clocks.complaint(book, FRIDAY, None, CALENDAR),
        "check": lambda: clocks.check(book, FRIDAY, CALENDAR),
        "redirect": lambda: clocks.redirect(book, FRIDAY, CALENDAR),
        "copies": lambda: clocks.copies(book, FRIDAY, CALENDAR),
        "reply": lambda: clocks.reply(book, FRIDAY, CALENDAR),
        "decision": lambda: clocks.decision(book, FRIDAY, [], FRIDAY, CALENDAR),
    }
    return spoken[name]()


DAYS = {
    "query documents": (12, "query"), "query process": (7, "query"), "query result": (8, "query"),
    "query failure": (8, "query"), "enquiry answer": (3, "enquiry_answer"), "query answer": (7, "query_answer"),
    "complaint after the answer": (15, "complaint"), "complaint after silence": (22, "complaint"),
    "check": (5, "complaint_check"), "redirect": (3, "complaint_redirect"), "copies": (8, "complaint_notice"),
    "reply": (5, "complaint_reply"), "decision": (30, "complaint_decision"),
}
"""Working days from the event to the last day, by the law as it stands, and the number of the rulebook behind it."""


@pytest.mark.parametrize(("name", "wanted"), [(name, one[0]) for name, one in DAYS.items()])
def test_a_clock_ends_on_the_day_the_law_says(name, wanted):
    assert call(name, OPEN).day == CALENDAR.add_working_days(FRIDAY, wanted)


@pytest.mark.parametrize(("name", "field"), [(name, one[1]) for name, one in DAYS.items()])
def test_a_clock_is_the_rulebooks_and_not_the_programs(name, field):
    number = getattr(OPEN, field)
    longer = replace(OPEN, **{field: replace(number, value=number.value + 1)})

    assert call(name, longer).day > call(name, OPEN).day
    assert number.law in call(name, OPEN).law


def test_seven_working_days_pass_over_a_holiday_and_count_the_worked_sunday():
    assert call("query answer", OPEN).day == date(2026, 9, 28)
    assert clocks.query_answer(OPEN, date(2026, 9, 25), CALENDAR).day == date(2026, 10, 12)


def test_documents_of_an_invited_tender_are_queried_from_the_day_they_were_sent():
    assert clocks.query(INVITED, DOCUMENTS, FRIDAY, CALENDAR).day == CALENDAR.add_working_days(FRIDAY, 7)


def test_periods_of_calendar_days_are_taken_as_such():
    book = replace(OPEN, complaint_check=days(5, "某地规定"))

    assert call("check", book).day == date(2026, 9, 23)


def test_a_year_without_table_gets_no_invented_day_and_is_never_over():
    due = clocks.query_answer(OPEN, date(2026, 12, 28), CALENDAR)

    assert due.day is None and "2027" in due.why and not due.over(date(2030, 1, 1))


def test_the_last_day_counts_to_its_midnight():
    due = call("check", OPEN)

    assert not due.over(due.day) and due.over(due.day + timedelta(days=1))


def test_while_something_is_out_no_last_day_is_said():
    due = clocks.decision(OPEN, FRIDAY, [Span(date(2026, 9, 22), None)], date(2026, 9, 24), CALENDAR)

    assert due.day is None and "不计入" in due.why


def test_what_was_out_for_four_working_days_moves_the_decision_by_four():
    spans = [Span(date(2026, 9, 21), date(2026, 9, 25))]
    due = clocks.decision(OPEN, FRIDAY, spans, date(2026, 9, 28), CALENDAR)

    assert due.day == CALENDAR.add_working_days(FRIDAY, 34)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 30)), max_size=4).map(
    lambda pairs: [Span(FRIDAY + timedelta(days=a), FRIDAY + timedelta(days=a + b)) for a, b in pairs])


@settings(max_examples=200, deadline=None)
@given(spans)
def test_days_that_are_excluded_are_those_in_any_span_and_each_counts_once(given_spans):
    counted = {FRIDAY + timedelta(days=n) for n in range(1, 80) if CALENDAR.is_working_day(FRIDAY + timedelta(days=n))
               and any(one.since < FRIDAY + timedelta(days=n) <= one.until for one in given_spans)}

    assert clocks.excluded(given_spans, FRIDAY, CALENDAR) == len(counted)


def test_a_number_changed_by_a_region_changes_the_day():
    book = replace(OPEN, query=working_days(10, "某地规定"))

    assert call("query process", book).day == CALENDAR.add_working_days(FRIDAY, 10)
