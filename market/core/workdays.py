"""The holiday table as stored and edited. What is counted on it is in ``core.calendars``."""
import time
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from .calendars import Calendar, HolidayTableMissing
from .models import CalendarDay, CalendarYear

__all__ = ["Calendar", "HolidayTableMissing", "forget", "load", "seed", "store_year"]


class _Loaded:
    """The stored table as this process last read it."""

    calendar: Calendar | None = None
    read_at = float("-inf")


FRESH = 5.0
"""For how many seconds a process may trust the table it last read."""


def load() -> Calendar:
    """The stored table, at most five seconds old."""
    if _Loaded.calendar is None or time.monotonic() - _Loaded.read_at > FRESH:
        days = dict(CalendarDay.objects.values_list("date", "works"))
        _Loaded.calendar = Calendar(
            rests=frozenset(day for day, works in days.items() if not works),
            works=frozenset(day for day, works in days.items() if works),
            years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        )
        _Loaded.read_at = time.monotonic()
    return _Loaded.calendar


def forget() -> None:
    """Read the stored table again at the next question."""
    _Loaded.calendar = None


SEEDED_FROM = 2024
"""The first year whose table was compared with the State Council's notice."""

_NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "National Day": "国庆节", "Mid-autumn Festival": "中秋节",
}


def seed() -> int:
    """Store the arrangements that the installed tables know; years already stored stay as edited.

    Returns how many years were added.
    """
    from chinese_calendar import constants

    added = 0
    for year in sorted({day.year for day in constants.holidays if day.year >= SEEDED_FROM}):
        rests = {day: _NAMES.get(name, "") for day, name in constants.holidays.items() if day.year == year}
        works = {day: _NAMES.get(name, "") for day, name in constants.workdays.items() if day.year == year}
        added += store_year(year, rests=rests, works=works, basis=f"国务院办公厅关于{year}年部分节假日安排的通知")
    return added


def store_year(year: int, *, rests: dict[date, str], works: dict[date, str], basis: str, again: bool = False) -> bool:
    """Store one year's arrangement: date to the holiday's name, for rest days and for worked weekend days.

    A year already stored is left alone unless ``again``. Returns whether anything was written. Raises ValueError for
    dates of another year or a date in both lists.
    """
    _check_year(year, rests, works)
    with transaction.atomic():
        if CalendarYear.objects.filter(year=year).exists() and not again:
            return False
        CalendarYear.objects.update_or_create(year=year, defaults={"basis": basis})
        CalendarDay.objects.filter(date__year=year).delete()
        CalendarDay.objects.bulk_create(
            [CalendarDay(date=day, works=False, name=name) for day, name in rests.items()]
            + [CalendarDay(date=day, works=True, name=name) for day, name in works.items()],
        )
    forget()
    return True


def _check_year(year: int, rests: Iterable[date], works: Iterable[date]) -> None:
    rests, works = set(rests), set(works)
    if strangers := [day for day in rests | works if day.year != year]:
        raise ValueError(f"{min(strangers)} is not in {year}.")
    if both := rests & works:
        raise ValueError(f"{min(both)} both rests and works.")
