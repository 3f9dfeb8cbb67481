"""What was found in one bid, between its unsealing and the moment everything is shown: veiled JSON in its row."""
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings

from market.core import tags

from ..models import Bid, OpenedBid


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a bid at one stage: the sheet as sealed with the SHA-256 of its bytes, the id of its party, its
    other files; or the code of a fault, where in the envelope, and the party if it could be told. ``broken`` gives
    ``code`` and ``place`` for each volume that could not be read where the stage goes volume by volume."""

    sheet: dict | None = None
    sheet_sha256: str = ""
    party: str = ""
    files: list[dict] = field(default_factory=list)
    fault: str = ""
    place: str = ""
    broken: dict[str, dict] = field(default_factory=dict)


def folder(session_id, bid_id) -> Path:
    """Where the files of a bid lie while it is unsealed, for our own eyes; emptied before and after."""
    return Path(settings.VAR) / "unsealing" / str(session_id) / str(bid_id)


def hide(found: Found, bid: Bid) -> bytes:
    """For the row of a bid."""
    return tags.veil(json.dumps(asdict(found), ensure_ascii=False), bid.pk)


def reveal(row: OpenedBid) -> Found:
    """What stands in a row; only for the showing itself."""
    return Found(**json.loads(tags.unveil(row.veiled, row.bid_id)))
