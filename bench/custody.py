"""What sealing and opening a volume cost beside bare AES-256-GCM over the same bytes in one process.

``rows()`` returns the rows of the table: name, our figure, the yardstick's, their ratio, and the unit of both.
"""
import io
import os
import time

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from market.custody import envelope, keys, shapes

SIZE, TIMES = 64 * 2**20, 3
CONTEXT = shapes.Context("0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11", "opening", "technical", "0" * 64, 1)
PRICE = shapes.Context(CONTEXT.lot, "opening", "price", CONTEXT.owner_tag, 1)


def best(act) -> float:
    """The shortest of a few runs, in seconds: others work on this machine too."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        took.append(time.perf_counter() - begun)
    return min(took)


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; takes a few seconds."""
    custodians, own, signing = [keys.SYSTEM.pair() for _ in range(3)], keys.SYSTEM.pair(), keys.SYSTEM.pair()
    content, cipher = os.urandom(SIZE), AESGCM(os.urandom(32))
    chunks = [content[at:at + shapes.CHUNK] for at in range(0, SIZE, shapes.CHUNK)]
    nonces = [number.to_bytes(12, "big") for number in range(len(chunks))]

    def seal(sink, context, body):
        envelope.seal(sink, context=context, files=[envelope.Source.of_bytes("a", body)], own=own.public_key(),
                      custodians=[key.public_key() for key in custodians], signer=envelope.Signer.of_key(signing))

    def opened(sealed, context):
        envelope.open_with_custodians(io.BytesIO(sealed), custodians[:2], expect=context)

    large, small = io.BytesIO(), io.BytesIO()
    seal(large, CONTEXT, content)
    seal(small, PRICE, b"1")
    sealed = [cipher.encrypt(nonce, chunk, None) for nonce, chunk in zip(nonces, chunks, strict=True)]
    bare_seal = best(lambda: [cipher.encrypt(nonce, chunk, None) for nonce, chunk in zip(nonces, chunks, strict=True)])
    bare_open = best(lambda: [cipher.decrypt(nonce, chunk, None) for nonce, chunk in zip(nonces, sealed, strict=True)])
    bare_ecdh = best(lambda: [own.exchange(keys.ec.ECDH(), signing.public_key()) for _ in range(100)]) / 100
    found = []
    for name, ours, bare in (
            ("seal a volume of 64 MiB", best(lambda: seal(io.BytesIO(), CONTEXT, content)), bare_seal),
            ("open a volume of 64 MiB by two custodians", best(lambda: opened(large.getvalue(), CONTEXT)), bare_open)):
        speed, yardstick = SIZE / ours / 1e6, SIZE / bare / 1e6
        found.append((name, speed, yardstick, speed / yardstick, "MB/s"))
    price = best(lambda: [opened(small.getvalue(), PRICE) for _ in range(100)]) / 100
    found.append(("open a price by two custodians (one ECDH)", price * 1000, bare_ecdh * 1000, price / bare_ecdh, "ms"))
    return found
