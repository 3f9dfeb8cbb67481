"""Archive packs: one zip with everything a lot holds, a list of it with hashes, streamed with flat memory.

The list (``archive/1``, canonical JSON) is made once:
``{"format","name","made_at","files":[{"path","sha256","size"}]}``. The bytes lie in the file store under their hashes,
so that the same pack can be streamed at any time. A pack holds ``manifest.json`` first, then what is given beside it
(a signed receipt over the list), then the files, unpacked.
"""
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from . import files
from .models import StoredFile
from .wording import iso

FORMAT = "archive/1"
MANIFEST, RECEIPT = "manifest.json", "receipt.json"
CHUNK = 256 * 1024
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: a pack made twice is the same bytes."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing of the archive: where it lies in the pack, and its bytes, stored already or ``content`` made now."""

    path: str
    stored: StoredFile | None = None
    content: bytes = b""


Source = Callable[[object], Iterable[Paper]]
_sources: dict[str, Source] = {}


def register(folder: str, source: Source) -> None:
    """Let ``source(lot)`` give the papers under a folder of the pack; called once, when an app is ready."""
    _sources[folder] = source


def data(path: str, said) -> Paper:
    """A paper of plain values, as JSON that people can read."""
    return Paper(path, content=json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1, default=_plain).encode())


def _plain(value) -> str:
    return iso(value) if hasattr(value, "isoformat") else str(value)


def manifest(lot, *, name: str, at) -> dict:
    """The list of everything the apps file for a lot; what is made for it is stored now."""
    rows, taken = [], set()
    for folder in sorted(_sources):
        for paper in _sources[folder](lot):
            kept = paper.stored or files.keep(paper.content, name=Path(paper.path).name, limits=files.ANNEXES)
            path = _free(f"{folder}/{_clean(paper.path)}", taken)
            rows.append({"path": path, "sha256": kept.sha256, "size": kept.size})
    return {"format": FORMAT, "name": name, "made_at": iso(at), "files": rows}


def _clean(path: str) -> str:
    """Folders and names without what climbs out of the pack."""
    return "/".join(part.strip(". ") or "_" for part in path.replace("\\", "_").replace(":", "_").split("/"))


def _free(path: str, taken: set[str]) -> str:
    """The path, or with a number where it is taken."""
    stem, dot, ending = path.rpartition(".")
    number, free = 1, path
    while free in taken:
        number += 1
        free = f"{stem}({number}).{ending}" if dot else f"{path}({number})"
    taken.add(free)
    return free


def stream(manifest: bytes, *, beside: dict[str, bytes]) -> Iterator[bytes]:
    """The zip in pieces; only one piece and the directory of names are held at a time."""
    out = _Pieces()
    with zipfile.ZipFile(out, "w", allowZip64=True) as pack:
        for name, content in {MANIFEST: manifest, **beside}.items():
            pack.writestr(zipfile.ZipInfo(name, EPOCH), content)
            yield from out.given()
        for row in json.loads(manifest)["files"]:
            info = zipfile.ZipInfo(row["path"], EPOCH)
            info.file_size = row["size"]
            with pack.open(info, "w", force_zip64=True) as entry, files.path_of(row["sha256"]).open("rb") as content:
                while piece := content.read(CHUNK):
                    entry.write(piece)
                    yield from out.given()
        yield from out.given()
    yield from out.given()


class _Pieces:
    """A file that cannot be sought, whose written bytes are given away at once."""

    def __init__(self):
        self._held: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._held.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def given(self) -> Iterator[bytes]:
        held, self._held = self._held, []
        yield from held


class PackAnswer(files.FileAnswer):
    """A pack streamed to its reader, under a synchronous and an asynchronous server alike."""

    def __init__(self, pieces: Iterator[bytes], *, name: str):
        StreamingHttpResponse.__init__(self, pieces, content_type="application/zip")
        self["Content-Disposition"] = content_disposition_header(True, name)
        self["X-Content-Type-Options"] = "nosniff"
        self["Cache-Control"] = "no-store"
        self._pieces = iter(pieces)

    async def __aiter__(self):
        while (piece := await sync_to_async(next, thread_sensitive=False)(self._pieces, None)) is not None:
            yield piece


@dataclass(frozen=True, slots=True)
class Fault:
    """What of a pack is not as its list says: the file, a stable code, a sentence."""

    path: str
    code: str
    sentence: str


def verify(pack: BinaryIO) -> tuple[dict, bytes, list[Fault]]:
    """The list of a pack, its receipt as it lies there, and every file that is not as the list says. Raises ValueError
    for what is no pack."""
    try:
        with zipfile.ZipFile(pack) as opened:
            said = opened.read(MANIFEST)
            listed = json.loads(said)
            if listed["format"] != FORMAT:
                raise ValueError("another format")
            receipt = opened.read(RECEIPT) if RECEIPT in opened.namelist() else b""
            return {**listed, "sha256": hashlib.sha256(said).hexdigest()}, receipt, list(_faults(opened, listed))
    except (zipfile.BadZipFile, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error


def _faults(opened: zipfile.ZipFile, listed: dict) -> Iterator[Fault]:
    there = {info.filename: info for info in opened.infolist()}
    for row in listed["files"]:
        info = there.pop(row["path"], None)
        if info is None:
            yield Fault(row["path"], "archive.missing", "清单中的文件不在资料包里。")
        elif (found := _hash(opened, info)) != row["sha256"]:
            yield Fault(row["path"], "archive.changed", f"内容与清单不符：清单为 {row['sha256']}，实际为 "
                                                        f"{found or '无法读取'}。")
    for name in sorted(set(there) - {MANIFEST, RECEIPT}):
        yield Fault(name, "archive.unlisted", "资料包里有清单没有的文件。")


def _hash(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """SHA-256 of an entry, empty where it cannot be read whole."""
    digest = hashlib.sha256()
    try:
        with opened.open(info) as content:
            while piece := content.read(CHUNK):
                digest.update(piece)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return ""
    return digest.hexdigest()


__all__ = ["FORMAT", "Fault", "PackAnswer", "Paper", "data", "manifest", "register", "stream", "verify"]
