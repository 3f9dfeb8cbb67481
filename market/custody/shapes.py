"""What is written in an envelope: its context, its header, its manifest; lengths, limits and padding."""
import json
import re
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

from . import keys
from .errors import EnvelopeError

FORMAT = "envelope/1"
MAGIC = b"SMENV1\r\n"
LENGTH = struct.Struct(">I")
CHUNK = 4 * 1024 * 1024
"""Bytes of plaintext in each chunk but the last, which is shorter or as long and never empty."""
CHECK = 32
"""Bytes of the header's HMAC."""
MOST_HEADER, MOST_MANIFEST, MOST_FILES, MOST_NAME = 16 * 1024, 1024 * 1024, 200, 255
"""Bytes, bytes, number, bytes in UTF-8."""
MOST_VOLUME = 2**31
"""Bytes of padded plaintext: 2 GiB, 512 chunks."""
LEAST = 4096
"""Every volume is at least this long; the price volume is exactly this long."""
PRICE = "price"
CONTEXT = ("lot", "stage", "volume", "owner_tag", "version")
"""What an envelope is bound to, in the order of its text."""
PATTERNS = {
    "lot": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "stage": re.compile(r"[a-z0-9-]{1,32}"),
    "volume": re.compile(r"[a-z0-9-]{1,32}"),
    "owner_tag": re.compile(r"[0-9a-f]{64}"),
}
MOST_VERSION = 999_999
DIGEST = re.compile(r"[0-9a-f]{64}")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]")
"""What no file name may hold: controls, lone surrogates, marks that turn or hide text, slashes."""
SLOTS = ("custodian-1", "custodian-2", "custodian-3")
OWN_SLOT = "bidder"
HELD = {"custodian-1": (1, 2), "custodian-2": (0, 2), "custodian-3": (0, 1)}
"""Which of the shares s1, s2, s3 (numbered 0, 1, 2) each custodian holds."""
HEADER_KEYS = {"format", *CONTEXT, "size", "custodians", OWN_SLOT}


def canonical(value: Any) -> bytes:
    """JSON in its one form: keys sorted, no blanks, UTF-8, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_canonical(raw: bytes) -> dict:
    """The JSON object; ValueError unless these bytes are its one form."""
    try:
        value = json.loads(raw)
        if not isinstance(value, dict) or canonical(value) != raw:
            raise ValueError("not in canonical form")
    except RecursionError as error:
        raise ValueError("too deep") from error
    return value


def padded(length: int) -> int:
    """The length a plaintext is filled up to: the next multiple of a sixteenth of the power of two below it."""
    if length <= LEAST:
        return LEAST
    step = 1 << ((length - 1).bit_length() - 5)
    return -(-length // step) * step


def padded_volume(volume: str, length: int) -> int:
    """The same for a volume. Raises EnvelopeError ``volume.too_large``."""
    full = padded(length)
    if full > (LEAST if volume == PRICE else MOST_VOLUME):
        raise EnvelopeError("volume.too_large")
    return full


@dataclass(frozen=True, slots=True)
class Context:
    """What an envelope is bound to: it opens for nothing else.

    ``lot`` a UUID in lower case; ``stage`` and ``volume`` short codes; ``owner_tag`` the 64 hexadecimal digits that
    stand for the bidder outside; ``version`` 1 for the first envelope of that bidder for that volume, then 2 …
    Raises EnvelopeError ``context.malformed`` where one is written otherwise.
    """

    lot: str
    stage: str
    volume: str
    owner_tag: str
    version: int

    def __post_init__(self) -> None:
        for name, pattern in PATTERNS.items():
            value = getattr(self, name)
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise EnvelopeError("context.malformed", name)
        if type(self.version) is not int or not 1 <= self.version <= MOST_VERSION:
            raise EnvelopeError("context.malformed", "version")

    @property
    def text(self) -> str:
        """The associated data of every wrap and every chunk."""
        return "|".join((FORMAT, *(str(getattr(self, name)) for name in CONTEXT)))


@dataclass(frozen=True, slots=True)
class Wrap:
    """A wrapped secret and the ephemeral public key it was wrapped with."""

    ephemeral: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """The open part of an envelope. ``custodians`` are fingerprints, in the order of the slots; ``size`` the bytes of
    padded plaintext; ``raw`` the header as written and ``check`` the HMAC behind it."""

    context: Context
    size: int
    custodians: tuple[str, str, str]
    wraps: dict[str, Wrap]
    raw: bytes
    check: bytes = b""

    @property
    def chunks(self) -> int:
        return -(-self.size // CHUNK)

    @property
    def start(self) -> int:
        """Where the first chunk begins, in bytes from the start of the envelope."""
        return len(MAGIC) + LENGTH.size + len(self.raw) + CHECK

    @property
    def length(self) -> int:
        """The bytes of the whole envelope."""
        return self.start + self.size + self.chunks * keys.TAG


def write_header(context: Context, size: int, custodians: tuple[str, ...], wraps: dict[str, Wrap]) -> bytes:
    """The header's canonical JSON."""
    def wrap(slot: str) -> dict[str, str]:
        return {"ephemeral": keys.b64(wraps[slot].ephemeral), "wrapped": keys.b64(wraps[slot].wrapped)}

    return canonical({
        "format": FORMAT, **{name: getattr(context, name) for name in CONTEXT}, "size": size,
        "custodians": [{"key": key, **wrap(slot)} for slot, key in zip(SLOTS, custodians, strict=True)],
        OWN_SLOT: wrap(OWN_SLOT),
    })


