"""The paper of a record: what people read on it, and that its seal is whole as pyHanko sees it."""
import io
from datetime import timedelta

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from bids.opening import services
from bids.opening.paper import worded
from bids.opening.services.recording import html
from market.core import clock, files
from tests.factories import city, openings

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def one():
    city.load_city()
    return openings.opening()


def test_moments_and_sums_are_written_as_people_read_them():
    said = worded({"fixed_at": "2026-11-25T10:48:44+08:00", "opened_at": "", "lots": [{"bids": [
        {"amount": "5986000.00", "sheet": {"amount": "5986000.00", "remarks": "见 2026-11-25T10:48:44+08:00"}}]}]})

    assert said["fixed_at"] == "2026年11月25日（周三）10:48:44" and said["opened_at"] == ""
    bid = said["lots"][0]["bids"][0]
    assert bid["amount"] == "5,986,000.00" and bid["in_words"].startswith("人民币伍佰玖拾捌万陆仟元")
    assert bid["sheet"]["remarks"] == "见 2026-11-25T10:48:44+08:00"


@pytest.mark.typeset
def test_the_paper_of_an_ended_session_is_sealed_as_a_whole(one):
    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        session = one.until("ended")
        services.make_pdf(session.pk)
        session.refresh_from_db()

    assert "+08:00" not in html(session, stylesheet="paper.css")
    found, = PdfFileReader(io.BytesIO(files.open(session.record_file).read())).embedded_signatures
    roots = [held for held in found.other_embedded_certs if held.self_issued]
    said = validate_pdf_signature(found, ValidationContext(trust_roots=roots))
    assert said.bottom_line and said.coverage.name == "ENTIRE_FILE"
