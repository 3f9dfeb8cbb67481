"""What a custodian's browser sends: public halves to be deposited, private ones to be released; shapes alone.

The key file itself, ``custodian-keys/1``, is written and read in the browser (``custodian.js``) and never sent:
``{"format", "tender", "seat", "keys": [{"lot", "stage", "fingerprint", "public", "private"}, …]}``.
"""
import json
from uuid import UUID

from . import keys
from .errors import EnvelopeError
from .seats import Half

MOST = 5000
"""Keys in one request; a larger set comes in several."""


def read_deposit(body: bytes) -> list[Half]:
    """``{"keys": [[lot, stage, public], …]}``. Raises EnvelopeError ``key.malformed``."""
    return [Half(UUID(lot), stage, keys.unb64(public, keys.POINT)) for lot, stage, public in _rows(body, 3)]


def read_release(body: bytes) -> dict[UUID, bytes]:
    """``{"keys": [[lot, private], …]}`` as lot to scalar. Raises EnvelopeError ``key.malformed``."""
    rows = _rows(body, 2)
    found = {UUID(lot): keys.unb64(private, keys.SCALAR) for lot, private in rows}
    if len(found) != len(rows):
        raise EnvelopeError("key.malformed")
    return found


def _rows(body: bytes, width: int) -> list[list[str]]:
    try:
        rows = json.loads(body)["keys"]
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST:
            raise ValueError("no keys, or too many")
        for row in rows:
            if len(row) != width or not all(isinstance(part, str) for part in row):
                raise ValueError("another shape")
            UUID(row[0])
            keys.unb64(row[-1], keys.POINT if width == 3 else keys.SCALAR)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EnvelopeError("key.malformed") from error
    return rows
