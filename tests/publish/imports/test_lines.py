"""Lines in bounded memory, whatever their size, encoding and faults."""

import io
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.imports import lines
from publish.imports.lines import Decoder, LineRefused, parse, read


class Endless(io.RawIOBase):
    """A file of one line as long as wanted that takes no room."""

    def __init__(self, size: int):
        self.left = size

    def read(self, size: int) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return b"x" * size


def test_a_line_beyond_the_limit_is_passed_over_without_being_held():
    tracemalloc.start()
    found = list(read(Endless(400_000_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    (line,) = found
    assert line.refusal.endswith("。") and not line.raw
    assert peak < 2.5 * lines.LINE_LIMIT


def test_the_lines_around_a_long_one_are_read(monkeypatch):
    monkeypatch.setattr(lines, "LINE_LIMIT", 10)

    found = list(read(io.BytesIO(b"one\r\n" + b"x" * 11 + b"\n1234567890\n\nlast")))

    assert [(line.number, line.raw, bool(line.refusal)) for line in found] == [
        (1, b"one", False),
        (2, b"", True),
        (3, b"1234567890", False),
        (4, b"", False),
        (5, b"last", False),
    ]


@given(
    st.lists(st.binary(max_size=30).filter(lambda raw: b"\n" not in raw and not raw.endswith(b"\r")), max_size=20),
    st.integers(1, 17),
)
def test_the_size_of_the_chunks_changes_nothing(rows, size):
    whole = b"".join(row + b"\n" for row in rows)
    chunk, lines._CHUNK = lines._CHUNK, size
    try:
        found = list(read(io.BytesIO(whole)))
    finally:
        lines._CHUNK = chunk

    assert [line.raw for line in found] == rows
    assert not rows or found[-1].end == len(whole)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_its_own_encoding(encoding):
    raw = '{"title": "镇卫生院扩建项目𠮷"}'.encode(encoding)

    assert json.loads(Decoder(raw).text(raw, first=True)) == {"title": "镇卫生院扩建项目𠮷"}


def test_a_broken_line_of_a_utf8_file_is_refused_and_not_read_as_nonsense():
    good, broken = "公共资源".encode(), "公共资源交易".encode()[:-2]
    assert broken.decode("gb18030")
    decoder = Decoder(broken + b"\n" + good + b"\n")

    with pytest.raises(LineRefused, match="UTF-8"):
        decoder.text(broken)
    assert decoder.text(good) == "公共资源"


def test_what_fits_no_encoding_is_refused():
    with pytest.raises(LineRefused, match="既不是 UTF-8 也不是 GB18030"):
        Decoder().text(b"\xff\xff\xff")


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
        b'{"a": [' + b"[]," * 700_000 + b"[]]}",
        b'{"a": 1',
        b"[1, 2]",
        b'"words"',
        b"{'a': 1}",
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_bomb_or_a_fragment_is_refused_with_a_sentence(raw):
    tracemalloc.start()
    with pytest.raises(LineRefused) as refused:
        parse(raw, raw.decode())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert str(refused.value).endswith("。")
    assert peak < 30_000_000


def test_a_long_line_of_honest_text_is_taken():
    raw = json.dumps({"html": "<p>文字 [1], {2}</p>" * 200_000}, ensure_ascii=False).encode()

    assert len(raw) > lines.PLAIN_LIMIT
    assert parse(raw, raw.decode())["html"].startswith("<p>文字")
