"""Keeping the index at one with the public records."""
from collections.abc import Callable, Iterable
from uuid import UUID

from market.core import outbox
from market.core.models import OutboxRow, SubscriberCursor
from market.core.models.outbox import Stream
from publish.models import PublicRecord

from .engines.embedded import engine

SUBSCRIBER = "search.index"
"""The name of our cursor in the internal stream."""
CHANGED, GONE = "publish.record.changed", "publish.record.gone"
BATCH = 500


def named(events: Iterable[OutboxRow]) -> list[UUID]:
    """The record ids that these events name, each once."""
    ids: dict[UUID, None] = {}
    for event in events:
        ids.update(dict.fromkeys(UUID(str(pk)) for pk in event.payload.get("ids") or [event.object_id]))
    return list(ids)


def index(ids: Iterable[UUID]) -> int:
    """Let the index say of these records what the database says; records no longer there leave it.

    Works with or without a worker. Where there is no usable index everything is built anew. Returns how many records
    were written.
    """
    ids = list(ids)
    if not engine().ready():
        return rebuild()
    written = 0
    for start in range(0, len(ids), BATCH):
        written += engine().write(lambda wanted=ids[start:start + BATCH]: _present(wanted))
    return written


def _present(ids: list[UUID]) -> tuple[list[PublicRecord], list[UUID]]:
    rows = PublicRecord.objects.in_bulk(ids)
    return list(rows.values()), [pk for pk in ids if pk not in rows]


def build_where_missing() -> int:
    """Build the index where records have none, as after a restored backup; twice is harmless. Returns how many records
    were written."""
    return rebuild() if not engine().ready() and PublicRecord.objects.exists() else 0


def rebuild(follow: Callable[[Iterable], Iterable] = iter) -> int:
    """Build the index anew from the database while the old one serves; changes made meanwhile are not lost.

    Events numbered after our cursor's place at the start are gone through again before the exchange; later ones reach
    the new index by the subscriber. ``follow`` wraps the records, to show progress. Returns how many were written.
    """
    start = SubscriberCursor.objects.filter(name=SUBSCRIBER).values_list("position", flat=True).first() or 0

    def catch_up():
        outbox.sequence(100_000)
        events = OutboxRow.objects.filter(stream=Stream.INTERNAL, position__gt=start, kind__in=[CHANGED, GONE])
        return _present(named(events.order_by("position").iterator()))

    return engine().rebuild(follow(PublicRecord.objects.order_by("published_at", "id").iterator(chunk_size=BATCH)),
                            catch_up)
