"""A draw that anybody can compute again: ``draw/1`` in its short form, with equal weights. Plain functions of bytes.

``seed = HMAC-SHA256(secret, message)``; for a counter from 0, the first eight bytes of ``SHA256(seed ‖ counter)`` (four
bytes, big endian) pick from those left, values that would favour some being passed over.
"""
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from market.core import clock

SPAN = 1 << 64
FORBIDDEN = frozenset(",|\r\n")


def message(code: str, at: datetime, ids: Sequence[str]) -> str:
    """``code|time|ids``. Raises ValueError for a character that would part it elsewhere, or for an id twice."""
    if any(FORBIDDEN & set(one) or not one for one in ids) or FORBIDDEN - {","} & set(code) or len(set(ids)) < len(ids):
        raise ValueError("not a list that can be drawn from")
    return f"{code}|{at.astimezone(clock.SHANGHAI).isoformat(timespec='seconds')}|{','.join(ids)}"


def drawn(secret: bytes, said: str, ids: Sequence[str], k: int) -> list[str]:
    """The first ``k`` in the order in which they are drawn. Raises ValueError where there are not so many."""
    if not 1 <= k <= len(ids):
        raise ValueError("not so many to draw from")
    seed, pool, found, counter = hmac.digest(secret, said.encode(), "sha256"), list(ids), [], 0
    while len(found) < k:
        value = int.from_bytes(hashlib.sha256(seed + counter.to_bytes(4, "big")).digest()[:8], "big")
        counter += 1
        if value < SPAN - SPAN % len(pool):
            found.append(pool.pop(value % len(pool)))
    return found
