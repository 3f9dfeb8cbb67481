"""Small real files for the demo's attachments, written from the lines and rows of the content."""
import html
import io
from functools import lru_cache

import docx
import openpyxl

from market.core import fence

_PAPER = (
    "<style>@page{size:A4;margin:25mm 20mm;@bottom-center{content:counter(page)}}"
    "body{font-family:'Noto Serif CJK SC',serif;font-size:12pt;line-height:1.75}h1{font-size:18pt;text-align:center}"
    "h2{font-size:14pt}p{text-indent:2em;margin:0 0 6pt}</style>"
)


class NotMadeError(Exception):
    """The file could not be made on this machine."""


def pdf(title: str, lines: list[str]) -> bytes:
    """A PDF with embedded fonts. Raises NotMadeError, as where the typesetter's libraries are missing."""
    parts = [f"<h2>{html.escape(line[2:])}</h2>" if line.startswith("# ") else f"<p>{html.escape(line)}</p>"
             for line in lines]
    page = f"<html lang=zh-CN><title>{html.escape(title)}</title>{_PAPER}<h1>{html.escape(title)}</h1>{''.join(parts)}"
    try:
        return fence.run("market.core.typesetting", "market/static", given=page.encode(), memory=3 << 30, seconds=60)
    except fence.FenceBroken as broken:
        raise NotMadeError(str(broken)) from broken


def xlsx(title: str, rows: list[list]) -> bytes:
    """A workbook of one sheet; the first row is its head."""
    book = openpyxl.Workbook()
    book.active.title = title[:31]
    for row in rows:
        book.active.append(row)
    book.active.freeze_panes = "A2"
    return _bytes(book.save)


@lru_cache(maxsize=64)
def word(title: str, lines: tuple[str, ...]) -> bytes:
    """A Word document; lines that begin with ``# `` are headings. One text is one file: a revision that keeps it
    keeps its digest."""
    document = docx.Document()
    document.add_heading(title, level=1)
    for line in lines:
        if line.startswith("# "):
            document.add_heading(line[2:], level=2)
        else:
            document.add_paragraph(line)
    return _bytes(document.save)


def _bytes(save) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()
