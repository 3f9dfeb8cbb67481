"""Sealing and opening an ``envelope/1``, a stream at a time. The format stands in ``docs/envelope.md``.

Whoever seals needs public keys only. Whoever opens needs the private keys of two custodians, or the bidder's own.
Nothing here knows of tables, requests or the clock; nothing keeps more than a few chunks in memory.
"""
import hashlib
import hmac
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from . import keys, shapes
from .errors import EnvelopeError
from .shapes import Context, Entry, Header, Manifest

PIECE = 1024 * 1024
"""Bytes read at a time from a file that is sealed."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be sealed: its name inside, and how to open it for reading. It is read twice."""

    name: str
    open: Callable[[], BinaryIO]

    @classmethod
    def of_path(cls, path: Path) -> "Source":
        return cls(path.name, lambda: path.open("rb"))

    @classmethod
    def of_bytes(cls, name: str, content: bytes) -> "Source":
        return cls(name, lambda: io.BytesIO(content))


@dataclass(frozen=True, slots=True)
class Signer:
    """The bidder's registered key: its public half, and what signs a message as 64 bytes r ‖ s."""

    public: keys.PublicKey
    sign: Callable[[bytes], bytes]

    @classmethod
    def of_key(cls, key: keys.PrivateKey) -> "Signer":
        return cls(key.public_key(), lambda message: keys.sign(key, message))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was written: the SHA-256 over the whole envelope (hexadecimal), its bytes, its header."""

    sha256: str
    length: int
    header: Header


def _pieces(source: Source) -> Iterator[bytes]:
    with source.open() as stream:
        while piece := stream.read(PIECE):
            yield piece


def _entry(source: Source) -> Entry:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(source):
        digest.update(piece)
        size += len(piece)
        if size > shapes.MOST_VOLUME:
            raise EnvelopeError("volume.too_large")
    return Entry(source.name, size, digest.hexdigest())


def _plaintext(front: bytes, sources: Sequence[Source], files: Sequence[Entry], padding: int) -> Iterator[bytes]:
    """Front, files, zeros. Raises EnvelopeError ``file.changed`` where a file is no longer what was hashed."""
    yield front
    for number, (source, entry) in enumerate(zip(sources, files, strict=True)):
        digest, size = hashlib.sha256(), 0
        for piece in _pieces(source):
            digest.update(piece)
            size += len(piece)
            if size > entry.size:
                break
            yield piece
        if size != entry.size or digest.hexdigest() != entry.sha256:
            raise EnvelopeError("file.changed", number)
    for start in range(0, padding, PIECE):
        yield bytes(min(PIECE, padding - start))


def _cut(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of 4 MiB; the last one may be shorter."""
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        while len(buffer) >= shapes.CHUNK:
            yield bytes(buffer[:shapes.CHUNK])
            del buffer[:shapes.CHUNK]
    if buffer:
        yield bytes(buffer)


def _nonce(number: int, last: bool) -> bytes:
    return bytes(7) + number.to_bytes(4, "big") + bytes([last])


def _check(content_key: bytes, context: str, front: bytes) -> bytes:
    """The HMAC over everything before it: it binds the header to the key, and the key to the header."""
    return hmac.digest(keys.derive(content_key, info=f"envelope/1|header|{context}"), front, "sha256")


def _chunk_cipher(content_key: bytes, context: str) -> AESGCM:
    return AESGCM(keys.derive(content_key, info=f"envelope/1|chunks|{context}"))


def _xor(*parts: bytes) -> bytes:
    total = 0
    for part in parts:
        total ^= int.from_bytes(part, "big")
    return total.to_bytes(keys.KEY, "big")