def _read_wrap(entry: dict, secrets: int, more: set[str]) -> Wrap:
    if set(entry) != {"ephemeral", "wrapped"} | more:
        raise ValueError("other keys")
    return Wrap(keys.unb64(entry["ephemeral"], keys.POINT),
                keys.unb64(entry["wrapped"], secrets * keys.KEY + keys.TAG))


def read_header(source: BinaryIO) -> Header:
    """The header at the start of an envelope. Raises EnvelopeError ``envelope.foreign``, ``envelope.truncated``,
    ``header.malformed``."""
    if (magic := source.read(len(MAGIC))) != MAGIC:
        raise EnvelopeError("envelope.truncated" if magic and MAGIC.startswith(magic) else "envelope.foreign")
    if len(prefix := source.read(LENGTH.size)) < LENGTH.size:
        raise EnvelopeError("envelope.truncated")
    if not 0 < (count := LENGTH.unpack(prefix)[0]) <= MOST_HEADER:
        raise EnvelopeError("header.malformed")
    raw, check = source.read(count), source.read(CHECK)
    if len(raw) < count or len(check) < CHECK:
        raise EnvelopeError("envelope.truncated")
    try:
        said = read_canonical(raw)
        if set(said) != HEADER_KEYS or said["format"] != FORMAT or len(said["custodians"]) != len(SLOTS):
            raise ValueError("other keys")
        context, size = Context(*(said[name] for name in CONTEXT)), said["size"]
        if type(size) is not int or size > MOST_VOLUME or padded(size) != size or size < LEAST \
                or (context.volume == PRICE and size != LEAST):
            raise ValueError("a length no padding gives")
        custodians = tuple(entry["key"] for entry in said["custodians"])
        if not all(DIGEST.fullmatch(key) for key in custodians) or len(set(custodians)) < len(SLOTS):
            raise ValueError("not three fingerprints")
        wraps = {slot: _read_wrap(entry, 2, {"key"}) for slot, entry in zip(SLOTS, said["custodians"], strict=True)}
        wraps[OWN_SLOT] = _read_wrap(said[OWN_SLOT], 1, set())
    except (ValueError, TypeError, KeyError, AttributeError, EnvelopeError) as error:
        raise EnvelopeError("header.malformed") from error
    return Header(context, size, custodians, wraps, raw, check)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a volume: its name, its bytes, their SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in an envelope. ``random`` makes its hash tell nothing; ``signer`` is the 65 bytes of a public key."""

    context: str
    files: tuple[Entry, ...]
    random: bytes
    signer: bytes

    def write(self) -> bytes:
        """Its canonical JSON."""
        return canonical({
            "context": self.context, "random": keys.b64(self.random), "signer": keys.b64(self.signer),
            "files": [{"name": file.name, "sha256": file.sha256, "size": file.size} for file in self.files],
        })

    @property
    def length(self) -> int:
        """Bytes of the plaintext before padding."""
        return LENGTH.size + len(self.write()) + keys.SIGNATURE + sum(file.size for file in self.files)


def signed(manifest: bytes) -> bytes:
    """What the bidder signs."""
    return f"{FORMAT}|manifest\n".encode() + manifest


def check_names(names: list[str]) -> None:
    """Raises EnvelopeError ``files.count`` or, with the number of the file, ``file.name``."""
    if not 1 <= len(names) <= MOST_FILES:
        raise EnvelopeError("files.count")
    for number, name in enumerate(names):
        if not isinstance(name, str) or UNSEEN.search(name) or name in {"", ".", ".."} \
                or len(name.encode()) > MOST_NAME or name in names[:number]:
            raise EnvelopeError("file.name", number)


def read_manifest(raw: bytes) -> Manifest:
    """A manifest from its canonical JSON. Raises EnvelopeError ``manifest.malformed``."""
    try:
        said = read_canonical(raw)
        if set(said) != {"context", "files", "random", "signer"} or not isinstance(said["context"], str):
            raise ValueError("other keys")
        files = []
        for entry in said["files"]:
            if set(entry) != {"name", "size", "sha256"} or type(entry["size"]) is not int \
                    or not 0 <= entry["size"] <= MOST_VOLUME or not DIGEST.fullmatch(entry["sha256"]):
                raise ValueError("not a file")
            files.append(Entry(entry["name"], entry["size"], entry["sha256"]))
        check_names([file.name for file in files])
        return Manifest(said["context"], tuple(files), keys.unb64(said["random"], keys.KEY),
                        keys.unb64(said["signer"], keys.POINT))
    except (ValueError, TypeError, KeyError, AttributeError, EnvelopeError) as error:
        raise EnvelopeError("manifest.malformed") from error
