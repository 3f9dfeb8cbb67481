"""Who reacts to events: ``@inside`` in the transaction of the act, ``@after`` by reading the numbered outbox.

An app declares its reactions in ``subscribers.py``, which is imported at start. An inside subscriber that fails
refuses the act. An after subscriber is called at least once for each event of its kinds, in order; an event it could
not digest is set aside and tried again later, so a handler reads the present row by id rather than trust the event,
and doing it twice must be harmless.
"""
import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from . import clock, outbox
from .models import OutboxRow, StreamHead, SubscriberCursor, SubscriberFailure
from .models.outbox import Stream

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
"""For how long one process may keep a subscriber to itself without a sign of life."""

TRIES = 12
"""After so many failures an event is given up: kept, shown, and no longer tried."""

ASIDE = 20
"""With so many events set aside and still being tried, the fault is not in one event: the subscriber waits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscriber:
    """A reader of one stream: its name (the cursor's key), the kinds it wants, and whether it takes lists."""

    name: str
    stream: Stream
    kinds: frozenset[str]
    batch: bool
    function: Callable


_after: dict[str, Subscriber] = {}


def inside(*kinds: str):
    """Call the function with each event of these kinds in the transaction that emits it: database work only."""
    def wrap(function):
        for kind in kinds:
            outbox.inside[kind].append(function)
        return function
    return wrap


def after(*kinds: str, name: str, stream: Stream = Stream.INTERNAL, batch: bool = False):
    """Call the function with each numbered event of these kinds, or with lists of them where ``batch``."""
    def wrap(function):
        known = _after.get(name)
        if known and known.function.__qualname__ != function.__qualname__:
            raise ValueError(f"Two subscribers are called {name}.")
        _after[name] = Subscriber(name=name, stream=stream, kinds=frozenset(kinds), batch=batch, function=function)
        return function
    return wrap


def everyone() -> list[Subscriber]:
    """All after-subscribers, by name."""
    return [_after[name] for name in sorted(_after)]


def forget(name: str) -> None:
    """Take an after-subscriber off the list again, for tests."""
    _after.pop(name, None)


def behind() -> dict[str, int]:
    """The subscribers with something to read or to try again now, and nobody at it: name to position reached."""
    heads = dict(StreamHead.objects.values_list("stream", "last"))
    cursors = SubscriberCursor.objects.in_bulk()
    moment = clock.real_now()
    again = set(SubscriberFailure.objects.filter(given_up=False, retry_at__lte=moment)
                .values_list("cursor_id", flat=True))
    return {one.name: _position(cursors.get(one.name)) for one in everyone()
            if (one.name in again or heads.get(one.stream, 0) > _position(cursors.get(one.name)))
            and not _leased(cursors.get(one.name), moment)}


def _position(cursor: SubscriberCursor | None) -> int:
    return cursor.position if cursor else 0


def _leased(cursor: SubscriberCursor | None, moment) -> bool:
    return bool(cursor and cursor.leased_until and cursor.leased_until > moment)


def deliver(name: str, *, limit: int = 500) -> int:
    """Hand a subscriber everything it has not seen; returns how many events its function was given.

    One process at a time serves a subscriber; where another is at it, nothing is done and 0 returned. Raises
    KeyError for a name nobody bears.
    """
    subscriber = _after[name]
    SubscriberCursor.objects.get_or_create(name=name, defaults={"stream": subscriber.stream})
    given = _serve(subscriber, limit)
    while name in behind() and (more := _serve(subscriber, limit)):
        given += more
    return given


def _serve(subscriber: Subscriber, limit: int) -> int:
    """Hold the subscriber and hand over what is there; what came just before letting go is for another round."""
    holder = uuid.uuid4().hex
    if not _take_lease(subscriber.name, holder):
        return 0
    given = 0
    try:
        given += _try_again(subscriber)
        while (count := _advance(subscriber, holder, limit)) is not None:
            given += count
    finally:
        SubscriberCursor.objects.filter(name=subscriber.name, holder=holder).update(leased_until=None, holder="")
    return given


def drain(*names: str) -> int:
    """Number what is committed and deliver until nothing moves; for commands and tests. All subscribers by default."""
    total = 0
    while True:
        moved = outbox.sequence()
        moved += sum(deliver(name) for name in (names or sorted(_after)))
        if not moved:
            return total
        total += moved


def _take_lease(name: str, holder: str) -> bool:
    moment = clock.real_now()
    free = Q(leased_until=None) | Q(leased_until__lte=moment)
    return bool(SubscriberCursor.objects.filter(free, name=name).update(leased_until=moment + LEASE, holder=holder))


def _advance(subscriber: Subscriber, holder: str, limit: int) -> int | None:
    """Hand over the next slice and move the cursor past it; None when nothing is left, or the lease is lost."""
    mine = SubscriberCursor.objects.filter(name=subscriber.name, holder=holder)
    cursor = mine.first()
    if cursor is None or _set_aside(cursor) >= ASIDE:
        return None
    head = outbox.head(subscriber.stream)
    if head <= cursor.position:
        return None
    rows = list(OutboxRow.objects.filter(stream=subscriber.stream, position__gt=cursor.position, position__lte=head,
                                         kind__in=subscriber.kinds).order_by("position")[:limit])
    for group in ([rows] if subscriber.batch and rows else [[row] for row in rows]):
        try:
            _hand_over(subscriber, cursor, group)
        except _Outage as outage:
            _renew(mine, outage.position)
            return None
        _renew(mine, group[-1].position)
    if len(rows) < limit:
        _renew(mine, head)
    return len(rows)


def _renew(mine, position: int) -> None:
    moment = clock.real_now()
    mine.filter(position__lt=position).update(position=position, moved_at=moment, leased_until=moment + LEASE)


def _set_aside(cursor: SubscriberCursor) -> int:
    return cursor.failures.filter(given_up=False).count()


class _Outage(Exception):
    """Too many events are set aside, the last at ``position``: what is beyond it has not been handed over."""

    def __init__(self, position: int):
        super().__init__(position)
        self.position = position


def _hand_over(subscriber: Subscriber, cursor: SubscriberCursor, rows: list[OutboxRow]) -> None:
    """Call the function; a list that fails is handed over one by one, and what then fails is set aside.

    Raises _Outage when that is one too many.
    """
    try:
        subscriber.function(rows if subscriber.batch else rows[0])
    except Exception as error:
        if len(rows) > 1:
            for row in rows:
                _hand_over(subscriber, cursor, [row])
        else:
            _set_one_aside(cursor, rows[0], error)


def _set_one_aside(cursor: SubscriberCursor, row: OutboxRow, error: Exception) -> None:
    log.exception("subscriber %s stumbled at %s (%s %s)", cursor.name, row.position, row.kind, row.object_id)
    moment = clock.real_now()
    failure, fresh = SubscriberFailure.objects.get_or_create(
        cursor=cursor, position=row.position, defaults={"error": _words(error), "failed_at": moment})
    tries = 1 if fresh else failure.tries + 1
    SubscriberFailure.objects.filter(pk=failure.pk).update(
        tries=tries, error=_words(error), failed_at=moment, given_up=tries >= TRIES,
        retry_at=moment + timedelta(seconds=min(2 ** (tries - 1), 600)))
    if _set_aside(cursor) >= ASIDE:
        raise _Outage(row.position)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]


def _try_again(subscriber: Subscriber) -> int:
    """Hand over events set aside whose time has come; those digested are forgotten. Returns how many were tried."""
    due = SubscriberFailure.objects.filter(cursor_id=subscriber.name, given_up=False,
                                           retry_at__lte=clock.real_now()).select_related("cursor")
    count = 0
    for failure in due.order_by("position"):
        row = OutboxRow.objects.get(stream=subscriber.stream, position=failure.position)
        with suppress(_Outage):
            _hand_over(subscriber, failure.cursor, [row])
        SubscriberFailure.objects.filter(pk=failure.pk, tries=failure.tries).delete()
        count += 1
    return count


def retry_given_up(name: str) -> int:
    """Try events again that were given up, for an operator who mended the cause; returns how many."""
    return SubscriberFailure.objects.filter(cursor_id=name, given_up=True).update(
        given_up=False, tries=0, retry_at=clock.real_now())
