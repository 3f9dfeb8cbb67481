"""How the platform and the payment service know each other: HMAC-SHA-256 over ``<unix time>.<body>``.

The path stands for the body of a request that has none. The shared key lies in ``var/keys/payments.key``.
"""
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from market.core import clock

HEADER = "Payments-Signature"
WINDOW = timedelta(seconds=300)
"""By how much the time of a signature may differ from ours, the machine's: an older one is a replay."""
_WRITTEN = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)


class SignatureRefused(Exception):
    """What was signed is not believed. ``code`` is stable."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def key() -> bytes:
    """The key both sides hold. Raises SignatureRefused where there is none: nothing is then believed."""
    path = Path(settings.VAR) / "keys" / "payments.key"
    if not path.exists() or len(found := path.read_bytes()) < 32:
        raise SignatureRefused("signature.no_key")
    return found


def sign(body: bytes, at: datetime | None = None) -> str:
    """The value of the header for a body (or, where there is none, for a path)."""
    return _sign(key(), body, int((at or clock.real_now()).timestamp()))


def _sign(with_key: bytes, body: bytes, at: int) -> str:
    return f"t={at},v1={hmac.new(with_key, b'%d.' % at + body, hashlib.sha256).hexdigest()}"


def verify(body: bytes, header: str) -> None:
    """Raises SignatureRefused unless the header signs the body with our key, and not long ago."""
    if not (match := _WRITTEN.fullmatch(header)):
        raise SignatureRefused("signature.malformed")
    if not hmac.compare_digest(_sign(key(), body, int(match[1])), header):
        raise SignatureRefused("signature.wrong")
    if abs(clock.real_now().timestamp() - int(match[1])) > WINDOW.total_seconds():
        raise SignatureRefused("signature.stale")
