"""The key files of a demo's custodians and bidders, kept in ``var/demo-keys``: nobody holds them but the demo."""
import json
from pathlib import Path

from django.conf import settings

from market.custody import keys, seats
from market.custody.models import Seat
from tenders.custodians import stages
from tenders.models import Tender

FORMAT = "custodian-keys/1"


def folder() -> Path:
    """Where they lie."""
    return Path(settings.VAR) / "demo-keys"


def path_of(seat: Seat) -> Path:
    """The file of one seat."""
    return folder() / f"{seat.subject}-{seat.number}.json"


def deposit(tender: Tender, seat: Seat, actor) -> None:
    """Make a key for every lot and stage, deposit the public halves, keep the file a custodian would have saved."""
    pairs = {(str(lot), stage): keys.SYSTEM.pair() for stage in stages(tender.rulebook)
             for lot in tender.lots.order_by("number").values_list("pk", flat=True)}
    seats.deposit(seat, [seats.Half(lot, stage, keys.public_bytes(pair)) for (lot, stage), pair in pairs.items()],
                  actor=actor)
    write(path_of(seat), {"format": FORMAT, "tender": str(tender.pk), "seat": seat.number, "keys": [
        {"lot": lot, "stage": stage, "fingerprint": keys.fingerprint(pair), "public": keys.b64(keys.public_bytes(pair)),
         "private": keys.b64(keys.private_bytes(pair))} for (lot, stage), pair in pairs.items()]})


def secrets_of(seat: Seat, stage: str) -> dict:
    """Lot id to the 32 bytes a custodian releases."""
    kept = json.loads(path_of(seat).read_text(encoding="utf-8"))
    return {one["lot"]: keys.unb64(one["private"], 32) for one in kept["keys"] if one["stage"] == stage}


def write(path: Path, content) -> None:
    """Keep a file for the owner of the machine's account only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
