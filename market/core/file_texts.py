"""Reads the text of one file; runs only as a fenced child: ``python -m market.core.file_texts PATH MEDIA-TYPE``.

Writes a JSON list of strings, one a page or sheet. Imports nothing of Django.
"""
import json
import sys
import zipfile
from pathlib import Path

PAGES = 600
CHARACTERS = 2_000_000
UNPACKED = 200_000_000

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = ("text/plain", "text/csv")
READABLE = {PDF, DOCX, XLSX, *PLAIN}


def pdf(path: str):
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for number in range(min(len(document), PAGES)):
            page = document[number]
            yield page.get_textpage().get_text_bounded()
            page.close()


def _unpacks_small(path: str) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(item.file_size for item in archive.infolist()) > UNPACKED:
            raise ValueError("unpacks too large")


def docx(path: str):
    import docx as library

    _unpacks_small(path)
    document = library.Document(path)
    lines = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            lines += ["\t".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    yield "\n".join(lines)


def xlsx(path: str):
    import openpyxl

    _unpacks_small(path)
    with Path(path).open("rb") as content:
        yield from _sheets(openpyxl.load_workbook(content, read_only=True, data_only=True))


def _sheets(book):
    for sheet in book.worksheets[:PAGES]:
        rows = ("\t".join("" if cell is None else str(cell) for cell in row).rstrip() for row in
                sheet.iter_rows(values_only=True, max_row=20_000, max_col=60))
        yield sheet.title + "\n" + "\n".join(row for row in rows if row)


def plain(path: str):
    content = Path(path).read_bytes()[:CHARACTERS * 4]
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield content.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    raise ValueError("no known encoding")


def main(path: str, media_type: str) -> None:
    reader = {PDF: pdf, DOCX: docx, XLSX: xlsx}.get(media_type, plain)
    pages, left = [], CHARACTERS
    for page in reader(path):
        pages.append(page.replace("\x00", "").replace("\r\n", "\n")[:left])
        left -= len(pages[-1])
        if left <= 0:
            break
    sys.stdout.write(json.dumps(pages, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:3])
