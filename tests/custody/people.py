"""A lot's custodians and a bidder with keys of their own, and envelopes they seal."""
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

from market.custody import envelope, keys
from market.custody.shapes import Context

LOT = "0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11"
TAG = hashlib.sha256(b"somebody").hexdigest()
PRICE = Context(LOT, "opening", "price", TAG, 1)
TECHNICAL = replace(PRICE, volume="technical")
ORDER = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
"""Of the group P-256."""


class Fixed:
    """Random values that follow from a seed alone: SHA-256 over seed and number."""

    def __init__(self, seed: str):
        self.seed, self.number = seed, 0

    def bytes(self, count: int) -> bytes:
        self.number += 1
        return hashlib.sha256(f"{self.seed}/{self.number}".encode()).digest()[:count]

    def pair(self) -> keys.PrivateKey:
        return keys.private_key((int.from_bytes(self.bytes(32), "big") % (ORDER - 1) + 1).to_bytes(32, "big"))


@dataclass(frozen=True)
class People:
    """Three custodians, the bidder's opening key and signing key."""

    custodians: tuple[keys.PrivateKey, keys.PrivateKey, keys.PrivateKey]
    own: keys.PrivateKey
    signing: keys.PrivateKey

    @classmethod
    def of(cls, source: keys.Randomness) -> "People":
        return cls((source.pair(), source.pair(), source.pair()), source.pair(), source.pair())

    def seal(self, files: Sequence[tuple[str, bytes]], context: Context = PRICE, **how) -> bytes:
        sink = io.BytesIO()
        given = {"custodians": [key.public_key() for key in self.custodians], "own": self.own.public_key(),
                 "signer": envelope.Signer.of_key(self.signing)} | how
        envelope.seal(sink, context=context, files=[envelope.Source.of_bytes(*file) for file in files], **given)
        return sink.getvalue()

    def open(self, sealed: bytes, context: Context = PRICE, *, by: tuple[int, int] | None = (0, 1),
             own: keys.PrivateKey | None = None) -> dict[str, bytes]:
        """The files inside: by two custodians (numbered from 0), or by the bidder's own key where ``by`` is None."""
        found: dict[str, Kept] = {}
        how = {"expect": context, "signer": self.signing.public_key(),
               "into": lambda entry: found.setdefault(entry.name, Kept())}
        if by is None:
            envelope.open_with_own_key(io.BytesIO(sealed), own or self.own, **how)
        else:
            envelope.open_with_custodians(io.BytesIO(sealed), [self.custodians[n] for n in by], **how)
        return {name: sink.content for name, sink in found.items()}


class Kept(io.BytesIO):
    """A file whose content stays known after it was closed."""

    content = b""

    def close(self) -> None:
        if not self.closed:
            self.content = self.getvalue()
        super().close()


SOMEBODY = People.of(Fixed("somebody"))
"""Made once: most tests need any people at all."""
