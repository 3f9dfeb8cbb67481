"""The outbox: events written with the act they tell of, numbered after its commit, read in order."""
from collections import defaultdict
from collections.abc import Callable

from django.db import connection, transaction

from . import clock
from .models import OutboxRow, StreamHead
from .models.outbox import Stream

__all__ = ["OutboxError", "Stream", "after", "emit", "head", "inside", "sequence", "waiting"]


inside: dict[str, list[Callable[[OutboxRow], None]]] = defaultdict(list)
"""What ``subscribers.inside`` registered: kind of event to the functions that act on it in its transaction."""


class OutboxError(Exception):
    """An event was emitted outside the transaction of its act."""


def emit(kind: str, *, id, stream: Stream = Stream.INTERNAL, **payload) -> OutboxRow:
    """Write an event in the running transaction and let ``@inside`` subscribers act on it there.

    ``id`` is the object it tells of; the payload must be JSON. The position comes later, from ``sequence``. Raises
    OutboxError outside a transaction, and whatever an inside subscriber raises: the act is then refused with it.
    """
    if not connection.in_atomic_block:
        raise OutboxError(f"{kind} was emitted outside a transaction.")
    row = OutboxRow.objects.create(stream=stream, kind=kind, object_id=str(id), payload=payload,
                                   written_at=clock.now())
    for react in inside.get(kind, ()):
        react(row)
    return row


_NUMBER = """
UPDATE core_outboxrow SET position = %s + batch.place, sequenced_at = %s
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM core_outboxrow
      WHERE position IS NULL AND stream = %s ORDER BY id LIMIT %s) AS batch
WHERE core_outboxrow.id = batch.id
"""


def sequence(limit: int = 1000) -> int:
    """Give the next positions to at most ``limit`` committed rows of each stream; returns how many got one.

    Exactly one caller numbers at a time: on PostgreSQL by the locks on the stream heads, on SQLite because every
    transaction is alone. A row is seen here only once its transaction is committed, so no reader ever meets a number
    smaller than one it has seen; numbers have no gaps.
    """
    if not OutboxRow.objects.filter(position=None).exists():
        return 0
    with transaction.atomic():
        heads = {head.stream: head for head in StreamHead.objects.select_for_update().order_by("stream")}
        if len(heads) < len(Stream):
            _make_heads()
            heads = {head.stream: head for head in StreamHead.objects.select_for_update().order_by("stream")}
        return sum(_number(head, limit) for head in heads.values())


def _number(head: StreamHead, limit: int) -> int:
    moment = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [head.last, moment, head.stream, limit])
        numbered = cursor.rowcount
    if numbered:
        StreamHead.objects.filter(stream=head.stream).update(last=head.last + numbered)
    return numbered


def _make_heads() -> None:
    StreamHead.objects.bulk_create([StreamHead(stream=stream) for stream in Stream], ignore_conflicts=True)


def after(stream: Stream, position: int, limit: int = 500) -> list[OutboxRow]:
    """The next numbered rows of a stream beyond ``position``, in order."""
    return list(OutboxRow.objects.filter(stream=stream, position__gt=position).order_by("position")[:limit])


def head(stream: Stream) -> int:
    """The last position given in a stream."""
    return StreamHead.objects.filter(stream=stream).values_list("last", flat=True).first() or 0


def waiting() -> int:
    """How many committed rows have no number yet."""
    return OutboxRow.objects.filter(position=None).count()
