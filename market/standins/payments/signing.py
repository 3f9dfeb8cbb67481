"""How both sides sign: HMAC-SHA-256 over ``<unix time>.<body>``; the path stands for the body where there is none."""
import hashlib
import hmac
import re
import time

HEADER = "Payments-Signature"
WINDOW = 300
"""Seconds by which the time of a signature may differ from the reader's clock."""
_WRITTEN = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})", re.ASCII)


def sign(key: bytes, body: bytes, at: int | None = None) -> str:
    """The value of the header."""
    at = int(time.time()) if at is None else at
    return f"t={at},v1={hmac.new(key, b'%d.' % at + body, hashlib.sha256).hexdigest()}"


def holds(key: bytes, body: bytes, header: str) -> bool:
    """Whether a header signs a body, and not long ago."""
    if not (match := _WRITTEN.fullmatch(header or "")) or abs(time.time() - int(match[1])) > WINDOW:
        return False
    return hmac.compare_digest(sign(key, body, int(match[1])).rpartition("=")[2], match[2])
