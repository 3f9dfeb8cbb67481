"""The file store: the content decides, bad content leaves nothing behind, and what is given out cannot run."""
import asyncio
import hashlib
import io
import os
import time
import zipfile

import pytest
from django.conf import settings
from django.test import RequestFactory

from market.core import files
from market.core.models import StoredFile

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 30


def archive(*names, content=b"<x/>", stored=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", stored) as out:
        for name in names:
            out.writestr(name, content)
    return made.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")
XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
PPTX = archive("[Content_Types].xml", "ppt/presentation.xml")


def stored_paths():
    return [path for path in settings.FILES.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def empty_store(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.mark.parametrize(("name", "content", "media_type"), [
    ("招标文件.pdf", PDF, "application/pdf"), ("图.png", PNG, "image/png"), ("照片.JPG", JPEG, "image/jpeg"),
    ("照片.jpeg", JPEG, "image/jpeg"),
    ("评分表.xlsx", XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("文件.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("讲解.pptx", PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("清单.csv", "序号,名称\n1,道路\n".encode("gb18030"), "text/csv; charset=utf-8"),
    ("说明.txt", "说明\n".encode(), "text/plain; charset=utf-8"),
])
def test_a_document_is_kept_with_its_real_type(name, content, media_type):
    stored = files.keep(io.BytesIO(content), name=name)

    assert (stored.media_type, stored.name, stored.size) == (media_type, name, len(content))
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    with files.open(stored) as kept:
        assert kept.read() == content


def test_bytes_lie_under_their_hash_readable_and_unwritable():
    stored = files.keep(PDF, name="a.pdf")

    path = settings.FILES / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    assert stored_paths() == [path]
    assert path.stat().st_mode & 0o777 == 0o440


def test_the_same_bytes_are_stored_once_under_two_names():
    one, two = files.keep(PDF, name="a.pdf"), files.keep(PDF, name="b.pdf")

    assert one.pk != two.pk
    assert len(stored_paths()) == 1


@pytest.mark.parametrize(("name", "content", "code"), [
    ("a.txt", b"", "file.empty"),
    ("a.exe", b"MZ\x90\0\x03\0\0\0" + b"\0" * 100, "file.type"),
    ("a.pdf", b"MZ\x90\0\x03\0\0\0" + b"\0" * 100, "file.type"),
    ("a.txt", b"\x7fELF\x02\x01\x01" + b"\0" * 100, "file.type"),
    ("a.txt", b"<!DOCTYPE html><script>alert(1)</script>", "file.type"),
    ("a.txt", b"\xef\xbb\xbf  <html><body>", "file.type"),
    ("a.csv", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "file.type"),
    ("a.svg", b"<?xml version='1.0'?><svg/>", "file.type"),
    ("a.txt", b"abc\0def", "file.type"),
    ("a.txt", b"\xff\xfe\xff\xff", "file.type"),
    ("a.zip", archive("a.txt"), "file.type"),
    ("a.docx", archive("a.txt"), "file.type"),
    ("a.png", PDF, "file.name_mismatch"),
    ("a.pdf", PNG, "file.name_mismatch"),
    ("a.docx", XLSX, "file.name_mismatch"),
    ("a.pdf.html", PDF, "file.name_mismatch"),
    ("a", PDF, "file.name_mismatch"),
    ("a.docx", DOCX[:-30], "file.broken"),
    ("a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file.macros"),
    ("a.docx", archive("[Content_Types].xml", "word/document.xml", content=b"\0" * 3_000_000), "file.bomb"),
    ("a.xlsx", archive("[Content_Types].xml", *(f"xl/{number}" for number in range(5001))), "file.bomb"),
    ("...", PDF, "file.name"),
    ("\u202e\x00", PDF, "file.name"),
])
def test_a_bad_file_is_refused_and_leaves_nothing_behind(name, content, code):
    with pytest.raises(files.FileRefused) as refused:
        files.keep(content, name=name)

    assert refused.value.code == code
    assert refused.value.sentence.endswith("。")
    assert stored_paths() == []
    assert not StoredFile.objects.exists()


def test_a_large_file_is_refused_before_it_is_all_received():
    class Endless:
        given = 0

        def read(self, size):
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(files.FileRefused) as refused:
        files.keep(endless, name="a.txt", limits=files.Limits(kinds=files.DOCUMENTS.kinds, size=files.MEGABYTE))

    assert refused.value.code == "file.too_large"
    assert endless.given <= files.MEGABYTE + 2 * files.CHUNK
    assert stored_paths() == []


def test_a_place_for_pictures_takes_no_documents():
    with pytest.raises(files.FileRefused) as refused:
        files.keep(PDF, name="a.pdf", limits=files.IMAGES)

    assert "PDF" in refused.value.sentence
    assert "png、jpg、jpeg" in refused.value.sentence


@pytest.mark.parametrize(("name", "clean"), [
    ("../../etc/密码.pdf", "密码.pdf"), ("C:\\temp\\标书.pdf", "标书.pdf"), ("exe\u202efdp.pdf", "exefdp.pdf"),
    ("a\r\nX: y.pdf", "aX: y.pdf"), ("长" * 300 + ".pdf", "长" * 110 + ".pdf"),
])
def test_a_name_is_made_safe_to_save_under(name, clean):
    assert files.keep(PDF, name=name).name == clean


def test_a_file_is_given_out_as_an_attachment_that_cannot_run():
    stored = files.keep(PDF, name="招标文件 \"甲\".pdf")

    answer = files.response(stored)

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8B%9B")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["ETag"] == f'"{stored.sha256}"'
    assert answer["Content-Length"] == str(len(PDF))


def test_a_browser_that_has_the_file_is_told_so():
    stored = files.keep(PDF, name="a.pdf")

    def ask(tag):
        return files.response(stored, RequestFactory().get("/", headers={"If-None-Match": tag})).status_code

    assert ask(f'"{stored.sha256}"') == 304
    assert ask(f'"other", "{stored.sha256}"') == 304
    assert ask('"other"') == 200


def test_an_asynchronous_server_streams_it_in_pieces(monkeypatch):
    monkeypatch.setattr(files, "CHUNK", 8)
    answer = files.response(files.keep(PDF, name="a.pdf"))

    async def collect():
        return [piece async for piece in answer]
    pieces = asyncio.run(collect())

    assert b"".join(pieces) == PDF
    assert len(pieces) > 3


def test_parts_left_by_a_crash_are_swept():
    files.keep(PDF, name="a.pdf")
    parts = settings.FILES / "parts"
    for name, age in (("old", 90000), ("young", 60)):
        (parts / name).write_bytes(b"half")
        os.utime(parts / name, (time.time() - age,) * 2)

    assert files.sweep_parts() == 1
    assert [path.name for path in parts.iterdir()] == ["young"]
