"""Receipts: what the platform states under its signature, as ``receipt/1``.

The file is JSON: ``{"receipt": {…}, "signature": base64url}``. Signed is ``receipt/1`` 0A ‖ the canonical JSON of
``receipt`` (see ``docs/envelope.md``), ECDSA P-256 with SHA-256, 64 bytes r ‖ s. It names its key, so that anybody
checks it with the keys at ``/verify/keys.json`` and nothing else.
"""
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from market.core import clock, tags

from . import keys, scripts, signers
from .errors import CustodyRefused, EnvelopeError
from .models import Receipt
from .shapes import canonical

__all__ = ["FORMAT", "Checked", "described", "file_of", "find", "held", "is_number", "issue", "public_keys", "publish",
           "read_keys", "verify"]

FORMAT = "receipt/1"
KEYS_FORMAT = "receipt-keys/1"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a number: no 0 and O, no 1 and I."""
MOST = 256 * 1024
"""Characters of a receipt that is read."""
FIELDS = {"format", "number", "kind", "subject", "tag", "issued_at", "key_id", "content"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A receipt whose signature holds: what it says, and when it was signed."""

    said: dict
    at: datetime
    key_id: str


def issue(kind: Receipt.Kind, *, subject, tag: str, content: dict) -> Receipt:
    """Sign a statement and keep it; in the transaction of the act it tells of.

    ``content`` is JSON without fractions; of files and envelopes it gives hashes over ciphertext only. A receipt for
    what was handed in also lists the hashes of the scripts that sealed it.
    """
    signer, number = signers.current(), _number()
    at = signers.to_millisecond(clock.now())
    if kind == Receipt.Kind.SUBMITTED:
        content = content | {"scripts": scripts.hashes()}
    text = canonical({"format": FORMAT, "number": number, "kind": str(kind), "subject": str(subject), "tag": tag,
                      "issued_at": written(at), "key_id": signer.id, "content": content}).decode()
    return Receipt.objects.create(number=number, kind=kind, subject=subject, tag=tag, content=text, issued_at=at,
                                  signature=keys.b64(signer.sign(_signed(text))), key_id=signer.id)


def written(moment: datetime) -> str:
    """``2026-11-24T14:29:59.871+08:00``."""
    return moment.astimezone(clock.SHANGHAI).isoformat(timespec="milliseconds")


def _signed(text: str) -> bytes:
    return f"{FORMAT}\n".encode() + text.encode()


def _number() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(20))
    return "-".join(letters[at:at + 5] for at in range(0, 20, 5))


def file_of(receipt: Receipt) -> str:
    """The receipt as its holder keeps it."""
    return json.dumps({"receipt": json.loads(receipt.content), "signature": receipt.signature}, ensure_ascii=False,
                      sort_keys=True, indent=1)


def verify(text: str, public_keys: Mapping[str, signers.PublicKey]) -> Checked:
    """Check the text of a receipt with published keys alone: neither the database nor a private key is asked.

    Raises CustodyRefused ``receipt.malformed``, ``receipt.stranger``, ``receipt.forged``, ``receipt.key_time``.
    """
    try:
        if len(text) > MOST:
            raise ValueError("too long")
        given = json.loads(text)
        said, signature = given["receipt"], keys.unb64(given["signature"], keys.SIGNATURE)
        if set(given) != {"receipt", "signature"} or set(said) != FIELDS or said["format"] != FORMAT:
            raise ValueError("other keys")
        at, signed = datetime.fromisoformat(said["issued_at"]), _signed(canonical(said).decode())
        if at.tzinfo is None:
            raise ValueError("a moment nowhere")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CustodyRefused("receipt.malformed") from error
    if (key := public_keys.get(said["key_id"])) is None:
        raise CustodyRefused("receipt.stranger")
    if not keys.verify(key.key, signature, signed):
        raise CustodyRefused("receipt.forged")
    if not key.signed_at(at):
        raise CustodyRefused("receipt.key_time")
    return Checked(said, at, key.id)


def find(number: str, *, actor) -> Receipt | None:
    """The receipt with that number if it is public, or the asker's own; else None, whether or not there is one."""
    receipt = _numbered(number)
    if receipt is None:
        return None
    public = receipt.public_at is not None and receipt.public_at <= clock.now()
    return receipt if public or _is_held(receipt, actor) else None


def held(number: str, *, actor) -> Receipt | None:
    """The asker's own receipt with that number; else None."""
    receipt = _numbered(number)
    return receipt if receipt and _is_held(receipt, actor) else None


def is_number(text: str) -> bool:
    """Whether somebody typed the number of a receipt, in whatever grouping."""
    return len(plain := _plain(text)) == 20 and set(plain) <= set(LETTERS)


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", text.upper())


def _numbered(number: str) -> Receipt | None:
    if not is_number(number):
        return None
    plain = _plain(number)
    return Receipt.objects.filter(number="-".join(plain[at:at + 5] for at in range(0, 20, 5))).select_related(
        "paper").first()


def _is_held(receipt: Receipt, actor) -> bool:
    party = getattr(actor, "party", None)
    return bool(party and receipt.tag and tags.owner_tag(receipt.subject, party) == receipt.tag)


def publish(*subjects, at: datetime, kinds=(Receipt.Kind.SUBMITTED, Receipt.Kind.WITHDRAWN, Receipt.Kind.LATE)) -> int:
    """From ``at`` on anybody who has the number may ask after the receipts of these lots; returns how many."""
    return Receipt.objects.filter(subject__in=subjects, kind__in=kinds, public_at=None).update(public_at=at)


def public_keys() -> dict[str, signers.PublicKey]:
    """Everything receipts are checked with."""
    return signers.published()


def described() -> dict:
    """The published keys, as ``/verify/keys.json`` gives them, and the scripts that seal now."""
    return {"format": KEYS_FORMAT, "scripts": scripts.hashes(), "keys": [
        {"id": key.id, "public": keys.b64(keys.public_bytes(key.key)), "since": written(key.since),
         "until": key.until and written(key.until)} for key in signers.published().values()]}


def read_keys(text: str) -> dict[str, signers.PublicKey]:
    """The keys in a saved ``keys.json``. Raises CustodyRefused ``receipt.keys_malformed``."""
    try:
        said = json.loads(text)
        if said["format"] != KEYS_FORMAT:
            raise ValueError("another format")
        found = [signers.PublicKey(one["id"], keys.public_key(keys.unb64(one["public"], keys.POINT)),
                                   datetime.fromisoformat(one["since"]),
                                   one["until"] and datetime.fromisoformat(one["until"])) for one in said["keys"]]
        if any(keys.fingerprint(one.key) != one.id for one in found):
            raise ValueError("another fingerprint")
    except (ValueError, KeyError, TypeError, EnvelopeError) as error:
        raise CustodyRefused("receipt.keys_malformed") from error
    return {one.id: one for one in found}
