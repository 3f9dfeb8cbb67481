"""The file store: bytes are checked, kept once under their hash outside the database, and given out as attachments."""
import hashlib
import io
import os
import re
import unicodedata
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags

from . import clock
from .models import StoredFile
from .sniffing import CSV, DOCX, JPEG, JSON, PDF, PNG, PPTX, TEXT, XLSX, FileRefused, Kind, sniff

__all__ = ["ANNEXES", "DOCUMENTS", "IMAGES", "FileRefused", "Limits", "keep", "open", "path_of", "response",
           "sweep_parts"]

CHUNK = 256 * 1024
MEGABYTE = 1024 * 1024
_open = open


@dataclass(frozen=True, slots=True)
class Limits:
    """What a place of upload takes: kinds of file, and bytes a file."""

    kinds: tuple[Kind, ...]
    size: int


DOCUMENTS = Limits(kinds=(PDF, DOCX, XLSX, PPTX, PNG, JPEG, CSV, TEXT), size=50 * MEGABYTE)
ANNEXES = Limits(kinds=(JSON,), size=200 * MEGABYTE)
IMAGES = Limits(kinds=(PNG, JPEG), size=10 * MEGABYTE)


def keep(content: BinaryIO | bytes, *, name: str, limits: Limits = DOCUMENTS) -> StoredFile:
    """Check a file and keep it; the same bytes are stored once, whatever they are called.

    ``content`` is bytes, or anything with ``read``. Raises FileRefused, and then nothing is left behind.
    """
    name = clean_name(name)
    with _part() as part:
        size, sha256 = _receive(io.BytesIO(content) if isinstance(content, bytes) else content, part, limits.size)
        with _open(part, "rb") as received:
            kind = sniff(name, received, limits.kinds)
        _place(part, path_of(sha256))
    return StoredFile.objects.create(sha256=sha256, size=size, media_type=kind.media_type, name=name,
                                     stored_at=clock.now())


def clean_name(name: str) -> str:
    """A name safe to save under: no folders, no control or direction characters, at most 120 characters.

    Raises FileRefused where nothing is left of it.
    """
    bare = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    bare = "".join(letter for letter in bare if unicodedata.category(letter)[0] != "C").strip(" .")
    if not bare:
        raise FileRefused("file.name", "文件没有可用的名称，请重新命名后上传。")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:110]}{dot}{ending[:9]}" if dot else bare[:120]


def path_of(sha256: str) -> Path:
    """Where the bytes with that hash lie."""
    return Path(settings.FILES) / sha256[:2] / sha256[2:4] / sha256


def open(stored: StoredFile) -> BinaryIO:
    """The bytes of a stored file, for reading."""
    return _open(path_of(stored.sha256), "rb")


def response(stored: StoredFile, request=None) -> HttpResponse:
    """The file as a download that no browser will show or run within the site; 304 where ``request`` has it.

    The type is the sniffed one and is not to be guessed again; the content is sandboxed even where it is opened.
    """
    etag = f'"{stored.sha256}"'
    if request is not None and etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = HttpResponseNotModified()
    else:
        answer = FileAnswer(open(stored), content_type=stored.media_type)
        answer["Content-Length"] = stored.size
        answer["Content-Disposition"] = content_disposition_header(True, stored.name)
    answer["ETag"] = etag
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


class FileAnswer(StreamingHttpResponse):
    """A file streamed in pieces, under a synchronous and an asynchronous server alike."""

    def __init__(self, content: BinaryIO, **kwargs):
        super().__init__(_pieces(content), **kwargs)
        self._content = content
        self._resource_closers.append(content.close)

    async def __aiter__(self):
        while piece := await sync_to_async(self._content.read, thread_sensitive=False)(CHUNK):
            yield piece


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(CHUNK):
        yield piece


def _parts() -> Path:
    return Path(settings.FILES) / "parts"


@contextmanager
def _part() -> Iterator[Path]:
    """A fresh file for what is being received; gone afterwards unless it was placed."""
    _parts().mkdir(parents=True, exist_ok=True)
    part = _parts() / uuid.uuid4().hex
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _receive(content: BinaryIO, part: Path, limit: int) -> tuple[int, str]:
    """Write the content to ``part`` and to the disk; returns its size and SHA-256. Raises FileRefused."""
    size, digest = 0, hashlib.sha256()
    with _open(part, "xb") as out:
        while piece := content.read(CHUNK):
            size += len(piece)
            if size > limit:
                raise FileRefused("file.too_large", f"文件超过 {limit // MEGABYTE} MB，不能接收；请压缩或拆分后上传。")
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    if not size:
        raise FileRefused("file.empty", "文件是空的，请检查后重新上传。")
    return size, digest.hexdigest()


def _place(part: Path, target: Path) -> None:
    """Move received bytes to their place in one act, the folder's entry on disk included."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part.chmod(0o440)
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def sweep_parts(older_than: float = 24 * 3600) -> int:
    """Remove what was left half received more than ``older_than`` seconds ago; returns how many."""
    return sweep_folder(_parts(), older_than)


def sweep_folder(folder: Path, older_than: float) -> int:
    """Remove the files of a folder last written more than ``older_than`` seconds ago; returns how many."""
    swept, limit = 0, clock.real_now().timestamp() - older_than
    for old in folder.glob("*"):
        if old.stat().st_mtime < limit:
            old.unlink(missing_ok=True)
            swept += 1
    return swept
