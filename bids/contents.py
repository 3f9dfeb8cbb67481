"""What the receipts of a bidder say. Plain values; digests are over ciphertext, nothing names the bidder."""
import json
from collections.abc import Sequence
from datetime import datetime

from market.core import clock
from market.custody.models import Envelope, Receipt
from tenders.models import Lot


def stamp(moment: datetime) -> str:
    """``2026-12-08T09:29:59.999+08:00``: Shanghai time to the millisecond, never rounded up."""
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="milliseconds")


def read(receipt: Receipt) -> dict:
    """What was said in ``content`` when a receipt was issued."""
    return json.loads(receipt.content)["content"]


def moment(written: str) -> datetime:
    """The moment that ``stamp`` wrote."""
    return datetime.fromisoformat(written)


def _about(lot: Lot) -> dict:
    return {"tender": str(lot.tender_id), "code": lot.code, "title": lot.title, "project": lot.tender.title,
            "bids_due_at": stamp(lot.tender.bids_due_at)}


def _volumes(lot: Lot, envelopes: Sequence[Envelope]) -> list[dict]:
    labels = {volume.key: volume.label for volume in lot.rulebook.volumes}
    return [{"volume": one.volume, "label": labels.get(one.volume, one.volume), "stage": one.stage,
             "version": one.version, "size": one.size, "sha256": one.sha256} for one in envelopes]


def submission_content(lot: Lot, number: int, received_at: datetime, envelopes: Sequence[Envelope]) -> dict:
    """What a receipt of a submission states; custody adds the digests of the scripts that seal."""
    return {**_about(lot), "number": number, "received_at": stamp(received_at), "volumes": _volumes(lot, envelopes)}


def withdrawal_content(lot: Lot, number: int, received_at: datetime) -> dict:
    """What a receipt of a withdrawal states; ``number`` is the version taken back."""
    return {**_about(lot), "number": number, "received_at": stamp(received_at)}


def late_content(lot: Lot, act: str, received_at: datetime, stands: int, envelopes: Sequence[Envelope], *,
                 stuck: bool) -> dict:
    """What a record of lateness states: ``act`` is ``submit`` or ``withdraw``, ``stands`` the version that still
    counts (0 for none), ``stuck`` that it arrived in time and was not worked on in time."""
    return {**_about(lot), "act": act, "received_at": stamp(received_at), "stands": stands, "stuck": stuck,
            "volumes": _volumes(lot, envelopes)}
