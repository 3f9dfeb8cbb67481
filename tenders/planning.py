"""The date planner: whether the chosen moments of a tender are lawful, why not, which are, and the picture of it.

Pure: a rulebook, a calendar and the moments chosen go in, a ``Plan`` comes out. Moments are aware; days are Shanghai
days.
"""
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from market.core.calendars import Calendar, HolidayTableMissing

from .rulebooks import clocks
from .rulebooks.base import Rulebook
from .rulebooks.clocks import Fault

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
OPENING_HOUR, EVENING = time(9, 30), time(17, 0)
"""What is proposed for a deadline, and for the end of asking: moments within office hours."""
OFFICE = (time(8, 30), time(17, 30))
MOST_DAYS = 62
"""Columns the picture has at most; what lies beyond is said in words alone."""


@dataclass(frozen=True, slots=True)
class Day:
    """A column. ``holiday`` rests by arrangement, ``worked`` is a weekend day that works, ``unknown`` has no table."""

    date: date
    weekend: bool = False
    holiday: bool = False
    worked: bool = False
    unknown: bool = False

    @property
    def mark(self) -> str:
        """The sign above the column: 休, 班, or none."""
        return "休" if self.holiday else "班" if self.worked else ""

    @property
    def tone(self) -> str:
        return "holiday" if self.holiday else "rest" if self.weekend and not self.worked else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A period drawn under the days: from ``start`` to ``end`` as planned, ``least`` the end the law asks for."""

    label: str
    start: date
    end: date
    least: date | None
    law: str
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A span cut into cells of whole columns: blank, the least the law asks for, what is planned beyond, blank.

    ``cells`` are the same columns one by one, each with its day and the part of the span that covers it: ``least``,
    ``rest`` or none; the first covered one carries the label, the last of the least ends the bracket.
    """

    span: Span
    before: int
    least: int
    rest: int
    after: int
    cells: tuple["Cell", ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a row. ``first`` begins the span, ``last`` ends the part it belongs to."""

    day: Day
    part: str = ""
    first: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A moment of the plan. ``field`` names what is typed, empty where it follows from others; ``offer`` is the first
    lawful moment where the chosen one is not, or none is chosen."""

    code: str
    label: str
    at: datetime | date | None
    law: str
    field: str = ""
    faults: tuple[Fault, ...] = ()
    reminders: tuple[str, ...] = ()
    offer: datetime | None = None

    @property
    def day(self) -> date | None:
        if isinstance(self.at, datetime):
            return self.at.astimezone(SHANGHAI).date()
        return self.at


@dataclass(frozen=True, slots=True)
class Plan:
    """All of it. ``faults`` are those of every point; a plan without any may be published under."""

    published: date
    points: tuple[Point, ...]
    days: tuple[Day, ...] = ()
    spans: tuple[Span, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def lawful(self) -> bool:
        return not self.faults

    @property
    def rows(self) -> list[Row]:
        """The spans as rows of a table under ``days``; each day's column belongs to the span that reaches it."""
        if not self.days:
            return []
        first, columns = self.days[0].date, len(self.days)
        found = []
        for span in self.spans:
            start = max((span.start - first).days, 0)
            end = min(max(span.end, span.least or span.end), self.days[-1].date)
            length = (end - first).days + 1 - start
            least = min((span.least - span.start).days + 1, length) if span.least else 0
            if length > 0:
                found.append(Row(span, start, least, length - least, columns - start - length,
                                 tuple(self._cells(start, least, length))))
        return found

    def _cells(self, start: int, least: int, length: int) -> Iterator[Cell]:
        for at, day in enumerate(self.days):
            place = at - start
            if not 0 <= place < length:
                yield Cell(day)
                continue
            yield Cell(day, "least" if place < least else "rest", first=place == 0,
                       last=place in {least - 1, length - 1})


def plan(book: Rulebook, calendar: Calendar, *, publish_on: date, deadline: datetime | None = None,
         opens: datetime | None = None, questions: datetime | None = None, intention: date | None = None) -> Plan:
    """The plan for publication on a day with these moments; what is not chosen is offered.

    Sources: the numbers of the rulebook with their articles; opening at the moment bids are due is
    政府采购货物和服务招标投标管理办法 第三十九条.
    """
    points = (
        _publication(book, publish_on, intention),
        _questions(book, publish_on, questions, deadline, calendar),
        _deadline(book, publish_on, deadline, calendar),
        _opening(book, deadline, opens, publish_on, calendar),
        *_following(book, publish_on, deadline, calendar),
    )
    faults = tuple(fault for point in points for fault in point.faults)
    spans = tuple(_spans(book, publish_on, deadline, calendar))
    return Plan(publish_on, points, tuple(_days(publish_on, points, calendar)), spans, faults)


def offered_deadline(book: Rulebook, publish_on: date, calendar: Calendar) -> datetime | None:
    """The first lawful moment bids may be due; None where a holiday table is missing."""
    try:
        return _at(clocks.earliest_deadline(book, publish_on, calendar), OPENING_HOUR)
    except HolidayTableMissing:
        return None


def _publication(book: Rulebook, publish_on: date, intention: date | None) -> Point:
    lead = book.intention_lead
    reminders = ()
    if lead and intention and (publish_on - intention).days < lead.value:
        reminders = (f"采购意向于{_words(intention)}公开，至公告发布不足 {lead}；"
                     "因不可预见的原因急需开展的除外，须说明理由。",)
    elif lead and intention is None:
        reminders = (f"尚未公开采购意向；采购意向一般应当早于采购活动开始 {lead}公开。",)
    return Point("published", "公告发布", publish_on, lead.law if lead else "", reminders=reminders)


def _questions(book: Rulebook, publish_on: date, questions: datetime | None, deadline: datetime | None,
               calendar: Calendar) -> Point:
    faults, offer = [], None
    until = deadline or offered_deadline(book, publish_on, calendar)
    if until:
        try:
            last = clocks.back_from(book.amendment_lead, _day(until), calendar)
            offer = _at(max(_working_before(last, calendar), publish_on + DAY), EVENING)
        except HolidayTableMissing:
            offer = None
    if questions and deadline and questions >= deadline:
        faults.append(Fault("questions.after_deadline",
                            "提疑截止时间不早于投标截止时间，提问就得不到答复；请改在投标截止之前。"))
    if questions and _day(questions) < publish_on:
        faults.append(Fault("questions.before_notice", "提疑截止时间早于公告发布，谁也不能提问；请改在公告发布之后。"))
    reminders = ()
    if questions and offer and deadline and questions > offer and not faults:
        reminders = ("提疑截止晚于不改变投标截止时间的最迟澄清日，届时答复如影响投标，投标截止须顺延。",)
    return Point("questions", "提疑截止", questions, book.amendment_lead.law, field="questions_due_at",
                 faults=tuple(faults), reminders=reminders, offer=offer if questions is None or faults else None)


def _deadline(book: Rulebook, publish_on: date, deadline: datetime | None, calendar: Calendar) -> Point:
    law, offer = book.bidding_time.law, offered_deadline(book, publish_on, calendar)
    if deadline is None:
        return Point("deadline", "投标截止", None, law, field="bids_due_at", offer=offer, faults=(
            Fault("deadline.missing", "还没有定投标截止时间；请选用下面给出的最早时间，或者自行填写。", law),))
    faults = tuple(clocks.deadline_faults(book, publish_on, _day(deadline), calendar))
    if faults and offer and not clocks.deadline_faults(book, publish_on, _rolled(deadline, calendar), calendar):
        offer = _at(_rolled(deadline, calendar), deadline.astimezone(SHANGHAI).time())
    reminders = ()
    if not faults and not OFFICE[0] <= deadline.astimezone(SHANGHAI).time() <= OFFICE[1]:
        reminders = ("投标截止不在工作时间内，投标人遇到问题时找不到人；建议定在工作日的上午。",)
    return Point("deadline", "投标截止", deadline, law, field="bids_due_at", faults=faults, reminders=reminders,
                 offer=offer if faults else None)


def _rolled(deadline: datetime, calendar: Calendar) -> date:
    """The chosen day, or the first working day after it; the day itself where no table says."""
    try:
        return calendar.roll(_day(deadline))
    except HolidayTableMissing:
        return _day(deadline)


def _opening(book: Rulebook, deadline: datetime | None, opens: datetime | None, publish_on: date,
             calendar: Calendar) -> Point:
    law, wanted = book.basis.get("open_bids", ""), deadline or offered_deadline(book, publish_on, calendar)
    if opens is None:
        return Point("opening", "开标", None, law, field="opens_at", offer=wanted, faults=(
            Fault("opening.missing", "还没有定开标时间；开标与投标截止应为同一时间。", law),))
    if deadline is not None and opens != deadline:
        return Point("opening", "开标", opens, law, field="opens_at", offer=deadline, faults=(
            Fault("opening.not_at_deadline", f"开标应当在投标截止的同一时间进行；请改为{_moment(deadline)}。", law),))
    return Point("opening", "开标", opens, law, field="opens_at")


_SHOWN = ("notice_end", "supply_end", "last_amendment", "document_query")
"""Clocks whose days follow from publication and deadline and are shown with them."""


def _following(book: Rulebook, publish_on: date, deadline: datetime | None, calendar: Calendar) -> Iterator[Point]:
    for due in clocks.timetable(book, publish_on, calendar, deadline=_day(deadline) if deadline else None):
        if due.clock.code in _SHOWN:
            yield Point(due.clock.code, due.clock.label, due.day, due.number.law,
                        reminders=(due.why,) if due.why else ())


def _spans(book: Rulebook, publish_on: date, deadline: datetime | None, calendar: Calendar) -> Iterator[Span]:
    end = _day(deadline) if deadline else None
    for number, label in ((book.notice_period, "公告期限"), (book.document_supply, "提供招标文件"),
                          (book.bidding_time, "发出文件至投标截止")):
        if number is None:
            continue
        try:
            least = clocks.end_of(number, publish_on, calendar)
        except HolidayTableMissing:
            continue
        planned = end if number is not book.notice_period and end else least
        bad = number is book.bidding_time and end is not None and bool(
            clocks.deadline_faults(book, publish_on, end, calendar))
        yield Span(f"{label} {number}", publish_on, max(planned, publish_on), least, number.law, bad)
    if end and book.amendment_lead:
        try:
            last = clocks.back_from(book.amendment_lead, end, calendar)
        except HolidayTableMissing:
            return
        if last >= publish_on:
            yield Span(f"澄清修改早于截止 {book.amendment_lead}", last, end, None, book.amendment_lead.law)


def _days(publish_on: date, points: tuple[Point, ...], calendar: Calendar) -> Iterator[Day]:
    last = max([point.day for point in points if point.day] + [publish_on + 14 * DAY]) + 2 * DAY
    day = publish_on
    while day <= last and (day - publish_on).days < MOST_DAYS:
        weekend = day.weekday() > 4
        unknown = day.year not in calendar.years
        yield Day(day, weekend, holiday=not unknown and day in calendar.rests and not calendar.is_working_day(day),
                  worked=not unknown and day in calendar.works, unknown=unknown)
        day += DAY


def _working_before(day: date, calendar: Calendar) -> date:
    """The last working day not after ``day``."""
    while not calendar.is_working_day(day):
        day -= DAY
    return day


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, SHANGHAI)


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{_words(local.date())} {local:%H:%M}"
