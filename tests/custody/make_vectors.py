"""``python -m tests.custody.make_vectors``: write the vectors anew. Only where the format changes its number.

A vector names everything that goes in (keys, random values in the order they are drawn, files as hexadecimal digits or
as a count of a repeated byte, the signature) and what comes out: the header's bytes, the length, the SHA-256.
"""
import hashlib
import io
import json
from pathlib import Path

from market.custody import envelope, keys, shapes

from .people import PRICE, TECHNICAL, Fixed, People

FOLDER = Path(__file__).parent / "vectors"
CASES = {
    "price": (PRICE, [("报价.json", {"hex": b'{"total":"6800000.00"}'.hex()})]),
    "several-files": (TECHNICAL, [("技术方案.pdf", {"byte": 0x41, "count": 70_000}), ("空.txt", {"hex": ""}),
                                  ('a "b" é.txt', {"hex": "00ff"})]),
    "three-chunks": (TECHNICAL, [("图纸.zip", {"byte": 0x5A, "count": 9_000_000})]),
}


def content(said: dict) -> bytes:
    return bytes.fromhex(said["hex"]) if "hex" in said else bytes([said["byte"]]) * said["count"]


class Written(Fixed):
    """The same fixed values, and a list of them."""

    def __init__(self, seed: str):
        super().__init__(seed)
        self.drawn: list[dict] = []

    def bytes(self, count: int) -> bytes:
        value = super().bytes(count)
        self.drawn.append({"bytes": value.hex()})
        return value

    def pair(self) -> keys.PrivateKey:
        pair = super().pair()
        self.drawn[-1] = said(pair)
        return pair


def said(pair: keys.PrivateKey) -> dict:
    return {"private": keys.private_bytes(pair).hex(), "public": keys.public_bytes(pair).hex()}


def vector(name: str) -> dict:
    context, files = CASES[name]
    people, source, signatures = People.of(Fixed(f"people of {name}")), Written(name), []

    def sign(message: bytes) -> bytes:
        signatures.append(keys.sign(people.signing, message))
        return signatures[-1]

    sink = io.BytesIO()
    sealed = envelope.seal(
        sink, context=context, files=[envelope.Source.of_bytes(name, content(said)) for name, said in files],
        custodians=[key.public_key() for key in people.custodians], own=people.own.public_key(),
        signer=envelope.Signer(people.signing.public_key(), sign), randomness=source)
    return {
        "context": {part: getattr(context, part) for part in shapes.CONTEXT}, "aad": context.text,
        "custodians": [said(key) for key in people.custodians], "own": said(people.own),
        "signing": said(people.signing), "files": [{"name": name, **said} for name, said in files],
        "drawn": source.drawn, "signature": signatures[0].hex(),
        "header": sealed.header.raw.decode(), "check": sealed.header.check.hex(), "length": sealed.length,
        "sha256": hashlib.sha256(sink.getvalue()).hexdigest(),
    }


if __name__ == "__main__":
    for case in CASES:
        text = json.dumps(vector(case), indent=1, ensure_ascii=False)
        (FOLDER / f"{case}.json").write_text(text + "\n", encoding="utf-8")
