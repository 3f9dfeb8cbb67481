"""Working-day arithmetic on a holiday table that is passed in as a value; ``core.workdays`` keeps the stored table.

The rules are those of 民法典 第二百条至第二百零三条 as the trading rules use them: the day of the event is not counted;
a period of working days counts working days only; a period of calendar days whose last day rests ends on the next
working day. No day of a year whose arrangement is not yet published is ever guessed.
"""
from dataclasses import dataclass
from datetime import date, timedelta

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

    def back_days(self, day: date, days: int) -> date:
        """The day ``days`` calendar days before ``day``: counted back, a day is never rolled."""
        earlier = day - timedelta(days=_natural(days))
        self._known(day)
        self._known(earlier)
        return earlier

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
