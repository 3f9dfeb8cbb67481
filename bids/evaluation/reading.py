"""What a member reads of a bid: the files of its opened volumes; a short text stands on the page itself."""
from dataclasses import dataclass
from uuid import UUID

from market.core import files
from tenders.models import Lot

from ..models import OpenedFile

PRICE = "price"
SHORT = 200_000
"""Bytes of a text that is shown on the page."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file: ``volume`` is what its part of the bid is called; ``refused`` says that it is not given out."""

    id: UUID
    volume: str
    name: str
    size: int
    refused: bool
    plain: bool


def of(lot: Lot, bid: UUID) -> list[ReadFile]:
    """The files of one bid in the order of its volumes, without the price sheet."""
    places = {one.key: (place, one.label) for place, one in enumerate(lot.rulebook.volumes)}
    rows = OpenedFile.objects.filter(opened__bid=bid, opened__bid__lot=lot, opened__visible_at__isnull=False).exclude(
        volume=PRICE).select_related("file")
    return [ReadFile(row.pk, places.get(row.volume, (9, row.volume))[1], row.name, row.size, row.file is None,
                     row.file is not None and row.file.media_type.startswith("text/plain") and row.size <= SHORT)
            for row in sorted(rows, key=lambda row: (places.get(row.volume, (9, ""))[0], row.name))]


def one(lot: Lot, file: UUID) -> OpenedFile | None:
    """A file of a bid for this lot that may be given to a member."""
    return OpenedFile.objects.filter(pk=file, opened__bid__lot=lot, opened__visible_at__isnull=False,
                                     file__isnull=False).exclude(volume=PRICE).select_related("file").first()


def text(lot: Lot, file: UUID) -> str:
    """The words of a short text; empty for anything else."""
    row = one(lot, file)
    if row is None or not row.file.media_type.startswith("text/plain") or row.size > SHORT:
        return ""
    with files.open(row.file) as source:
        return source.read(SHORT).decode("utf-8", "replace")
