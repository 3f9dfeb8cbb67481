"""What is due when under a rulebook, and by which article: pure, on a working-day calendar passed in as a value.

Periods run by 民法典 第二百条至第二百零三条: the day of the event is not counted, a forward period of calendar days
ends on a working day, a period counted back is never rolled. A day in a year without a holiday table is not guessed.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from market.core.calendars import Calendar, HolidayTableMissing

from .base import Rulebook
from .numbers import Number, Unit


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a day may not be chosen: a stable code, a Chinese sentence with what to do instead, the article."""

    code: str
    message: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """One due day: ``number`` of the rulebook after (``back``: before) the day of ``start``, an event or a clock.

    ``means`` is what the found day is: the first lawful day, the last one, or the day a period ends.
    """

    code: str
    label: str
    number: str
    start: str
    means: str
    back: bool = False


FIRST, LAST, END = "最早", "最迟", "届满"
EVENTS = {"published": "公告发布", "deadline": "投标截止", "evaluated": "评标结束"}
"""Days that people set or that happen; every other start is a clock."""

CLOCKS = (
    Clock("intention", "公开采购意向", "intention_lead", "published", LAST, back=True),
    Clock("notice_end", "招标公告期限", "notice_period", "published", END),
    Clock("supply_end", "停止提供招标文件", "document_supply", "published", FIRST),
    Clock("document_query", "对招标文件提出质疑", "query", "notice_end", LAST),
    Clock("last_amendment", "不改变投标截止时间的澄清修改", "amendment_lead", "deadline", LAST, back=True),
    Clock("earliest_deadline", "投标截止（开标）", "bidding_time", "published", FIRST),
    Clock("report", "送交评标报告", "report_delivery", "evaluated", LAST),
    Clock("award", "确定中标人", "award_confirmation", "report", LAST),
    Clock("result", "公告中标结果、发出中标通知书", "result_notice", "award", LAST),
    Clock("result_end", "中标结果公告期限", "result_period", "result", END),
    Clock("result_query", "对中标结果提出质疑", "query", "result_end", LAST),
    Clock("query_answer", "答复最后一日收到的质疑", "query_answer", "result_query", LAST),
    Clock("complaint", "对答复不满意的，提出投诉", "complaint", "query_answer", LAST),
    Clock("losers_bond", "退还未中标人的投标保证金", "bond_return_losers", "result", LAST),
    Clock("contract", "签订合同", "contract_signing", "result", LAST),
    Clock("winner_bond", "退还中标人的投标保证金", "bond_return_winner", "contract", LAST),
    Clock("contract_notice", "公告合同", "contract_notice", "contract", LAST),
    Clock("contract_filing", "合同报财政部门备案", "contract_filing", "contract", LAST),
)
_TAKEN = {"evaluated": "deadline", "deadline": "earliest_deadline"}
"""Which day an event is taken to fall on while nobody has said."""
_CLOCK = {clock.code: clock for clock in CLOCKS}


@dataclass(frozen=True, slots=True)
class Due:
    """One line of a timetable. ``day`` is None where it cannot be computed; then ``why`` says so."""

    clock: Clock
    number: Number
    start: str
    day: date | None
    why: str = ""


def end_of(number: Number, day: date, calendar: Calendar) -> date:
    """The last day of a period after ``day``. Raises HolidayTableMissing, and ValueError for what is no period."""
    if number.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(day, number.value)
    if number.unit is Unit.DAYS:
        return calendar.add_days(day, number.value)
    raise ValueError(f"{number} is no period.")


def back_from(number: Number, day: date, calendar: Calendar) -> date:
    """The last day that is at least the period before ``day``; calendar days are plain, never rolled."""
    if number.unit is Unit.WORKING_DAYS:
        return calendar.back_working_days(day, number.value)
    if number.unit is Unit.DAYS:
        return calendar.back_days(day, number.value)
    raise ValueError(f"{number} is no period.")


def lies_between(number: Number, after: date, until: date, calendar: Calendar) -> bool:
    """Whether a whole period lies after one day and not after the other, a deadline that people set."""
    working = calendar.count(after, until)
    if number.unit is Unit.WORKING_DAYS:
        return working >= number.value
    return (until - after).days >= number.value


def unknown(missing: HolidayTableMissing) -> Fault:
    """Said to those who can only wait for a year's table; the exception's own sentence is for who keeps it."""
    return Fault(missing.code, f"本站还没有 {missing.year} 年的节假日安排，落在该年的日期暂不能推算。")


def earliest_deadline(book: Rulebook, published: date, calendar: Calendar) -> date:
    """The first day a bid deadline may lawfully stand on. Raises HolidayTableMissing."""
    return end_of(book.bidding_time, published, calendar)


