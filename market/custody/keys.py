"""P-256 pairs, their fingerprints and files, and the wrapping of a secret for the holder of a key.

A public key is written as its 65 bytes of the uncompressed point, a private key as the 32 bytes of its scalar.
"""
import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .errors import EnvelopeError

PrivateKey = ec.EllipticCurvePrivateKey
PublicKey = ec.EllipticCurvePublicKey
CURVE = ec.SECP256R1()
POINT, SCALAR, KEY, TAG, SIGNATURE = 65, 32, 32, 16, 64
"""Bytes of a public key, a private key, a symmetric key, a GCM tag, a signature (r ‖ s)."""
NO_NONCE = bytes(12)
"""The nonce of a wrap. Each wrap has a key of its own, used once."""
FILE_FORMAT = "envelope-key/1"


class Randomness(Protocol):
    """Where secrets come from. Tests put fixed values here; the product never passes its own."""

    def bytes(self, count: int) -> bytes: ...

    def pair(self) -> PrivateKey: ...


class System:
    """The operating system's random numbers."""

    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def pair(self) -> PrivateKey:
        return ec.generate_private_key(CURVE)


SYSTEM = System()


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str, count: int) -> bytes:
    """The bytes of a base64url text; ValueError unless it is the one way to write exactly ``count`` bytes."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error
    if len(data) != count or b64(data) != text:
        raise ValueError("not base64url of that length")
    return data


def public_bytes(key: PublicKey | PrivateKey) -> bytes:
    """The 65 bytes of a public key, or of that of a private one."""
    public = key.public_key() if isinstance(key, PrivateKey) else key
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def private_bytes(key: PrivateKey) -> bytes:
    """The 32 bytes of a private key."""
    return key.private_numbers().private_value.to_bytes(SCALAR, "big")


def public_key(raw: bytes) -> PublicKey:
    """A public key from its 65 bytes. Raises EnvelopeError ``key.malformed`` for what is no point of the curve."""
    try:
        if len(raw) != POINT:
            raise ValueError("not an uncompressed point")
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError as error:
        raise EnvelopeError("key.malformed") from error


def private_key(raw: bytes) -> PrivateKey:
    """A private key from its 32 bytes. Raises EnvelopeError ``key.malformed``."""
    try:
        if len(raw) != SCALAR:
            raise ValueError("not a scalar")
        return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)
    except ValueError as error:
        raise EnvelopeError("key.malformed") from error


def fingerprint(key: PublicKey | PrivateKey) -> str:
    """SHA-256 over the 65 bytes of the public key, in 64 hexadecimal digits."""
    return hashlib.sha256(public_bytes(key)).hexdigest()


def derive(secret: bytes, *, salt: bytes = b"", info: str) -> bytes:
    """A key of 32 bytes by HKDF-SHA-256."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY, salt=salt, info=info.encode()).derive(secret)


def _wrapping_key(private: PrivateKey, public: PublicKey, ephemeral: bytes, holder: bytes, slot: str,
                  context: str) -> bytes:
    shared = private.exchange(ec.ECDH(), public)
    return derive(shared, salt=ephemeral + holder, info=f"envelope/1|wrap|{slot}|{context}")


def wrap(secret: bytes, holder: PublicKey, *, slot: str, context: str, pair: PrivateKey) -> tuple[bytes, bytes]:
    """A secret for the holder alone: the 65 bytes of the ephemeral public key, and the wrapped secret (16 bytes more).

    ``pair`` is a fresh ephemeral pair, never used again.
    """
    ephemeral = public_bytes(pair)
    key = _wrapping_key(pair, holder, ephemeral, public_bytes(holder), slot, context)
    return ephemeral, AESGCM(key).encrypt(NO_NONCE, secret, context.encode())


def unwrap(ephemeral: bytes, wrapped: bytes, holder: PrivateKey, *, slot: str, context: str) -> bytes:
    """What ``wrap`` wrapped. Raises EnvelopeError ``wrap.damaged`` with the slot."""
    try:
        key = _wrapping_key(holder, public_key(ephemeral), ephemeral, public_bytes(holder), slot, context)
        return AESGCM(key).decrypt(NO_NONCE, wrapped, context.encode())
    except (InvalidTag, EnvelopeError) as error:
        raise EnvelopeError("wrap.damaged", slot) from error


def sign(key: PrivateKey, message: bytes) -> bytes:
    """ECDSA with SHA-256, deterministic (RFC 6979), as 64 bytes r ‖ s."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
    return r.to_bytes(SCALAR, "big") + s.to_bytes(SCALAR, "big")


def verify(key: PublicKey, signature: bytes, message: bytes) -> bool:
    """Whether 64 bytes r ‖ s are this key's signature."""
    r, s = (int.from_bytes(part, "big") for part in (signature[:SCALAR], signature[SCALAR:]))
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The pairs of one person. ``opens`` unwraps, ``signs`` signs manifests and is there for bidders alone.

    In a public file both are public keys, in a private one private keys.
    """

    opens: PrivateKey | PublicKey
    signs: PrivateKey | PublicKey | None = None

    @property
    def is_private(self) -> bool:
        return isinstance(self.opens, PrivateKey)


def _written(key: PrivateKey | PublicKey) -> dict[str, str]:
    secret = {"private": b64(private_bytes(key))} if isinstance(key, PrivateKey) else {}
    return {"fingerprint": fingerprint(key), "public": b64(public_bytes(key)), **secret}


def write_key_file(keys: KeyFile, *, public: bool) -> str:
    """The JSON text of a key file; of its public half only where ``public``."""
    pairs = {"opens": keys.opens} | ({"signs": keys.signs} if keys.signs else {})
    if public:
        pairs = {name: key.public_key() if isinstance(key, PrivateKey) else key for name, key in pairs.items()}
    return json.dumps({"format": FILE_FORMAT, **{name: _written(key) for name, key in pairs.items()}}, indent=1)


def _read(entry: dict) -> PrivateKey | PublicKey:
    key = public_key(unb64(entry["public"], POINT))
    if "private" in entry:
        private = private_key(unb64(entry["private"], SCALAR))
        if public_bytes(private) != public_bytes(key):
            raise ValueError("the halves are not of one pair")
        key = private
    if entry["fingerprint"] != fingerprint(key):
        raise ValueError("another fingerprint")
    return key


def read_key_file(text: str) -> KeyFile:
    """The pairs in the text of a key file. Raises EnvelopeError ``key.malformed``."""
    try:
        content = json.loads(text)
        if content["format"] != FILE_FORMAT:
            raise ValueError("another format")
        return KeyFile(_read(content["opens"]), _read(content["signs"]) if "signs" in content else None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise EnvelopeError("key.malformed") from error
