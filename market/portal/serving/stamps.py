"""Stamps: a digest of files, kept beside the state, that tells whether work of an earlier start still holds."""
import hashlib
from collections.abc import Iterable
from pathlib import Path


def of(paths: Iterable[Path], *words: str) -> str:
    """A digest over the names and bytes of these files and over some words."""
    digest = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        digest.update(f"{path}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def holds(folder: Path, name: str, stamp: str) -> bool:
    """Whether the stamp of that name is the one set last."""
    path = folder / name
    return path.exists() and path.read_text() == stamp


def set_to(folder: Path, name: str, stamp: str) -> None:
    """Remember the stamp, once the work it stands for is done."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(stamp)
