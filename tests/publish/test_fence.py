"""Foreign files are read and typeset in a child that can be broken without harm."""
import io
import subprocess
import tracemalloc
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
import pytest
from django.conf import settings

from market.core import fence, file_texts, files
from publish import filetext
from publish.models import FileText

pytestmark = [pytest.mark.django_db, pytest.mark.typeset]


def pdf_bomb(size: int) -> bytes:
    """A small PDF whose page unpacks to ``size`` bytes of drawing."""
    stream = zlib.compress(b"0 0 m 1 1 l S\n" * (size // 14), 9)
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pikepdf.Stream(pdf, stream, Filter=pikepdf.Name.FlateDecode)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def workbook(rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def document(*paragraphs) -> bytes:
    made = docx.Document()
    for paragraph in paragraphs:
        made.add_paragraph(paragraph)
    table = made.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "浆砌块石护坡", "4260"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("content", "name", "phrase"), [
    (workbook([["清单编码", "数量"], ["浆砌块石护坡", 4260]]), "工程量清单.xlsx", "浆砌块石护坡\t4260"),
    (document("投标人须知"), "招标文件.docx", "浆砌块石护坡\t4260"),
    ("防洪堤加固\r\n第二行".encode("gb18030"), "说明.txt", "防洪堤加固\n第二行"),
])
def test_the_text_of_a_file_is_read(content, name, phrase):
    text = filetext.read(files.keep(content, name=name))

    assert text.state == FileText.State.READ and phrase in "\n".join(text.pages)


def test_one_content_is_read_once_whoever_attached_it():
    first = filetext.read(files.keep("甲乙丙".encode(), name="一.txt"))
    second = filetext.read(files.keep("甲乙丙".encode(), name="二.txt"))

    assert first.pk == second.pk and FileText.objects.count() == 1


def test_a_pdf_bomb_ends_its_reader_and_nothing_else():
    text = filetext.read(files.keep(pdf_bomb(400_000_000), name="炸弹.pdf"))

    assert text.state == FileText.State.REFUSED and text.refusal.endswith("。")


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (file_texts.UNPACKED + 1))

    with pytest.raises(fence.FenceBroken):
        fence.run("market.core.file_texts", str(path), file_texts.XLSX)


def test_a_picture_has_no_text_and_says_so():
    png = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
                        "6060600000000500017a5eab3f0000000049454e44ae426082")

    text = filetext.read(files.keep(png, name="图.png"))

    assert text.refusal == "此格式不提供文本预览；请下载后查看。"


def typeset(html: str) -> bytes:
    return fence.run("market.core.typesetting", str(settings.STATICFILES_DIRS[0]), given=html.encode(), memory=3 << 30)


def listing(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def test_the_typesetter_fetches_no_file_no_host_and_no_attachment(tmp_path, live_probe):
    secret = tmp_path / "secret.css"
    secret.write_text("body::before { content: 'SECRET-WORDS' }")
    html = f"""<html><head><title>t</title>
      <link rel=stylesheet href="file://{secret}"><link rel=attachment href="file://{secret}">
      <link rel=stylesheet href="{live_probe.url}/a.css"><link rel=stylesheet href="static:../../settings/base.py">
      <link rel=stylesheet href="static:market/../../core/clock.py"></head>
      <body><p>公告<a rel=attachment href="file://{secret}">附</a></p><img src="{live_probe.url}/b.png">
      <img src="file://{secret}"><object data="{live_probe.url}/c"></object>
      <p style="background:url({live_probe.url}/d.png)">底</p></body></html>"""

    made = typeset(html)

    pdf = listing(made)
    assert not pdf.attachments
    assert b"SECRET" not in subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True).stdout
    assert live_probe.asked == []


def test_the_pdf_is_an_archive_pdf_with_the_named_face_inside():
    made = typeset('<html lang="zh"><head><title>公告</title>'
                   '<link rel=stylesheet href="static:market/css/paper.css"></head>'
                   "<body><p>示例市第三人民医院</p></body></html>")

    pdf = listing(made)
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3U"
    fonts = pdf.pages[0].Resources.Font
    names = [str(font.BaseFont) for font in fonts.values()]
    embedded = ["/FontFile3" in font.DescendantFonts[0].FontDescriptor for font in fonts.values()]
    assert names and all("Noto-Serif-CJK-SC" in name for name in names) and all(embedded)


def test_a_child_that_eats_memory_is_stopped():
    with pytest.raises(fence.FenceBroken):
        fence.run("market.core.file_texts", "/dev/zero", "text/plain", memory=300 << 20, seconds=5)


def test_a_child_that_writes_without_end_fills_no_memory_of_ours():
    tracemalloc.start()
    try:
        with pytest.raises(fence.FenceBroken):
            fence.run("tests.publish.flood", "200", output=1 << 20)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20 << 20
