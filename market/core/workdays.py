"""Working days: pure arithmetic on a holiday table, and the table as stored and edited.

The rules are those of 民法典 第二百条至第二百零三条 as the trading rules use them: the day of the event is not counted;
a period of working days counts working days only; a period of calendar days whose last day rests ends on the next
working day. No day of a year whose arrangement is not yet published is ever guessed.
"""
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from .models import CalendarDay, CalendarYear

DAY = timedelta(days=1)


class HolidayTableMissing(Exception):
    """A day was asked about whose year has no published holiday arrangement. ``sentence`` is for the screen."""

    def __init__(self, year: int):
        self.code, self.year = "calendar.year_missing", year
        self.sentence = f"{year} 年节假日安排尚未录入，无法计算期限；请在国务院公布后先维护工作日历。"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A holiday table as a value: days of the week that rest, weekend days that work, and the years it answers for."""

    rests: frozenset[date]
    works: frozenset[date]
    years: frozenset[int]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day. Raises HolidayTableMissing, as everything here does."""
        self._known(day)
        return day in self.works or (day.weekday() < 5 and day not in self.rests)

    def roll(self, day: date) -> date:
        """That day, or the first working day after it."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def add_days(self, day: date, days: int) -> date:
        """The last day of a period of calendar days after ``day``, rolled to a working day."""
        self._known(day)
        return self.roll(day + timedelta(days=_natural(days)))

    def add_working_days(self, day: date, days: int) -> date:
        """The last day of a period of working days after ``day``; with none, the day itself rolled."""
        self._known(day)
        if _natural(days) == 0:
            return self.roll(day)
        return self._walk(day, days, DAY)

    def back_working_days(self, day: date, days: int) -> date:
        """The day ``days`` working days before ``day``, which itself is not counted."""
        self._known(day)
        return self._walk(day, _natural(days), -DAY)

    def count(self, after: date, until: date) -> int:
        """How many working days lie after ``after`` and not after ``until``; none where ``until`` is not later."""
        self._known(after)
        self._known(until)
        return sum(self.is_working_day(after + DAY * n) for n in range(1, (until - after).days + 1))

    def _walk(self, day: date, days: int, stride: timedelta) -> date:
        while days:
            day += stride
            days -= self.is_working_day(day)
        return day

    def _known(self, day: date) -> None:
        if day.year not in self.years:
            raise HolidayTableMissing(day.year)


def _natural(days: int) -> int:
    if days < 0:
        raise ValueError("A period has no negative length.")
    return days


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
