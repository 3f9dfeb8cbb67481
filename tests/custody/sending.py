"""Sending envelopes as the browser's pieces arrive, and what then lies on the disk."""
import io
import os
import uuid

import pytest

from market.custody import envelopes, uploads
from market.custody.errors import CustodyRefused, EnvelopeError
from market.custody.models import Envelope, Upload

BIG = ("标书.pdf", os.urandom(60_000))


def refused(code: str):
    return pytest.raises((CustodyRefused, EnvelopeError), match=code.replace(".", r"\."))


def begun(context, length: int, upload_id=None) -> Upload:
    return uploads.begin(id=upload_id or uuid.uuid4(), context=context, length=length)


def send(upload: Upload, sealed: bytes, *, at: int = 0, count: int | None = None) -> Upload:
    piece = sealed[at:] if count is None else sealed[at:at + count]
    return uploads.append(upload, offset=at, content=io.BytesIO(piece), count=len(piece))


def sent(context, sealed: bytes) -> Envelope:
    return uploads.finish(send(begun(context, len(sealed)), sealed))


def files() -> list:
    return [path for path in envelopes.root().rglob("*") if path.is_file()]
