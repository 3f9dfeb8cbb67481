"""The only clock. Everything that decides by time asks here, so that a demo can move time and a test can stop it."""
import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from .models import City, DemoClock, OutboxRow

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRESH = 1.0
"""For how many seconds a process may trust the offset it last read."""


class ClockRefused(Exception):
    """Demo time may not be moved so. ``code`` is stable, ``sentence`` is for the screen."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


class _Offset:
    """The demo offset as this process last read it."""

    value = timedelta()
    read_at = float("-inf")


class Frozen:
    """A clock that stands still until it is told to move."""

    def __init__(self, at: datetime):
        self.at = at

    def move(self, delta: timedelta) -> datetime:
        """Let that much time pass; returns the new moment."""
        self.at += delta
        return self.at


_frozen: list[Frozen] = []
_still: ContextVar[datetime | None] = ContextVar("still", default=None)


def real_now() -> datetime:
    """The machine's time in UTC: for leases, heartbeats and what measures the machine itself."""
    return datetime.now(UTC)


def now() -> datetime:
    """This moment in UTC, the demo's offset included."""
    if (moment := _still.get()) is not None:
        return moment
    if _frozen:
        return _frozen[-1].at
    return real_now() + _offset()


def today() -> date:
    """The date in Shanghai, which is the date of every legal time limit."""
    return now().astimezone(SHANGHAI).date()


def midnight_after(day: date) -> datetime:
    """24:00 of a day in Shanghai: the first moment that is no longer in time where that day is the last."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI)


def inside(outside: datetime) -> datetime:
    """A moment told by a system with a clock of its own, as this installation counts it: a demo's offset is added."""
    return outside + _offset()


def outside(moment: datetime) -> datetime:
    """One of our moments as a system outside counts it."""
    return moment - _offset()


@contextmanager
def still() -> Iterator[datetime]:
    """One act, one moment: inside, ``now()`` answers the same to everything this thread does."""
    token = _still.set(now())
    try:
        yield _still.get()
    finally:
        _still.reset(token)


@contextmanager
def frozen(at: datetime | str) -> Iterator[Frozen]:
    """Stop the clock of this process at a moment, for tests. Text without an offset is Shanghai time."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=SHANGHAI)
    clock = Frozen(moment.astimezone(UTC))
    _frozen.append(clock)
    try:
        yield clock
    finally:
        _frozen.remove(clock)


def shift_demo(delta: timedelta) -> None:
    """Move demo time by that much for every process. Raises ClockRefused (see ``set_demo``)."""
    with transaction.atomic():
        demo, _ = DemoClock.objects.select_for_update().get_or_create(id=1)
        _require_demo()
        forget()
        if delta < timedelta() and recorded_after(now() + delta):
            raise ClockRefused("clock.backwards", "那个时刻之后已有业务记录，演示时间不能倒回到记录之前。"
                                                  "可以继续向后推进，或者停止程序后用 make demo 重置演示数据。")
        demo.offset_seconds += round(delta.total_seconds())
        demo.save()
    forget()


def set_demo(at: datetime) -> None:
    """Let demo time be ``at`` now, to the second.

    Raises ClockRefused where the installation is no demo, or where time would run backwards over acts already
    recorded.
    """
    with transaction.atomic():
        demo, _ = DemoClock.objects.select_for_update().get_or_create(id=1)
        shift_demo(at - real_now() - timedelta(seconds=demo.offset_seconds))


def recorded_after(moment: datetime) -> bool:
    """Whether an act is on record that took place after a moment; time must not run back over it."""
    return OutboxRow.objects.filter(written_at__gt=moment).exists()


def ahead() -> timedelta:
    """How far demo time stands before the machine's; nothing outside a demo."""
    return _offset()


def forget() -> None:
    """Read the stored offset again at the next question."""
    _Offset.value, _Offset.read_at = timedelta(), float("-inf")


def _require_demo() -> None:
    if settings.PROFILE == "prod" or not City.objects.filter(demo=True).exists():
        raise ClockRefused("clock.not_demo", "只有演示环境可以调整时间。")


def _offset() -> timedelta:
    """The stored offset, at most a second old; nothing outside a demo.

    Where the database cannot be asked (inside a running event loop, or a transaction that already failed) the last
    known offset stands.
    """
    if settings.PROFILE != "demo":
        return timedelta()
    if time.monotonic() - _Offset.read_at > FRESH and not connection.needs_rollback and not _in_event_loop():
        stored = DemoClock.objects.filter(id=1).values_list("offset_seconds", flat=True).first()
        _Offset.value, _Offset.read_at = timedelta(seconds=stored or 0), time.monotonic()
    return _Offset.value


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