def deadline_faults(book: Rulebook, published: date, deadline: date, calendar: Calendar) -> list[Fault]:
    """Why a bid deadline may not stand on a day; empty where it may."""
    try:
        earliest = earliest_deadline(book, published, calendar)
        short = not lies_between(book.bidding_time, published, deadline, calendar)
        rests = not calendar.is_working_day(deadline)
    except HolidayTableMissing as missing:
        return [unknown(missing)]
    found = []
    if short:
        found.append(Fault(
            "deadline.too_short", f"自{_day(published)}发出招标文件至{_day(deadline)}投标截止只有 "
            f"{max((deadline - published).days, 0)} 日，少于 {book.bidding_time}；最早可定在{_day(earliest)}。",
            book.bidding_time.law))
    if rests:
        found.append(Fault(
            "deadline.not_working_day", f"{_day(deadline)}不是工作日，不能作为投标截止日；"
            f"请改在{_day(max(calendar.roll(deadline), earliest))}或者以后的工作日。", "民法典 第二百零三条"))
    return found


def deadline_after_amendment(book: Rulebook, amended: date, deadline: date, calendar: Calendar) -> date:
    """The deadline that must hold once an amendment that may affect bids is published: the one that stands where it
    is far enough away and a working day, else the first lawful one. Raises HolidayTableMissing."""
    if lies_between(book.amendment_lead, amended, deadline, calendar):
        return calendar.roll(deadline)
    return end_of(book.amendment_lead, amended, calendar)


def deadline_after_hold(book: Rulebook, published: date, due: datetime, held: timedelta, calendar: Calendar, *,
                        amended: date | None = None) -> datetime:
    """The deadline once a suspension ends: what was left is left again, then the least period since publication and
    since the last amendment that may affect bids is looked at anew, and the day is a working day.

    ``due`` is the deadline that stood, in local time; the time of day stays, on the first day that leaves no less than
    was left. Raises HolidayTableMissing.
    """
    restored = due + held
    day = restored.date() if restored.timetz() <= due.timetz() else restored.date() + timedelta(days=1)
    day = max(calendar.roll(day), earliest_deadline(book, published, calendar))
    if amended:
        day = max(day, deadline_after_amendment(book, amended, day, calendar))
    return datetime.combine(day, due.timetz())


def suspension_end(book: Rulebook, since: datetime) -> datetime | None:
    """When a suspension that began then ends by itself at the latest; None where the law sets no limit."""
    return since + timedelta(days=book.suspension.value) if book.suspension else None


def extension_faults(due: datetime, new_due: datetime, calendar: Calendar) -> list[Fault]:
    """Why a deadline may not be put off to a moment (both in local time); empty where it may."""
    if new_due <= due:
        return [Fault("extension.not_later", f"新的投标截止时间不晚于原定的{_day(due.date())} {due:%H:%M}；"
                                             "投标截止时间只能"
                      "延后，不能提前，请改晚。")]
    try:
        if calendar.is_working_day(new_due.date()):
            return []
        good = calendar.roll(new_due.date())
    except HolidayTableMissing as missing:
        return [unknown(missing)]
    return [Fault("extension.not_working_day", f"{_day(new_due.date())}不是工作日，不能作为投标截止日；"
                                               f"请改在{_day(good)}"
                  "或者以后的工作日。", "民法典 第二百零三条")]


def amendment_faults(book: Rulebook, published: date, amended: date, deadline: date) -> list[Fault]:
    """Why nothing may be amended on a day; empty where it may."""
    if amended < published:
        return [Fault("amendment.before_notice", f"{_day(amended)}早于公告发布日{_day(published)}，没有可以澄清修改的"
                      "招标文件；请核对澄清修改的日期。")]
    if amended > deadline:
        return [Fault("amendment.after_deadline", f"{_day(amended)}已过投标截止日{_day(deadline)}，不能再澄清修改"
                      "招标文件；请改在截止之前，或者先延长投标截止时间。", book.amendment_lead.law)]
    return []


def timetable(book: Rulebook, published: date, calendar: Calendar, *, deadline: date | None = None) -> list[Due]:
    """Every due day that follows from a day of publication, in the order of ``CLOCKS``.

    Where no deadline is given the earliest lawful one is taken; evaluation is taken to end on the day of the deadline;
    a clock that starts from another takes that one's last day: the timetable of one who uses every period up.
    """
    chosen = {"published": published} | ({"deadline": deadline} if deadline else {})
    return list(_walk(book, chosen, calendar))


def _walk(book: Rulebook, chosen: dict[str, date], calendar: Calendar) -> Iterator[Due]:
    for clock in CLOCKS:
        if not _runs(book, clock):
            continue
        number = getattr(book, clock.number)
        try:
            day, why = _find(book, clock.code, chosen, calendar), ""
        except HolidayTableMissing as missing:
            day, why = None, unknown(missing).message
        yield Due(clock, number, EVENTS.get(clock.start) or _CLOCK[clock.start].label, day, why)


def _runs(book: Rulebook, clock: Clock) -> bool:
    """Whether a rulebook has all the numbers a clock rests on."""
    if getattr(book, clock.number) is None:
        return False
    return clock.start in EVENTS or _runs(book, _CLOCK[clock.start])


def _find(book: Rulebook, code: str, chosen: dict[str, date], calendar: Calendar) -> date:
    """The day of an event or of a clock."""
    if code in chosen:
        return chosen[code]
    if code in _TAKEN:
        return _find(book, _TAKEN[code], chosen, calendar)
    clock = _CLOCK[code]
    count = back_from if clock.back else end_of
    return count(getattr(book, clock.number), _find(book, clock.start, chosen, calendar), calendar)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
