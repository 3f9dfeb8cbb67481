"""The archive: everything is in it, it verifies, and whatever was changed is named."""
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from market.contracts import services
from market.core import clock, files, packs
from market.custody import receipts
from market.redress.models import Enquiry, Query
from tests.factories import contracts, people

from .refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def archived(deal):
    contract = deal.settled()
    assert refused(services.archive, contract, actor=deal.buyer) == ["archive.missing"]
    services.make_up(contract, actor=deal.buyer)
    return services.archive(contract, actor=deal.buyer)


def pack(contract) -> bytes:
    archive = contract.archive
    with files.open(archive.manifest) as listed:
        return b"".join(packs.stream(listed.read(), beside={
            packs.RECEIPT: receipts.file_of(archive.receipt).encode()}))


def test_the_archive_holds_everything_is_kept_fifteen_years_and_verifies(archived, deal, tmp_path):
    file = tmp_path / "pack.zip"
    file.write_bytes(pack(archived))

    call_command("verify_archive", file)

    assert deal.at().status == "archived" and archived.archive.keep_until == date(2041, 12, 14)
    names = zipfile.ZipFile(file).namelist()
    assert len(names) == archived.archive.files + 2 == len(set(names))
    for part in ("10-tender/tender.json", "10-tender/log.json", "20-bids/rows/bid.json", "20-bids/rows/award.json",
                 "30-notices/01-contract_notice/1/notice.json", f"40-contract/{archived.number}/signatures.json",
                 f"40-contract/{archived.number}/acceptance/1.json"):
        assert part in names, part
    logged = json.loads(zipfile.ZipFile(file).read("10-tender/log.json"))["lot"]
    assert [row["step"] for row in logged] == ["sign_contract", "publish_contract", "file_contract",
        "start_performance",
                                               "accept", "settle"]
    assert pack(archived) == file.read_bytes()


def test_another_retention_is_another_last_day(db, matters):
    deal = contracts.deal(rules={"retention": 20})
    made = services.make_up(deal.settled(), actor=deal.buyer)

    assert made.keep_until == date(2046, 12, 14)


def test_a_flipped_byte_is_named_and_so_is_what_lacks_or_was_added(archived, tmp_path, capsys):
    whole, wanted = pack(archived), f"40-contract/{archived.number}/text.json"
    at = whole.index("政府采购合同".encode(), zipfile.ZipFile(io.BytesIO(whole)).getinfo(wanted).header_offset)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])

    with pytest.raises(CommandError) as found:
        call_command("verify_archive", bad)
    assert wanted in str(found.value) and "1 处" in str(found.value)

    mended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(mended, "w") as new:
        for name in old.namelist():
            if name != wanted:
                new.writestr(name, old.read(name))
        new.writestr("extra.txt", "x")
    assert {(fault.path, fault.code) for fault in packs.verify(mended)[2]} == {
        (wanted, "archive.missing"), ("extra.txt", "archive.unlisted")}


def test_a_list_changed_after_its_signature_is_noticed(archived, tmp_path):
    with zipfile.ZipFile(io.BytesIO(pack(archived))) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    entries[packs.MANIFEST] = entries[packs.MANIFEST].replace(b'"made_at":"2026', b'"made_at":"2027')
    file = tmp_path / "pack.zip"
    with zipfile.ZipFile(file, "w") as new:
        for name, content in entries.items():
            new.writestr(name, content)

    with pytest.raises(CommandError, match="签名之后被改动"):
        call_command("verify_archive", file)


def test_what_is_no_pack_is_said_to_be_none(tmp_path):
    file = tmp_path / "x.zip"
    file.write_bytes(b"nothing")

    with pytest.raises(CommandError, match="不是归档资料包"):
        call_command("verify_archive", file)


def test_queries_are_filed_and_enquiries_without_who_asked(deal):
    asker = people.organisation("示例质疑供应商有限公司", "supplier")
    common = {"tender": deal.lot.tender, "lot": deal.lot, "party": asker}
    Enquiry.objects.create(number="XW-1", text="何时签订合同？", asked_at=clock.now(), answer_text="本月。",
                           answered_at=clock.now(), **common)
    Query.objects.create(number="ZY-1", subject="result", filed_at=clock.now(), received_at=clock.now(), **common)

    made = services.make_up(deal.settled(), actor=deal.buyer)

    with zipfile.ZipFile(io.BytesIO(pack(made.contract))) as opened:
        assert "50-redress/queries/ZY-1.json" in opened.namelist()
        enquiries = opened.read("50-redress/enquiries.json").decode()
    assert "何时签订合同？" in enquiries and str(asker.pk) not in enquiries
