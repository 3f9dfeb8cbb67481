"""Whole envelopes: kept once, under their id, outside the database and outside the store of public files.

The file comes first and the row after it: a crash in between leaves a file without a row, which is swept, never a row
without its file.
"""
import hashlib
import io
import os
import uuid
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from market.core import clock

from . import envelope, seats
from .errors import CustodyRefused
from .models import Envelope, Upload
from .shapes import Context

__all__ = ["intact", "keep", "next_version", "open_sealed", "path_of", "remove", "sweep", "take"]

PIECE = 1024 * 1024
SETTLED = 24 * 3600
"""Seconds after which a file without a row is nobody's: keeping one takes moments."""


def root() -> Path:
    """The folder of everything sealed."""
    return Path(settings.VAR) / "sealed"


def folder(name: str) -> Path:
    """A folder in it, made where it is missing, for our own eyes."""
    root().mkdir(parents=True, exist_ok=True, mode=0o700)
    found = root() / name
    found.mkdir(exist_ok=True, mode=0o700)
    return found


def path_of(kept: Envelope | uuid.UUID) -> Path:
    """Where the bytes of an envelope lie."""
    name = str(kept.pk if isinstance(kept, Envelope) else kept)
    return root() / name[:2] / name


def open_sealed(kept: Envelope) -> BinaryIO:
    """The ciphertext, for reading."""
    return path_of(kept).open("rb")


def intact(kept: Envelope) -> bool:
    """Whether the bytes are still those received: says whose side is damaged when one cannot be opened."""
    try:
        return _sha256(path_of(kept)) == kept.sha256
    except FileNotFoundError:
        return False


def next_version(*, lot, tag: str, stage: str, volume: str) -> int:
    """The version a bidder's next envelope for a volume is sealed with."""
    highest = Envelope.objects.filter(lot=lot, tag=tag, stage=stage, volume=volume).aggregate(most=Max("version"))
    return (highest["most"] or 0) + 1


def context_of(record: Upload | Envelope) -> Context:
    """What the bytes of an upload or an envelope must be sealed for."""
    return Context(str(record.lot), record.stage, record.volume, record.tag, record.version)


def keep(content: BinaryIO | bytes, *, context: Context) -> Envelope:
    """Check and keep a whole envelope that is on this machine already; uploads end in ``take``. Raises as it does."""
    name = uuid.uuid4()
    part = folder("parts") / str(name)
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        with part.open("xb") as out:
            while piece := source.read(PIECE):
                out.write(piece)
        return take(part, id=name, context=context)
    finally:
        part.unlink(missing_ok=True)


def take(part: Path, *, id: uuid.UUID, context: Context) -> Envelope:
    """Make a received file an envelope: read its open part, hash it, move it to its place, write its row.

    Looks at everything that can be known without a key: the format, the length, the context, and that it was sealed to
    the three keys deposited for that lot and stage. The same bytes given twice by one bidder are one envelope. The
    upload of that id, if there is one, is done with. Raises EnvelopeError for what the bytes are, CustodyRefused
    ``envelope.keys_missing``, ``envelope.other_keys``, ``envelope.version_taken``, ``envelope.copied``.
    """
    deposited = seats.fingerprints(context.lot, context.stage)
    if len(deposited) != 3:
        raise CustodyRefused("envelope.keys_missing")
    with part.open("rb") as source:
        header = envelope.inspect(source, expect=context)
    if header.custodians != deposited:
        raise CustodyRefused("envelope.other_keys")
    size, sha256 = part.stat().st_size, _sha256(part)
    place = _place(part, path_of(id))
    values = {"lot": context.lot, "stage": context.stage, "volume": context.volume, "version": context.version,
              "tag": context.owner_tag}
    try:
        with transaction.atomic():
            kept = Envelope.objects.create(id=id, sha256=sha256, size=size, kept_at=clock.now(), **values)
            Upload.objects.filter(pk=id).delete()
            return kept
    except IntegrityError:
        if Envelope.objects.filter(pk=id).exists():
            raise
        place.unlink(missing_ok=True)
        Upload.objects.filter(pk=id).delete()
        return _known(sha256, values)


def _known(sha256: str, values: dict) -> Envelope:
    """The bidder's own envelope with these very bytes. Raises CustodyRefused for anything else that stands there."""
    same = Envelope.objects.filter(lot=values["lot"], sha256=sha256).first()
    if same and same.tag == values["tag"]:
        return same
    if same:
        raise CustodyRefused("envelope.copied")
    raise CustodyRefused("envelope.version_taken", version=values["version"])


def remove(kept: Envelope) -> None:
    """Let go of an envelope that belongs to no submission: the row first. Raises ProtectedError where it does."""
    kept.delete()
    transaction.on_commit(lambda: path_of(kept).unlink(missing_ok=True))


def sweep() -> None:
    """Remove files that never got their row. Only files of the last days are asked after: older ones were."""
    now = clock.real_now().timestamp()
    young, old = now - SETTLED, now - 30 * SETTLED
    for shelf in root().glob("??"):
        found = {path.name: path for path in shelf.iterdir() if old < path.stat().st_mtime < young}
        rows = {str(pk) for pk in Envelope.objects.filter(pk__in=found).values_list("pk", flat=True)}
        for name in found.keys() - rows:
            found[name].unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _place(part: Path, place: Path) -> Path:
    """Move a file to its place for good: nobody writes it again, and its folder's entry is on the disk."""
    folder(place.parent.name)
    os.utime(part)
    part.chmod(0o400)
    sync(part)
    part.replace(place)
    sync(place.parent)
    return place


def sync(path: Path) -> None:
    """Have a file or a folder on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
