"""The list of envelopes as it was fixed: what was handed in, by ciphertext alone. It names nobody."""
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from market.custody.shapes import canonical

from ..models import OpeningSession, SubmittedVolume

FORMAT = "envelope-list/1"
HANDED_IN = ("submitted", "opened", "broken", "unopened")


def envelopes(session: OpeningSession, *, lots: Iterable | None = None,
              bids: Iterable | None = None) -> dict[UUID, list[SubmittedVolume]]:
    """The volumes that count, by the id of their bid, in one query; those of this session's stage first.

    Of the whole tender, or only of these lots (ids), or only of these bids.
    """
    rows = SubmittedVolume.objects.filter(
        submission__bid__lot__tender=session.tender_id, submission__bid__status__in=HANDED_IN,
        submission__number=F("submission__bid__current")).select_related("envelope", "submission__bid")
    if lots is not None:
        rows = rows.filter(submission__bid__lot__in=lots)
    if bids is not None:
        rows = rows.filter(submission__bid__in=bids)
    found = defaultdict(list)
    for row in rows:
        found[row.submission.bid_id].append(row)
    for volumes in found.values():
        volumes.sort(key=lambda row: (row.envelope.stage != session.stage, row.volume))
    return found


def numbered(session: OpeningSession, *, lots: Iterable | None = None
             ) -> dict[UUID, list[tuple[int, list[SubmittedVolume]]]]:
    """By the id of the lot, of all lots or only these: each bid with its number on screen, from 1 in the order of the
    first envelope's digest.

    That order follows from the ciphertext and tells neither who handed in nor when.
    """
    by_lot = defaultdict(list)
    for volumes in envelopes(session, lots=lots).values():
        by_lot[volumes[0].submission.bid.lot_id].append(volumes)
    return {lot: list(enumerate(sorted(bids, key=lambda volumes: volumes[0].envelope.sha256), 1))
            for lot, bids in by_lot.items()}


def written(session: OpeningSession) -> bytes:
    """The list in its one form."""
    bids = numbered(session)
    lots = session.tender.lots.order_by("number").values_list("pk", "number")
    return canonical({
        "format": FORMAT, "session": str(session.pk), "tender": str(session.tender_id), "stage": session.stage,
        "lots": [{"lot": str(pk), "number": number, "bids": [
            {"number": place, "envelopes": [
                {"volume": row.volume, "stage": row.envelope.stage, "version": row.envelope.version,
                 "size": row.envelope.size, "sha256": row.envelope.sha256} for row in volumes]}
            for place, volumes in bids.get(pk, [])]} for pk, number in lots]})


def digest(session: OpeningSession) -> str:
    """SHA-256 over the list, in hex."""
    return hashlib.sha256(written(session)).hexdigest()


def session_url(tender_id: UUID) -> str:
    """Where a tender is opened, by its newest session; empty while it has none."""
    session = OpeningSession.objects.filter(tender=tender_id).order_by("-opens_at").first()
    return session.get_absolute_url() if session else ""
