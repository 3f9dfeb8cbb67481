"""What stands in the database in place of a name until the lawful moment: tags and veils under keys kept outside it.

The keys lie in ``var/keys`` beside the session secret, in no backup of the database. Who has the database alone learns
from a tag neither the name nor that two tags of different scopes belong together.
"""
import hmac
import os
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .secrets import kept_bytes

NONCE = 12


class VeilTorn(Exception):
    """What was veiled cannot be read: other keys, or altered bytes."""


@cache
def _key(folder: Path, name: str) -> bytes:
    return kept_bytes(folder, name, 32)


def _of(name: str) -> bytes:
    return _key(Path(settings.VAR) / "keys", name)


def owner_tag(scope, party) -> str:
    """The 64 hexadecimal digits that stand for a party within a scope (the id of a lot, or of a tender).

    HMAC-SHA-256 over ``scope|party``; unlike from scope to scope.
    """
    return hmac.digest(_of("owner-tag.key"), f"{scope}|{party}".encode(), "sha256").hex()


def veil(text: str, scope) -> bytes:
    """A text nobody reads from the database alone; ``scope`` is what it belongs to and must be given again."""
    return veil_bytes(text.encode(), scope)


def unveil(veiled: bytes, scope) -> str:
    """What ``veil`` hid. Raises VeilTorn."""
    return unveil_bytes(veiled, scope).decode()


def veil_bytes(content: bytes, scope) -> bytes:
    """``veil`` for a file."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_of("veil.key")).encrypt(nonce, content, str(scope).encode())


def unveil_bytes(veiled: bytes, scope) -> bytes:
    """What ``veil_bytes`` hid. Raises VeilTorn."""
    veiled = bytes(veiled)
    try:
        return AESGCM(_of("veil.key")).decrypt(veiled[:NONCE], veiled[NONCE:], str(scope).encode())
    except (InvalidTag, ValueError) as error:
        raise VeilTorn(str(scope)) from error
