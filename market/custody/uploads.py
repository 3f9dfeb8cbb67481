"""Envelopes on their way in, a piece at a time (the core of tus 1.0, without HTTP).

What counts as arrived is ``offset`` in the row, written after the bytes are on the disk; whatever a crash left beyond
it is cut off by the next piece. One writer at a time holds the part file. Times are the machine's own: they only say
what is abandoned.
"""
import errno
import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Sum

from market.core import clock

from . import envelopes, keys, shapes
from .errors import CustodyRefused, EnvelopeError
from .models import Envelope, Upload
from .shapes import Context

__all__ = ["OffsetConflict", "append", "begin", "discard", "finish", "most_bytes", "sweep"]

GIB = 1 << 30
QUOTA = 16 * GIB
"""Bytes one bidder may keep and have on the way for one lot."""
AT_ONCE = 12
"""Unfinished uploads of one bidder for one lot."""
SPARE = 1 * GIB
"""Bytes of disk that stay free: acknowledged bids come before new ones."""
PIECE = 256 * 1024
CHECKPOINT = 8 * 1024 * 1024
"""Bytes after which what arrived within one request is made to count."""
KEPT = timedelta(days=7)
"""For how long an upload may rest before it is swept."""


class OffsetConflict(Exception):
    """The piece does not begin where the upload ends; ``offset`` is where it does."""

    def __init__(self, offset: int):
        super().__init__(offset)
        self.offset = offset