def seal(sink: BinaryIO, *, context: Context, files: Sequence[Source], custodians: Sequence[keys.PublicKey],
         own: keys.PublicKey, signer: Signer, randomness: keys.Randomness = keys.SYSTEM) -> Sealed:
    """Seal files into an envelope written to ``sink``; what was written is worthless when this raises.

    ``custodians`` are three keys in the order the lot names them, ``own`` the bidder's opening key. Raises
    EnvelopeError ``key.same``, ``files.count``, ``file.name``, ``file.changed``, ``volume.too_large``.
    """
    holders = [*custodians, own]
    if len(custodians) != len(shapes.SLOTS) or len({keys.public_bytes(key) for key in holders}) != len(holders):
        raise EnvelopeError("key.same")
    shapes.check_names([source.name for source in files])
    text = context.text
    content_key, first, second = (randomness.bytes(keys.KEY) for _ in range(3))
    shares = (first, second, _xor(content_key, first, second))
    manifest = Manifest(text, tuple(_entry(source) for source in files), randomness.bytes(keys.KEY),
                        keys.public_bytes(signer.public))
    size = shapes.padded_volume(context.volume, manifest.length)
    written = manifest.write()

    secrets = {slot: b"".join(shares[n] for n in shapes.HELD[slot]) for slot in shapes.SLOTS}
    secrets[shapes.OWN_SLOT] = content_key
    wraps = {slot: shapes.Wrap(*keys.wrap(secret, holder, slot=slot, context=text, pair=randomness.pair()))
             for (slot, secret), holder in zip(secrets.items(), holders, strict=True)}
    fingerprints = tuple(keys.fingerprint(key) for key in custodians)
    raw = shapes.write_header(context, size, fingerprints, wraps)
    front = shapes.MAGIC + shapes.LENGTH.pack(len(raw)) + raw
    check = _check(content_key, text, front)
    digest = hashlib.sha256()

    def put(data: bytes) -> None:
        digest.update(data)
        sink.write(data)

    put(front + check)
    inner = shapes.LENGTH.pack(len(written)) + written + signer.sign(shapes.signed(written))
    cipher, done = _chunk_cipher(content_key, text), 0
    for number, chunk in enumerate(_cut(_plaintext(inner, files, manifest.files, size - manifest.length))):
        done += len(chunk)
        put(cipher.encrypt(_nonce(number, done == size), chunk, text.encode()))
    header = Header(context, size, fingerprints, wraps, raw, check)
    return Sealed(digest.hexdigest(), header.length, header)


def inspect(source: BinaryIO, *, expect: Context | None = None) -> Header:
    """The header of an envelope and whether its length is right: all that can be known without a key.

    ``source`` is at its start and can seek; it is left at the first chunk. Raises EnvelopeError ``envelope.…``,
    ``header.malformed``, and ``context.…`` for the first part that is not as expected.
    """
    start = source.tell()
    header = shapes.read_header(source)
    for name in shapes.CONTEXT if expect else ():
        if getattr(header.context, name) != getattr(expect, name):
            raise EnvelopeError(f"context.{name}")
    length = source.seek(0, os.SEEK_END) - start
    if length != header.length:
        raise EnvelopeError("envelope.truncated" if length < header.length else "envelope.too_long")
    source.seek(start + header.start)
    return header


def key_from_custodians(header: Header, pair: Sequence[keys.PrivateKey]) -> bytes:
    """The content key from the private keys of two custodians. Raises EnvelopeError ``key.stranger``, ``key.same``,
    ``wrap.damaged`` with the slot, ``shares.disagree``."""
    slots = dict(zip(header.custodians, shapes.SLOTS, strict=True))
    found: dict[int, bytes] = {}
    if len(pair) != 2 or keys.public_bytes(pair[0]) == keys.public_bytes(pair[1]):
        raise EnvelopeError("key.same")
    for key in pair:
        if (slot := slots.get(keys.fingerprint(key))) is None:
            raise EnvelopeError("key.stranger")
        wrap = header.wraps[slot]
        secret = keys.unwrap(wrap.ephemeral, wrap.wrapped, key, slot=slot, context=header.context.text)
        for number, share in zip(shapes.HELD[slot], (secret[:keys.KEY], secret[keys.KEY:]), strict=True):
            if found.setdefault(number, share) != share:
                raise EnvelopeError("shares.disagree")
    return _xor(*found.values())


def key_from_own(header: Header, own: keys.PrivateKey) -> bytes:
    """The content key from the bidder's own key. Raises EnvelopeError ``wrap.damaged``: the header does not say whose
    key it is, so a wrong key and a damaged wrap look alike."""
    wrap = header.wraps[shapes.OWN_SLOT]
    return keys.unwrap(wrap.ephemeral, wrap.wrapped, own, slot=shapes.OWN_SLOT, context=header.context.text)


def fits(header: Header, content_key: bytes) -> bool:
    """Whether a content key is the one this envelope was sealed with, and its header is as it was then."""
    front = shapes.MAGIC + shapes.LENGTH.pack(len(header.raw)) + header.raw
    return hmac.compare_digest(_check(content_key, header.context.text, front), header.check)


