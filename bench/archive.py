"""Streaming an archive pack beside the plainest way to write the same zip; and that its memory stays flat.

``PACK_MB`` (1024) is the size of the pack, made of a few distinct files of 10 MiB: what lies on the disk is no part of
the measure. Memory is told in MiB: the most resident after the whole pack, beside that after its first tenth.
"""
import hashlib
import json
import os
import time
import zipfile
from pathlib import Path

from market.core import files, packs

SIZE, EACH, DISTINCT = int(os.environ.get("PACK_MB", "1024")), 10, 8


def resident() -> float:
    """The most memory this process ever had resident, in MiB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(lines["VmHWM"].split()[0]) / 1024


def _listed() -> list[dict]:
    """Files in the store, listed as often as the pack is large."""
    kept = []
    for _ in range(DISTINCT):
        content = os.urandom(EACH * 2**20)
        sha256 = hashlib.sha256(content).hexdigest()
        files.path_of(sha256).parent.mkdir(parents=True, exist_ok=True)
        files.path_of(sha256).write_bytes(content)
        kept.append(sha256)
    return [{"path": f"20-bids/files/{number}.pdf", "sha256": kept[number % DISTINCT], "size": EACH * 2**20}
            for number in range(max(SIZE // EACH, 10))]


def _plain(listed: list[dict]) -> float:
    """Seconds to write the same zip to nowhere, with the library alone."""
    begun = time.perf_counter()
    with Path("/dev/null").open("wb") as out, zipfile.ZipFile(out, "w") as pack:
        for row in listed:
            pack.write(files.path_of(row["sha256"]), row["path"])
    return time.perf_counter() - begun


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; some seconds for a gigabyte."""
    listed = _listed()
    megabytes = sum(row["size"] for row in listed) / 1e6
    plain = min(_plain(listed), _plain(listed))
    manifest = json.dumps({"format": packs.FORMAT, "name": "bench", "made_at": "", "files": listed}).encode()
    begun, given, early = time.perf_counter(), 0, 0.0
    for piece in packs.stream(manifest, beside={}):
        given += len(piece)
        if not early and given > megabytes * 1e5:
            early = resident()
    ours = time.perf_counter() - begun
    return [(f"pack of {megabytes / 1000:.1f} GB streamed", megabytes / ours, megabytes / plain, plain / ours, "MB/s"),
            ("memory after the whole pack, beside its first tenth", resident(), early, resident() / early, "MiB")]