def most_bytes(volume: str) -> int:
    """The longest an envelope of a volume can be."""
    size = shapes.LEAST if volume == shapes.PRICE else shapes.MOST_VOLUME
    front = len(shapes.MAGIC) + shapes.LENGTH.size + shapes.MOST_HEADER + shapes.CHECK
    return front + size + -(-size // shapes.CHUNK) * keys.TAG


def part_of(upload_id: uuid.UUID) -> Path:
    """Where the bytes of an upload gather."""
    return envelopes.root() / "parts" / str(upload_id)


def begin(*, id: uuid.UUID, context: Context, length: int) -> Upload:
    """Open an upload under an id the bidder's browser drew at random; asked again with the same, it is the same one.

    Raises CustodyRefused ``upload.length``, ``upload.version``, ``upload.quota``, ``upload.many``,
    ``upload.disk_full``, ``upload.id_taken``.
    """
    if not shapes.LEAST < length <= most_bytes(context.volume):
        raise CustodyRefused("upload.length", length=length)
    if shutil.disk_usage(envelopes.folder("parts")).free < length + SPARE:
        raise CustodyRefused("upload.disk_full")
    values = {"lot": uuid.UUID(context.lot), "stage": context.stage, "volume": context.volume,
              "version": context.version, "tag": context.owner_tag, "length": length}
    now = clock.real_now()
    with transaction.atomic():
        if known := Upload.objects.filter(pk=id).first():
            if {name: getattr(known, name) for name in values} != values:
                raise _taken()
            return known
        _check_room(context, length)
        try:
            with transaction.atomic():
                upload = Upload.objects.create(id=id, begun_at=now, touched_at=now, **values)
        except IntegrityError as error:
            raise _taken() from error
    part_of(id).touch(mode=0o600)
    return upload


def _check_room(context: Context, length: int) -> None:
    version = envelopes.next_version(lot=context.lot, tag=context.owner_tag, stage=context.stage, volume=context.volume)
    if context.version != version:
        raise CustodyRefused("upload.version", version=version)
    mine = Upload.objects.filter(tag=context.owner_tag)
    if mine.count() >= AT_ONCE:
        raise CustodyRefused("upload.many", most=AT_ONCE)
    used = ((mine.aggregate(sum=Sum("length"))["sum"] or 0)
            + (Envelope.objects.filter(tag=context.owner_tag).aggregate(sum=Sum("size"))["sum"] or 0))
    if used + length > QUOTA:
        raise CustodyRefused("upload.quota", most=QUOTA // GIB)


def _taken() -> CustodyRefused:
    return CustodyRefused("upload.id_taken")


def append(upload: Upload, *, offset: int, content: BinaryIO, count: int) -> Upload:
    """Write the next ``count`` bytes; returns the upload as it now stands.

    ``content`` may end early or break off: what came counts. Raises OffsetConflict (with 0 where the part itself was
    lost); DoesNotExist where another window has finished it; CustodyRefused ``upload.busy``
    where another window is sending, ``upload.too_long`` where more is announced than is left, ``upload.disk_full``.
    """
    with _alone(upload.pk) as part:
        upload = Upload.objects.get(pk=upload.pk)
        if offset != upload.offset:
            raise OffsetConflict(upload.offset)
        if offset + count > upload.length:
            raise CustodyRefused("upload.too_long")
        if os.fstat(part.fileno()).st_size < offset:
            Upload.objects.filter(pk=upload.pk).update(offset=0)
            raise OffsetConflict(0)
        part.truncate(offset)
        part.seek(offset)
        try:
            _receive(upload, part, content, count)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            raise CustodyRefused("upload.disk_full") from error
        return upload


def _receive(upload: Upload, part: BinaryIO, content: BinaryIO, count: int) -> None:
    end, at = upload.offset + count, upload.offset
    try:
        while at < end and (piece := content.read(min(PIECE, end - at))):
            part.write(piece)
            at += len(piece)
            if at - upload.offset >= CHECKPOINT:
                _count(upload, part, at)
    finally:
        if at > upload.offset:
            _count(upload, part, at)


def _count(upload: Upload, part: BinaryIO, at: int) -> None:
    """What has been written so far counts from now on."""
    part.flush()
    os.fsync(part.fileno())
    now = clock.real_now()
    if Upload.objects.filter(pk=upload.pk, offset=upload.offset).update(offset=at, touched_at=now):
        upload.offset, upload.touched_at = at, now


def finish(upload: Upload) -> Envelope:
    """Make the envelope of an upload that is all there; after a crash it is simply called again.

    What is no envelope for this place is discarded with the reason: EnvelopeError or CustodyRefused as
    ``envelopes.take`` raises them. An upload that is not whole raises CustodyRefused ``upload.unfinished`` and stays.
    """
    if kept := Envelope.objects.filter(pk=upload.pk).first():
        return kept
    if upload.offset != upload.length:
        raise CustodyRefused("upload.unfinished")
    with _alone(upload.pk):
        if kept := Envelope.objects.filter(pk=upload.pk).first():
            return kept
        placed = envelopes.path_of(upload.pk)
        part = placed if placed.exists() else part_of(upload.pk)
        try:
            return envelopes.take(part, id=upload.pk, context=envelopes.context_of(upload))
        except (EnvelopeError, CustodyRefused):
            discard(upload)
            placed.unlink(missing_ok=True)
            raise
        finally:
            if not Upload.objects.filter(pk=upload.pk).exists():
                part_of(upload.pk).unlink(missing_ok=True)


def discard(upload: Upload) -> None:
    """Forget an upload and its bytes; an envelope it became stays."""
    Upload.objects.filter(pk=upload.pk).delete()
    part_of(upload.pk).unlink(missing_ok=True)


def sweep() -> None:
    """Remove uploads nobody went on with for a week, and parts that belong to none."""
    limit = clock.real_now() - KEPT
    for upload in Upload.objects.filter(touched_at__lt=limit):
        discard(upload)
    yesterday = (clock.real_now() - timedelta(days=1)).timestamp()
    parts = {path.name: path for path in envelopes.folder("parts").iterdir() if path.stat().st_mtime < yesterday}
    rows = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    for name in parts.keys() - rows:
        parts[name].unlink(missing_ok=True)


@contextmanager
def _alone(upload_id: uuid.UUID) -> Iterator[BinaryIO]:
    """The part file, held by this writer alone. Raises CustodyRefused ``upload.busy``."""
    handle = os.open(part_of(upload_id), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CustodyRefused("upload.busy") from error
        yield part
