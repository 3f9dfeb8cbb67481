"""What is due when in redress: pure, by the numbers of the rulebook a tender was published under.

A number is never written here; a day in a year without a holiday table is not guessed but said to be unknown.
"""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from market.core.calendars import Calendar, HolidayTableMissing
from tenders.rulebooks.base import Rulebook
from tenders.rulebooks.clocks import end_of, unknown
from tenders.rulebooks.numbers import Number

DAY = timedelta(days=1)
DOCUMENTS, PROCESS, RESULT = "documents", "process", "result"


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of something, which counts until its midnight. ``day`` is None where it cannot be computed or does
    not run now; ``why`` then says so."""

    label: str
    day: date | None
    law: str
    why: str = ""

    def over(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.day is not None and today > self.day


def _due(label: str, number: Number, find: Callable[[], date | None], why: str = "") -> Due:
    words = f"{number}。{number.law}"
    try:
        return Due(label, find(), words, why)
    except HolidayTableMissing as missing:
        return Due(label, None, words, unknown(missing).message)


def known_on(book: Rulebook, subject: str, event: date, calendar: Calendar, *, failed: bool = False) -> date:
    """The day from which the time to query runs: documents, the end of the notice period (where there is none, the day
    they were sent out); a stage, the day it ended; a result, the end of its notice period.

    ``event`` is the day of the notice, of the stage's end, of the result's notice. Raises HolidayTableMissing.
    """
    period = {DOCUMENTS: book.notice_period, PROCESS: None,
              RESULT: book.failure_period if failed else book.result_period}[subject]
    return end_of(period, event, calendar) if period else event


def query(book: Rulebook, subject: str, event: date, calendar: Calendar, *, failed: bool = False) -> Due:
    """Until when a query may be raised (政府采购质疑和投诉办法 第十条)."""
    return _due("提出质疑", book.query,
                lambda: end_of(book.query, known_on(book, subject, event, calendar, failed=failed), calendar))


def enquiry_answer(book: Rulebook, received: date, calendar: Calendar) -> Due:
    """Until when an enquiry is answered."""
    return _due("答复询问", book.enquiry_answer, lambda: end_of(book.enquiry_answer, received, calendar))


def query_answer(book: Rulebook, received: date, calendar: Calendar) -> Due:
    """Until when a query is answered; ``received`` is the day on which it was complete."""
    return _due("答复质疑", book.query_answer, lambda: end_of(book.query_answer, received, calendar))


def complaint(book: Rulebook, received: date, answered: date | None, calendar: Calendar) -> Due:
    """Until when a complaint may be lodged: after the answer, or where none came, after the time for it."""
    return _due("提起投诉", book.complaint, lambda: end_of(
        book.complaint, answered or end_of(book.query_answer, received, calendar), calendar))


def check(book: Rulebook, received: date, calendar: Calendar) -> Due:
    """Until when a complaint is looked through."""
    return _due("审查投诉", book.complaint_check, lambda: end_of(book.complaint_check, received, calendar))


def redirect(book: Rulebook, received: date, calendar: Calendar) -> Due:
    """Until when a complainant is told that another department is in charge."""
    return _due("告知管辖", book.complaint_redirect, lambda: end_of(book.complaint_redirect, received, calendar))


def copies(book: Rulebook, received: date, calendar: Calendar) -> Due:
    """Until when copies and the notice to reply are sent."""
    return _due("发出答复通知书和副本", book.complaint_notice,
                lambda: end_of(book.complaint_notice, received, calendar))


def reply(book: Rulebook, sent: date, calendar: Calendar) -> Due:
    """Until when who was sent a copy replies."""
    return _due("书面说明", book.complaint_reply, lambda: end_of(book.complaint_reply, sent, calendar))


@dataclass(frozen=True, slots=True)
class Span:
    """Days that do not count towards the decision: sent out on ``since``, back on ``until`` (None while waiting)."""

    since: date
    until: date | None


def excluded(spans: Iterable[Span], today: date, calendar: Calendar) -> int:
    """Working days that do not count, those of overlapping spans once; the day something was sent out counts still.
    Raises HolidayTableMissing."""
    total, reached = 0, None
    for span in sorted(spans, key=lambda one: one.since):
        begins, ends = max(span.since, reached or span.since), span.until or today
        if ends > begins:
            total, reached = total + calendar.count(begins, ends), ends
    return total


def decision(book: Rulebook, received: date, spans: Iterable[Span], today: date, calendar: Calendar) -> Due:
    """Until when a complaint is decided. While something is out for inspection, testing, appraisal, expert review or
    correction the time stands still and no last day is said (政府采购法实施条例 第五十八条)."""
    spans, number = list(spans), book.complaint_decision
    if any(span.until is None for span in spans):
        return Due("作出处理决定", None, f"{number}。{number.law}", "检验、检测、鉴定、专家评审或者补正期间不计入，"
                                                              "收到结果后继续计算。")
    return _due("作出处理决定", number, lambda: calendar.add_working_days(
        received, number.value + excluded(spans, today, calendar)))
