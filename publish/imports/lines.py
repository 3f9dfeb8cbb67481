"""Reading a file line by line in bounded memory, whatever its size, its encoding or its faults."""
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LINE_LIMIT = 50_000_000
"""Bytes a line may have; a longer one is passed over without being held."""

PLAIN_LIMIT = 1_000_000
"""Bytes up to which a line is parsed at once; beyond, its skeleton is measured first."""

SKELETON_LIMIT = 1_000_000
"""Characters outside strings (brackets, commas, numbers) that one line may have: each may become an object."""

_CHUNK = 1 << 20
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)', re.DOTALL)
"""A JSON string; one that never closes ends with the line, or each of its quotes would be tried as a beginning."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class LineRefused(ValueError):
    """The line cannot be taken; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, where it ends in the file (bytes), its bytes, or why there are none."""

    number: int
    end: int
    raw: bytes = b""
    refusal: str = ""


def read(stream: BinaryIO) -> Iterator[Line]:
    """Every line of a binary stream without its line break; at most ``LINE_LIMIT`` bytes are ever held."""
    number, position, held, size, passing = 0, 0, [], 0, False
    while chunk := stream.read(_CHUNK):
        start = 0
        while (cut := chunk.find(b"\n", start)) >= 0:
            number += 1
            end = position + cut + 1
            size += cut - start
            if passing or size > LINE_LIMIT:
                yield Line(number, end, refusal=_too_long())
            else:
                held.append(chunk[start:cut])
                yield Line(number, end, b"".join(held).removesuffix(b"\r"))
            held, size, passing, start = [], 0, False, cut + 1
        rest = len(chunk) - start
        size += rest
        if size > LINE_LIMIT:
            held, passing = [], True
        elif rest and not passing:
            held.append(chunk[start:])
        position += len(chunk)
    if passing:
        yield Line(number + 1, position, refusal=_too_long())
    elif held:
        yield Line(number + 1, position, b"".join(held).removesuffix(b"\r"))


def _too_long() -> str:
    return f"这一行超过 {LINE_LIMIT // 1_000_000} MB，未读取；请将附件改为单独的文件后重新导出。"


class Decoder:
    """Turns the lines of one file into text.

    UTF-8 (with or without a byte order mark) is tried first, GB18030 after it. The first line that is not plain ASCII
    settles the file, unless a later line of ``sample`` shows it to be UTF-8 with a broken line before it: a line of
    UTF-8 cut in the middle often *can* be read as GB18030, and would come out as nonsense.
    """

    def __init__(self, sample: bytes = b""):
        self.encoding = ""
        for line in sample.split(b"\n")[:-1] or [sample]:
            if not line.isascii() and _fits(line, "utf-8"):
                self.encoding = "utf-8"
                return

    def text(self, raw: bytes, *, first: bool = False) -> str:
        """The line as text. Raises LineRefused where it fits neither encoding."""
        if first:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.isascii():
            return raw.decode("ascii")
        for encoding in [self.encoding] if self.encoding else ["utf-8", "gb18030"]:
            if _fits(raw, encoding):
                self.encoding = encoding
                return raw.decode(encoding)
        if self.encoding:
            raise LineRefused(f"这一行不是有效的 {self.encoding.upper()} 文字，可能在传输中损坏；请重新导出这一行。")
        raise LineRefused("这一行既不是 UTF-8 也不是 GB18030 文字，无法读取；请改用 UTF-8 重新导出。")


def _fits(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def sample(path: Path) -> bytes:
    """The head of a file, for the decoder. Raises OSError."""
    with path.open("rb") as stream:
        return stream.read(_CHUNK)


def parse(raw: bytes, text: str) -> dict:
    """The JSON object of a line. Raises LineRefused."""
    if len(raw) > PLAIN_LIMIT and len(_STRING.sub("", text)) > SKELETON_LIMIT:
        raise LineRefused("这一行的 JSON 结构过大（正文以外的括号和数字超过 1 MB），未读取；请检查导出程序。")
    try:
        value = json.loads(text)
    except RecursionError:
        raise LineRefused("这一行的 JSON 嵌套过深，未读取；请检查导出程序。") from None
    except ValueError as fault:
        at = f"第 {fault.colno} 个字符附近" if isinstance(fault, json.JSONDecodeError) else "数字过长"
        raise LineRefused(f"这一行不是完整的 JSON（{at}），未读取；请重新导出这一行。") from None
    if not isinstance(value, dict):
        raise LineRefused("这一行不是一个 JSON 对象（应以 { 开头、以 } 结尾），未读取。")
    return value


def is_text(value) -> bool:
    """Whether a value is a string that can be stored: no half of a surrogate pair."""
    return isinstance(value, str) and not _SURROGATE.search(value)
