"""The seal on a PDF, checked with pyHanko as a reader of PDF checks it: unbroken, whole, from the test authority."""
import io

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from market.custody import pades


@pytest.fixture
def plain() -> bytes:
    """A page with a word on it that a forger may want to change."""
    writer, out = PdfFileWriter(), io.BytesIO()
    words = writer.add_object(generic.StreamObject(stream_data=b"BT (5986000.00) Tj ET"))
    writer.insert_page(PageObject(contents=words, media_box=(0, 0, 595, 842)))
    writer.write(out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """A folder of keys where no seal was made yet."""
    settings.VAR, settings.SEAL_PKCS12 = tmp_path, ""


def checked(pdf: bytes):
    """What pyHanko says of the one signature, trusting the authority that the file itself brings along."""
    found, = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    roots = [one for one in found.other_embedded_certs if one.self_issued]
    return found, validate_pdf_signature(found, ValidationContext(trust_roots=roots))


def test_a_sealed_pdf_is_whole_and_its_seal_leads_to_the_test_authority(plain):
    found, said = checked(pades.seal(plain, reason="开标记录", where="示例市"))

    assert said.bottom_line and said.intact and said.valid and said.trusted
    assert said.coverage.name == "ENTIRE_FILE" and found.field_name == pades.FIELD
    assert found.sig_object["/Reason"] == "开标记录（测试）" and found.sig_object["/Location"] == "示例市"
    assert found.signer_cert.subject.native["common_name"] == pades.TEST


def test_the_seal_breaks_when_one_figure_is_changed(plain):
    _, said = checked(pades.seal(plain, reason="开标记录", where="示例市").replace(b"5986000.00", b"4986000.00"))

    assert not said.intact and not said.bottom_line


def test_without_a_certificate_production_seals_nothing(plain, settings):
    settings.PROFILE = "prod"

    with pytest.raises(pades.NoSeal):
        pades.seal(plain, reason="开标记录", where="示例市")
