"""Relative days of the demo content: ``-14 09:00`` is nine o'clock fourteen days ago, ``+3`` the day three days on."""
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from market.core import workdays
from market.core.clock import SHANGHAI

_SHAPE = re.compile(r"([+-]\d{1,3})(?: (\d\d:\d\d))?")
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Now:
    """The moment of loading, in Shanghai, and the calendar that says which days are worked."""

    at: datetime
    calendar: workdays.Calendar

    def day(self, offset: int) -> date:
        """That many days from today, rolled to a working day away from today; today itself stays."""
        day = self.at.date() + timedelta(days=offset)
        stride = timedelta(days=1 if offset > 0 else -1)
        while offset and not self.works(day):
            day += stride
        return day

    def fact(self, words: str) -> str:
        """A relative moment as a fact states it: a bare date stays one. Raises ValueError on another shape."""
        offset, at = self._read(words)
        if at is None:
            return self.day(offset).isoformat()
        return datetime.combine(self.day(offset), at, SHANGHAI).isoformat()

    def act(self, words: str) -> datetime:
        """When an act took place; one that would lie ahead is moved to the working day before."""
        offset, at = self._read(words)
        moment = datetime.combine(self.day(offset), at or time(9), SHANGHAI)
        return moment if moment <= self.at else datetime.combine(self.day(offset - 1), at or time(9), SHANGHAI)

    def _read(self, words: str) -> tuple[int, time | None]:
        found = _SHAPE.fullmatch(words)
        if not found:
            raise ValueError(f"not a relative moment: {words}")
        return int(found[1]), time.fromisoformat(found[2]) if found[2] else None

    def works(self, day: date) -> bool:
        """Whether it is a working day; where no table says, whether it is none of a weekend."""
        try:
            return self.calendar.is_working_day(day)
        except workdays.HolidayTableMissing:
            return day.weekday() < 5


def in_words(fact: str) -> str:
    """A stated moment as the body of a notice writes it: 2026年12月8日（周二）09:30."""
    moment = datetime.fromisoformat(fact)
    shown = f"{moment.year}年{moment.month}月{moment.day}日（周{_WEEK[moment.weekday()]}）"
    return shown if len(fact) == 10 else f"{shown}{moment:%H:%M}"
