"""Spans of time by name, as they stand in an address: they mean something else each day."""
import re
from datetime import datetime, timedelta

from market.core.clock import SHANGHAI

from .engines.base import Span

NAMES = {"today": "今日", "tomorrow": "明日", "week": "本周", "next_week": "下周",
         "month": "本月", "next_month": "下月"}
_DAYS = re.compile(r"([1-9]\d{0,2})d")


def days(key: str) -> int | None:
    """The number of days of a window like ``7d``."""
    match = _DAYS.fullmatch(key)
    return int(match[1]) if match else None


def known(key: str) -> bool:
    """Whether this names a window."""
    return key in NAMES or days(key) is not None


def label(key: str, *, back: bool = False) -> str:
    """The window in words. Raises KeyError."""
    if (count := days(key)) is not None:
        return f"近 {count} 日" if back else f"{count} 日内"
    return NAMES[key]


def bounds(key: str, now: datetime, *, back: bool = False) -> tuple[datetime, datetime]:
    """When the window begins and ends (not counted in), in Shanghai. Days count forward from now, or back from it.

    A week begins on Monday. Raises KeyError for no window.
    """
    now = now.astimezone(SHANGHAI)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if (count := days(key)) is not None:
        return (today - timedelta(days=count - 1), today + timedelta(days=1)) if back else \
            (now, today + timedelta(days=count + 1))
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    second = (first + timedelta(days=32)).replace(day=1)
    return {
        "today": (today, today + timedelta(days=1)),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=2)),
        "week": (monday, monday + timedelta(days=7)),
        "next_week": (monday + timedelta(days=7), monday + timedelta(days=14)),
        "month": (first, second),
        "next_month": (second, (second + timedelta(days=32)).replace(day=1)),
    }[key]


def span(key: str, now: datetime, *, back: bool = False, running: bool = False) -> Span:
    """The window as numbers of an engine. ``running``: for deadlines, which count only until they are reached, and
    whose 24:00 belongs to the day it ends."""
    start, end = bounds(key, now, back=back)
    low, high = int(start.timestamp()), int(end.timestamp())
    return Span(max(low, int(now.timestamp())) + 1, high, closed=True) if running else Span(low, high)