class _Plain:
    """The plaintext of an envelope as a stream; every byte given out was authenticated."""

    def __init__(self, source: BinaryIO, header: Header, content_key: bytes):
        self.source, self.header, self.cipher = source, header, _chunk_cipher(content_key, header.context.text)
        self.number, self.buffer, self.at, self.left = 0, b"", 0, header.size

    def some(self, most: int) -> bytes:
        """From one byte to ``most``; empty only at the end."""
        if self.at == len(self.buffer) and self.left:
            want, text = min(shapes.CHUNK, self.left), self.header.context.text.encode()
            sealed = self.source.read(want + keys.TAG)
            try:
                self.buffer = self.cipher.decrypt(_nonce(self.number, want == self.left), sealed, text)
            except InvalidTag as error:
                raise EnvelopeError("chunk.altered", self.number) from error
            self.number, self.at, self.left = self.number + 1, 0, self.left - want
        piece = self.buffer[self.at:self.at + most]
        self.at += len(piece)
        return piece

    def all(self, count: int, otherwise: str) -> bytes:
        """Exactly so many bytes; EnvelopeError with the given code where there are fewer."""
        parts, missing = [], count
        while missing and (piece := self.some(missing)):
            parts.append(piece)
            missing -= len(piece)
        if missing:
            raise EnvelopeError(otherwise)
        return b"".join(parts)


class Discard(io.RawIOBase):
    """A file that keeps nothing: for checking alone."""

    def write(self, data) -> int:
        return len(data)


def unseal(source: BinaryIO, header: Header, content_key: bytes, *, signer: keys.PublicKey | None = None,
           into: Callable[[Entry], BinaryIO] = lambda entry: Discard()) -> Manifest:
    """Decrypt and check everything, write each file to what ``into`` gives for it, return the manifest.

    ``source`` stands where ``inspect`` left it. ``signer`` is the key the bidder registered; without it the manifest's
    own key is taken and the caller compares ``manifest.signer``. What was written counts for nothing when this raises:
    EnvelopeError ``header.altered``, ``chunk.altered``, ``manifest.…``, ``file.altered``, ``padding.damaged``.
    """
    text = header.context.text
    if not fits(header, content_key):
        raise EnvelopeError("header.altered")
    plain = _Plain(source, header, content_key)
    manifest = _manifest(plain, text, signer)
    if manifest.length > header.size or shapes.padded(manifest.length) != header.size:
        raise EnvelopeError("padding.damaged")
    for number, entry in enumerate(manifest.files):
        digest, left = hashlib.sha256(), entry.size
        with into(entry) as sink:
            while left and (piece := plain.some(min(left, PIECE))):
                digest.update(piece)
                sink.write(piece)
                left -= len(piece)
        if digest.hexdigest() != entry.sha256:
            raise EnvelopeError("file.altered", number)
    while piece := plain.some(PIECE):
        if piece.strip(b"\0"):
            raise EnvelopeError("padding.damaged")
    return manifest


def _manifest(plain: _Plain, context: str, signer: keys.PublicKey | None) -> Manifest:
    count = shapes.LENGTH.unpack(plain.all(shapes.LENGTH.size, "manifest.malformed"))[0]
    if count > shapes.MOST_MANIFEST:
        raise EnvelopeError("manifest.malformed")
    raw = plain.all(count, "manifest.malformed")
    signature = plain.all(keys.SIGNATURE, "manifest.malformed")
    manifest = shapes.read_manifest(raw)
    if manifest.context != context:
        raise EnvelopeError("manifest.misplaced")
    if signer is not None and keys.public_bytes(signer) != manifest.signer:
        raise EnvelopeError("manifest.stranger")
    try:
        valid = keys.verify(keys.public_key(manifest.signer), signature, shapes.signed(raw))
    except EnvelopeError as error:
        raise EnvelopeError("manifest.malformed") from error
    if not valid:
        raise EnvelopeError("manifest.signature")
    return manifest


def open_with_custodians(source: BinaryIO, pair: Sequence[keys.PrivateKey], *, expect: Context, **how) -> Manifest:
    """``inspect``, ``key_from_custodians`` and ``unseal`` in one go."""
    header = inspect(source, expect=expect)
    return unseal(source, header, key_from_custodians(header, pair), **how)


def open_with_own_key(source: BinaryIO, own: keys.PrivateKey, *, expect: Context, **how) -> Manifest:
    """``inspect``, ``key_from_own`` and ``unseal`` in one go."""
    header = inspect(source, expect=expect)
    return unseal(source, header, key_from_own(header, own), **how)
