"""The dated timetable of a procedure as /rules/timetable/ shows it: what was asked, what is due when, by which law."""
from dataclasses import dataclass
from datetime import date

from market.core.calendars import Calendar, HolidayTableMissing
from tenders.rulebooks import clocks
from tenders.rulebooks.base import Rulebook, resolve
from tenders.rulebooks.clocks import Due, Fault
from tenders.rulebooks.editions import name

FORMAT = "timetable/1"


@dataclass(frozen=True, slots=True)
class Plan:
    """A timetable with what is wrong with the days that were asked for.

    ``deadline`` is the one ``asked`` for where it may stand (``chosen``), else the earliest lawful one, None where
    that cannot be computed. ``moved`` is the deadline that must hold after an amendment, None where none was asked
    about or where it cannot be made. What is ``due`` follows from the last of these.
    """

    book: Rulebook
    published: date
    asked: date | None
    deadline: date | None
    chosen: bool
    amended: date | None
    moved: date | None
    faults: tuple[Fault, ...]
    due: tuple[Due, ...]

    @property
    def forced(self) -> bool:
        """Whether the amendment moves the deadline."""
        return self.moved is not None and self.moved != self.deadline


def plan(key: str, published: date, calendar: Calendar, *, deadline: date | None = None,
         amended: date | None = None) -> Plan:
    """What follows from a day of publication under the edition in force on it. Raises NoEdition."""
    book = resolve(key, "", published)
    faults = clocks.deadline_faults(book, published, deadline, calendar) if deadline else []
    usable = None if faults else deadline
    found, moved = usable, None
    try:
        found = usable or clocks.earliest_deadline(book, published, calendar)
        if amended:
            wrong = clocks.amendment_faults(book, published, amended, found)
            faults += wrong
            moved = None if wrong else clocks.deadline_after_amendment(book, amended, found, calendar)
    except HolidayTableMissing as missing:
        if not any(fault.code == missing.code for fault in faults):
            faults.append(clocks.unknown(missing))
    due = clocks.timetable(book, published, calendar, deadline=moved or usable)
    return Plan(book, published, deadline, found, usable is not None, amended, moved, tuple(faults), tuple(due))


def as_json(made: Plan) -> dict:
    """The machine twin: days as ISO dates, numbers as text with their unit."""
    return {
        "format": FORMAT,
        "rulebook": {"key": made.book.key, "since": made.book.since.isoformat(), "edition": name(made.book),
                     "title": made.book.title, "digest": made.book.digest},
        "published": made.published.isoformat(),
        "deadline_asked": _iso(made.asked), "deadline": _iso(made.deadline), "deadline_chosen": made.chosen,
        "amended": _iso(made.amended), "deadline_after_amendment": _iso(made.moved),
        "faults": [{"code": fault.code, "message": fault.message, "law": fault.law} for fault in made.faults],
        "due": [{"code": one.clock.code, "label": one.clock.label, "means": one.clock.means, "day": _iso(one.day),
                 "why": one.why, "from": one.clock.start, "back": one.clock.back, "number": one.clock.number,
                 **one.number.as_json()} for one in made.due],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
