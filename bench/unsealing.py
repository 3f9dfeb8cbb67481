"""Opening the bids of a session in the fenced child, beside bare AES-256-GCM over the same bytes; and that its memory
stays flat.

``UNSEAL_BIDS`` bids (200) of ``UNSEAL_MB`` (20) are opened one after the other. A few distinct envelopes are opened in
turn: what lies on the disk is no part of the measure. ``rows()`` returns the rows of the table.
"""
import os
import shutil
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bids.opening.fenced import Child
from market.custody import envelope, keys, shapes

BIDS, SIZE = int(os.environ.get("UNSEAL_BIDS", "200")), int(os.environ.get("UNSEAL_MB", "20")) * 2**20
DISTINCT = 5
CONTEXT = {"lot": "0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11", "stage": "opening", "volume": "technical",
           "owner_tag": "0" * 64, "version": 1}


def resident(pid: int) -> float:
    """The most memory a process ever had resident, in MiB."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) / 1024


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; half a minute with the numbers above."""
    folder = Path(tempfile.mkdtemp(prefix="market-bench-"))
    try:
        return _rows(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _rows(folder: Path) -> list[tuple[str, float, float, float, str]]:
    custodians, own, signing = [keys.SYSTEM.pair() for _ in range(3)], keys.SYSTEM.pair(), keys.SYSTEM.pair()
    content, asked = os.urandom(SIZE), []
    for number in range(min(DISTINCT, BIDS)):
        path = folder / str(number)
        with path.open("wb") as sink:
            sealed = envelope.seal(
                sink, context=shapes.Context(**CONTEXT), files=[envelope.Source.of_bytes("a", content)],
                custodians=[key.public_key() for key in custodians], own=own.public_key(),
                signer=envelope.Signer.of_key(signing))
        asked.append({"path": str(path), "sha256": sealed.sha256, "expect": CONTEXT, "into": str(folder / "out"),
                      "secrets": [keys.b64(keys.private_bytes(key)) for key in custodians[:2]]})
    cipher, nonce = AESGCM(os.urandom(32)), bytes(12)
    chunks = [cipher.encrypt(nonce, content[at:at + shapes.CHUNK], None) for at in range(0, SIZE, shapes.CHUNK)]
    begun = time.perf_counter()
    for _ in range(DISTINCT):
        for chunk in chunks:
            cipher.decrypt(nonce, chunk, None)
    bare = SIZE * DISTINCT / (time.perf_counter() - begun) / 1e6
    with Child() as child:
        assert "files" in child.open(asked[0], size=SIZE)
        first, begun = resident(child.process.pid), time.perf_counter()
        most = first
        for number in range(BIDS):
            assert "files" in child.open(asked[number % len(asked)], size=SIZE)
            most = max(most, resident(child.process.pid))
        took = time.perf_counter() - begun
    ours = SIZE * BIDS / took / 1e6
    return [(f"open {BIDS} bids of {SIZE // 2**20} MiB in the fenced child, beside bare AES-GCM", ours, bare,
             ours / bare, "MB/s"),
            ("memory of the child over all of them, beside after the first", most, first, most / first, "MiB")]
