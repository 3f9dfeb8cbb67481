"""What bytes really are. Names and declared types are claims; only the content decides."""
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

HEAD = 8192
"""How many bytes from the start decide most types."""

UNPACKED = 300 * 1024 * 1024
"""The most an archive may unpack to, in bytes."""

RATIO = 200
"""How many times its packed size an archive entry may unpack to."""

ENTRIES = 5000
_MARKUP = re.compile(rb"^\s*(<\?xml|<!doctype|<!--|</?[a-z])", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class FileRefused(Exception):
    """A file was not kept. ``code`` is stable; ``sentence`` says what is wrong and what to do, for the screen."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file we keep: its id, media type, the endings its name may have, and how its content is known."""

    key: str
    media_type: str
    endings: tuple[str, ...]
    is_it: Callable[[bytes, BinaryIO], bool]


def _starts(*signatures: bytes) -> Callable[[bytes, BinaryIO], bool]:
    return lambda head, content: head.startswith(signatures)


def _office(folder: str) -> Callable[[bytes, BinaryIO], bool]:
    """An OOXML package whose parts lie in that folder. Raises FileRefused for bombs, macros and broken archives."""
    def check(head: bytes, content: BinaryIO) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        names = {entry.filename for entry in _entries(content)}
        if "[Content_Types].xml" not in names or not any(name.startswith(folder) for name in names):
            return False
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise FileRefused("file.macros", "文件含有宏，不能接收；请另存为不含宏的格式后重新上传。")
        return True
    return check


def _entries(content: BinaryIO) -> list[zipfile.ZipInfo]:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("file.broken", "文件已损坏，无法打开；请检查后重新上传。") from error
    swells = any(entry.file_size > RATIO * max(entry.compress_size, 1024) for entry in entries)
    if swells or len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED:
        raise FileRefused("file.bomb", "文件解压后过大，不能接收；请拆分或精简后重新上传。")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("file.encrypted", "文件设有密码，不能接收；请去除密码后重新上传。")
    return entries


def decode(content: bytes) -> str | None:
    """The text, from UTF-8 or GB18030; None where it is neither, or holds control characters."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROLS.search(text) else text
    return None


def _plain(head: bytes, content: BinaryIO) -> bool:
    """Readable text that no browser or office program would take for markup."""
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or b"\0" in head:
        return False
    content.seek(0)
    return decode(content.read()) is not None


PDF = Kind("pdf", "application/pdf", (".pdf",), _starts(b"%PDF-"))
PNG = Kind("png", "image/png", (".png",), _starts(b"\x89PNG\r\n\x1a\n"))
JPEG = Kind("jpeg", "image/jpeg", (".jpg", ".jpeg"), _starts(b"\xff\xd8\xff"))
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",),
            _office("word/"))
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",), _office("xl/"))
PPTX = Kind("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",),
            _office("ppt/"))
CSV = Kind("csv", "text/csv; charset=utf-8", (".csv",), _plain)
JSON = Kind("json", "application/json", (".json",), _plain)
TEXT = Kind("txt", "text/plain; charset=utf-8", (".txt",), _plain)


def sniff(name: str, content: BinaryIO, kinds: tuple[Kind, ...]) -> Kind:
    """The kind a file is, its name and its bytes agreeing. ``content`` must be seekable.

    Raises FileRefused for a type not among ``kinds``, for a name that claims another type than the bytes are, and
    for archives that unpack to too much.
    """
    content.seek(0)
    head = content.read(HEAD)
    ending = name[name.rfind("."):].lower() if "." in name else ""
    fitting = [kind for kind in kinds if kind.is_it(head, content)]
    if not fitting:
        raise FileRefused("file.type", f"不接收{_guess(head)}这类文件；可上传的格式：{_endings(kinds)}。")
    for kind in fitting:
        if ending in kind.endings:
            return kind
    raise FileRefused("file.name_mismatch", f"文件名以“{ending or '无后缀'}”结尾，内容却是 "
                                            f"{fitting[0].key.upper()} 格式；请改正文件名后重新上传。")


def _endings(kinds: tuple[Kind, ...]) -> str:
    return "、".join(ending.removeprefix(".") for kind in kinds for ending in kind.endings)


def _guess(head: bytes) -> str:
    """What to call a file we refuse."""
    if _MARKUP.match(head):
        return "网页或标记文本（HTML、SVG、XML）"
    try:
        ending = puremagic.from_string(head).removeprefix(".")
    except (puremagic.PureError, ValueError):
        return "无法识别"
    return f" {ending.upper()} " if ending.isascii() and ending else "无法识别"
