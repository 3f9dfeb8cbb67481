"""The platform's own signature: one key at a time in ``var/keys``, all public halves ever used in the database.

The private half is made at first use, readable by its owner only, in no backup; where it is lost, a new one is made and
the old one's validity ends. The key id is the fingerprint of the public half.
"""
import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from market.core import clock
from market.core.secrets import made_once

from . import keys
from .models import SignerKey

NAME = "receipt.key"


@dataclass(frozen=True, slots=True)
class PlatformSigner:
    """A key of the platform: its id, and what signs."""

    id: str
    key: keys.PrivateKey

    def sign(self, message: bytes) -> bytes:
        """64 bytes r ‖ s."""
        return keys.sign(self.key, message)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public half with the time in which it signed; ``until`` is None for the one in use."""

    id: str
    key: keys.PublicKey
    since: datetime
    until: datetime | None

    def signed_at(self, moment: datetime) -> bool:
        """Whether it was in use at that moment."""
        return self.since <= moment and (self.until is None or moment <= self.until)


def current() -> PlatformSigner:
    """The key in use, made now where there is none."""
    signer = _signer(made_once(_path(), lambda: keys.private_bytes(keys.SYSTEM.pair())))
    if not SignerKey.objects.filter(pk=signer.id, until=None).exists():
        _announce(signer)
    return signer


def rotate() -> PlatformSigner:
    """Put a fresh key in the place of the present one, whose private half is gone with this."""
    signer = _signer(keys.private_bytes(keys.SYSTEM.pair()))
    draft = _path().with_name(f"{NAME}.{secrets.token_hex(4)}")
    draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft.touch(mode=0o600)
    with draft.open("wb") as out:
        out.write(keys.private_bytes(signer.key))
        out.flush()
        os.fsync(out.fileno())
    with transaction.atomic():
        _announce(signer)
        draft.replace(_path())
    return signer


def published() -> dict[str, PublicKey]:
    """Every public half by its id, the one in use and all before it.

    The one in use is there from the first question on: a list that fills with the first receipt would tell of it.
    """
    current()
    return {row.id: PublicKey(row.id, keys.public_key(bytes(row.public)), row.since, row.until)
            for row in SignerKey.objects.order_by("since")}


@transaction.atomic
def _announce(signer: PlatformSigner) -> None:
    now = to_millisecond(clock.now())
    SignerKey.objects.filter(until=None).exclude(pk=signer.id).update(until=now)
    SignerKey.objects.update_or_create(id=signer.id, defaults={"until": None}, create_defaults={
        "public": keys.public_bytes(signer.key), "since": now, "until": None})


def to_millisecond(moment: datetime) -> datetime:
    """The moment without what is below a millisecond, as it is written in what is signed."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _path() -> Path:
    return Path(settings.VAR) / "keys" / NAME


@cache
def _signer(raw: bytes) -> PlatformSigner:
    key = keys.private_key(raw)
    return PlatformSigner(keys.fingerprint(key), key)
