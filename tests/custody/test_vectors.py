"""The written vectors come out byte for byte, and open. The browser does the same in ``tests/journeys``."""
import hashlib
import io
import json

import pytest

from market.custody import envelope, keys
from market.custody.shapes import Context

from .make_vectors import CASES, FOLDER, content, vector

VECTORS = sorted(FOLDER.glob("*.json"))


class Replayed:
    """The random values of a vector in their order."""

    def __init__(self, drawn: list[dict]):
        self.drawn = iter(drawn)

    def bytes(self, count: int) -> bytes:
        value = bytes.fromhex(next(self.drawn)["bytes"])
        assert len(value) == count
        return value

    def pair(self) -> keys.PrivateKey:
        return keys.private_key(bytes.fromhex(next(self.drawn)["private"]))


def private(said: dict) -> keys.PrivateKey:
    return keys.private_key(bytes.fromhex(said["private"]))


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_a_vector_is_sealed_byte_for_byte_and_opens(path):
    said = json.loads(path.read_text(encoding="utf-8"))
    signer = envelope.Signer(private(said["signing"]).public_key(), lambda message: bytes.fromhex(said["signature"]))
    context, sink = Context(**said["context"]), io.BytesIO()

    sealed = envelope.seal(
        sink, context=context, files=[envelope.Source.of_bytes(file["name"], content(file)) for file in said["files"]],
        custodians=[private(key).public_key() for key in said["custodians"]], own=private(said["own"]).public_key(),
        signer=signer, randomness=Replayed(said["drawn"]))

    assert context.text == said["aad"]
    assert sealed.header.raw.decode() == said["header"] and sealed.header.check.hex() == said["check"]
    assert (sealed.length, sealed.sha256) == (said["length"], said["sha256"])
    assert hashlib.sha256(sink.getvalue()).hexdigest() == said["sha256"]
    for opened in (
            envelope.open_with_own_key(io.BytesIO(sink.getvalue()), private(said["own"]), expect=context),
            envelope.open_with_custodians(io.BytesIO(sink.getvalue()),
                                          [private(said["custodians"][n]) for n in (2, 0)], expect=context)):
        assert [(file.name, file.sha256) for file in opened.files] == [
            (file["name"], hashlib.sha256(content(file)).hexdigest()) for file in said["files"]]


def test_there_is_a_vector_for_every_case_and_it_is_fresh():
    assert {path.stem for path in VECTORS} == set(CASES)
    for path in VECTORS:
        assert json.loads(path.read_text(encoding="utf-8")) == vector(path.stem)
