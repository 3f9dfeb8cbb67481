"""The challenge line of a notice: the last day to object, or that it has passed, with its law."""
from dataclasses import dataclass
from datetime import date, datetime

from market.core import workdays
from tenders.rulebooks.base import NoEdition, Rulebook
from tenders.rulebooks.clocks import back_from, end_of, unknown
from tenders.rulebooks.redress import Challenge, challenge

from .facts import SHANGHAI, moment


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """``last_day`` counts until 24:00; None where the calendar or the notice does not settle it (``why`` says so)."""

    challenge: Challenge
    last_day: date | None
    open: bool
    why: str = ""


def line(*, trade: str, stage: str, published_at: datetime, facts: dict, now: datetime,
         calendar: workdays.Calendar, book: Rulebook | None = None) -> ChallengeLine | None:
    """None where no challenge period runs from such a notice. ``book`` is what its tender lives under, if it has one
    here; else the edition in force on the day of the notice counts."""
    rule = challenge(trade, stage)
    if rule is None:
        return None
    try:
        last = _last_day(rule, published_at.astimezone(SHANGHAI).date(), facts, calendar, book)
    except workdays.HolidayTableMissing as missing:
        return ChallengeLine(rule, None, True, unknown(missing).message)
    except NoEdition as missing:
        return ChallengeLine(rule, None, True, missing.sentence)
    if last is None:
        return ChallengeLine(rule, None, True, "公告未载明投标截止时间，期限不能计算。")
    return ChallengeLine(rule, last, now.astimezone(SHANGHAI).date() <= last)


def _last_day(rule: Challenge, published: date, facts: dict, calendar: workdays.Calendar,
              book: Rulebook | None) -> date | None:
    period, notice = rule.of(book) if book and rule.rulebook else rule.periods("", published)
    if rule.clock == "after_notice":
        return end_of(period, end_of(notice, published, calendar) if notice else published, calendar)
    if rule.clock == "before_deadline":
        due = moment(facts.get("bids_due_at"))
        return back_from(period, due.day, calendar) if due else None
    until = moment(facts.get("publicity_until"))
    return until.day if until else end_of(period, published, calendar)
