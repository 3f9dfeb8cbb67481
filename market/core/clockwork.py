"""The clockwork: one process that numbers events, moves what is due, wakes subscribers and says it is alive.

Any number may run: the sequencer's lock, the door and the leases keep them from doing anything twice. Each loop has a
thread and a database connection of its own; a loop that fails says so and goes on a second later.
"""
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import OperationalError, connection

from . import clock, due, outages, outbox, reminders, running, subscribers, tasks

log = logging.getLogger(__name__)

BUSY, IDLE = 0.002, 0.02
"""Seconds between two looks for unnumbered rows, while they keep coming and when none come."""

GLANCE = 0.5
"""The longest sleep of the due loop: rows that became due by an edit, or by a demo's clock, are seen after it."""

AGAIN = 2.0
"""Seconds after which a subscriber still behind is called again: a lost message never matters."""

BEAT, SWEEP = running.BEAT, 3600.0


@dataclass
class Clockwork:
    """The loops, and what stops them. Each loop's turn returns how many seconds to pause."""

    stop: threading.Event = field(default_factory=threading.Event)
    numbered: threading.Event = field(default_factory=threading.Event)
    total: int = 0
    moved: int = 0
    called: dict[str, tuple[int, float]] = field(default_factory=dict)

    def run(self) -> None:
        """Run until ``stop`` is set; then let every loop end its turn. The silence before this start is recorded."""
        self.once_before()
        loops = [threading.Thread(target=self._keep, args=(turn,), name=turn.__name__)
                 for turn in (self.number, self.move_due, self.call_subscribers, self.beat, self.sweep, self.remind)]
        for loop in loops:
            loop.start()
        self.stop.wait()
        self.numbered.set()
        for loop in loops:
            loop.join(timeout=30)

    def once_before(self) -> None:
        """Tell of the silence since the last run, before anything that became due in it is acted upon."""
        try:
            running.beat("clockwork")
            outages.look()
        except Exception:
            log.exception("clockwork: the silence before this start could not be recorded")
            connection.close()

    def _keep(self, turn: Callable[[], float]) -> None:
        while not self.stop.is_set():
            try:
                pause = turn()
            except Exception:
                log.exception("clockwork: %s failed", turn.__name__)
                connection.close()
                pause = 1.0
            self.stop.wait(pause)
        connection.close()

    def number(self) -> float:
        """Number what was committed, and wake the caller of subscribers."""
        _impatient()
        try:
            count = outbox.sequence()
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            return BUSY
        if count:
            self.total += count
            self.numbered.set()
        return BUSY if count else IDLE

    def move_due(self) -> float:
        """Move what is due, then sleep until the next moment, or for a glance."""
        begun = clock.now()
        self.moved += due.take_due()
        following = due.next_due_at(after=begun)
        wait = (following - clock.now()).total_seconds() if following else GLANCE
        return min(max(wait, 0), GLANCE)

    def call_subscribers(self) -> float:
        """Queue a task for each subscriber with something to read that was not just called."""
        self.numbered.wait(1.0)
        self.numbered.clear()
        if not self.stop.is_set():
            for name, position in subscribers.behind().items():
                self._call(name, position)
        return 0

    def _call(self, name: str, position: int) -> None:
        known, at = self.called.get(name, (-1, 0.0))
        if known != position or time.monotonic() - at > AGAIN:
            self.called[name] = position, time.monotonic()
            tasks.deliver.delay(name=name)

    def beat(self) -> float:
        """Say that the clockwork is alive and how much it did, look who is silent, and have a worker say so too."""
        running.beat("clockwork", numbered=self.total, moved=self.moved, waiting=outbox.waiting())
        outages.look()
        tasks.beat.delay()
        return BEAT

    def sweep(self) -> float:
        """Have the worker clear away what is no longer needed."""
        tasks.sweep.delay()
        return SWEEP

    def remind(self) -> float:
        """Have work queued that was left undone."""
        reminders.ask_all()
        return AGAIN


def _impatient() -> None:
    """Let this thread's SQLite connection give up a lock after two milliseconds; the caller tries again.

    SQLite's own waiting backs off to 100 ms and starves beside steady writers: numbering was ten times as late by it.
    """
    if connection.vendor == "sqlite" and connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 2")


def lag() -> timedelta:
    """How long the oldest committed event has been waiting for its number; nothing where none waits."""
    oldest = outbox.OutboxRow.objects.filter(position=None).order_by("id").values_list("written_at", flat=True).first()
    return max(clock.now() - oldest, timedelta()) if oldest else timedelta()
