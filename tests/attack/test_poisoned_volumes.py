"""What a hostile bidder seals: prices that are none, lying names, archives that swell. It harms its own bid alone."""
import io
import json
import zipfile
from datetime import timedelta

import pytest

from bids.models import Bid, OpenedBid, OpenedFile
from bids.opening import sheets
from bids.opening.services import unsealing
from market.core import clock, files
from market.custody import shapes
from market.custody.errors import EnvelopeError
from tests.factories import openings
from tests.patience import patience

PLACE = {"tender": "5f1c2b7e-0000-4000-8000-000000000001", "lot": "5f1c2b7e-0000-4000-8000-000000000002"}
GOOD = {"format": sheets.FORMAT, **PLACE, "party": "5f1c2b7e-0000-4000-8000-000000000003", "name": "示例有限公司",
        "code": "", "quote": {"basis": "total", "value": "10.00", "unit": "元"}, "amount": "10.00", "currency": "CNY",
        "declared": openings.DECLARED, "delivery": "", "validity_days": 90, "remarks": "", "salt": openings.SALT}


def canonical(**changes) -> bytes:
    return shapes.canonical(GOOD | changes)


def test_an_honest_sheet_is_read():
    assert str(sheets.read(canonical(), **PLACE).amount) == "10.00"


@pytest.mark.parametrize("amount", [
    "NaN", "sNaN", "Infinity", "-10.00", "+10.00", "1e30", "1E3", "0.00", "00.10", "10", "10.0", "10.000", " 10.00",
    "10.00 ", "10.00\n", "１０.００", "١٠.٠٠", "1٠.00", "१०.००", "𝟏𝟎.00", "10,000.00", "10_0.00", "0x10.00", "",
    "9" * 4000 + ".00", 10, 10**30, None, True, ["10.00"], {"CNY": "10.00", "USD": "1.00"}])
def test_a_price_that_is_none_is_a_fault_of_its_sheet(amount):
    with patience(5), pytest.raises(sheets.SheetFault, match="malformed"):
        sheets.read(canonical(amount=amount), **PLACE)


@pytest.mark.parametrize("changes", [
    {"currency": "USD"}, {"currency": ["CNY", "USD"]}, {"amount_usd": "1.00"}, {"party": "示例"}, {"party": 3},
    {"party": GOOD["party"].upper()}, {"party": "{" + GOOD["party"] + "}"}, {"name": "示例\u202e司公"},
    {"name": "示\u200b例"}, {"name": ""},
    {"name": ["示例"]}, {"name": "示" * 201}, {"remarks": "\x00"}, {"delivery": "\x1b[31m"},
    {"validity_days": 10**12}, {"validity_days": 90.5}, {"validity_days": True}, {"salt": ""}, {"salt": 1},
    {"format": "price-sheet/1"}, {"quote": {"basis": "total", "value": "10.00"}}, {"quote": "10.00"}, {"quote": None},
    {"quote": {"basis": "total", "value": "10.00", "unit": "万元"}}, {"quote": {"basis": "sum", "value": "10.00",
                                                                      "unit": "元"}},
    {"quote": {"basis": ["total"], "value": "10.00", "unit": "元"}},
    {"quote": {"basis": "total", "value": "9.00", "unit": "元"}},
    {"quote": {"basis": "rate", "value": "100.00", "unit": "%"}, "amount": None},
    {"quote": {"basis": "rate", "value": "1e1", "unit": "%"}, "amount": None}, {"declared": None}, {"declared": {}},
    *({"declared": openings.DECLARED | lie} for lie in (
        {"size": "tiny"}, {"size": None}, {"size": ["small"]}, {"small_share": "1.01"}, {"small_share": 0.3},
        {"small_share": "30%"}, {"small_share": "-0.30"}, {"brand": "示‮"}, {"brand": None}, {"brand": "牌" * 101},
        {"domestic_part": "10.01"}, {"domestic_part": "0.00"}, {"domestic_part": "NaN"}, {"domestic_part": 5},
        {"points": "100"}))])
def test_a_sheet_with_a_trick_in_it_is_a_fault(changes):
    with pytest.raises(sheets.SheetFault, match="malformed"):
        sheets.read(canonical(**changes), **PLACE)


@pytest.mark.parametrize("raw", [
    b"", b"null", b"[]", b'"10.00"', b"{}", b"NaN", b"\xff\xfe{}", b"\xef\xbb\xbf" + canonical(),
    canonical().replace(b'"amount":"10.00"', b'"amount":"10.00","amount":"99.00"'),
    canonical().replace(b'"amount":"10.00"', b'"amount":NaN'), canonical() + b"\n", b"[" * 100_000,
    b'{"a":' * 50_000, json.dumps(GOOD).encode(), json.dumps(GOOD | {"remarks": "x" * 5_000_000}).encode(),
    b"9" * 100_000, b'{"amount":"\\ud800"}'], ids=range(17))
def test_bytes_that_are_no_sheet_are_a_fault_and_take_no_time(raw):
    with patience(5), pytest.raises(sheets.SheetFault, match="malformed"):
        sheets.read(raw, **PLACE)


@pytest.mark.parametrize("place", [{"lot": PLACE["tender"]}, {"tender": PLACE["lot"]}, {"lot": None}, {"tender": []}])
def test_a_sheet_of_another_place_is_told_apart(place):
    with pytest.raises(sheets.SheetFault, match="elsewhere"):
        sheets.read(canonical(**place), **PLACE)


@pytest.mark.parametrize("names", [
    ["../../etc/passwd"], ["/etc/passwd"], ["..\\..\\x"], ["."], [".."], [""], ["a\x00b"], ["a\nb"], ["a", "a"],
    ["\u202egpj.exe"], ["x" * 256], ["文" * 86], ["C:\\x"], ["\ud800"], [None], [3], ["a"] * 201, []])
def test_no_volume_holds_a_name_that_leads_anywhere(names):
    with pytest.raises(EnvelopeError):
        shapes.check_names(names)


def test_a_manifest_of_a_million_files_is_refused_by_its_length_alone():
    entry = '{"name":"%d","sha256":"' + "0" * 64 + '","size":0}'
    raw = ('{"context":"x","files":[' + ",".join(entry % n for n in range(12_000)) + ']}').encode()
    assert len(raw) > shapes.MOST_MANIFEST

    with patience(10), pytest.raises(EnvelopeError, match=r"manifest\.malformed"):
        shapes.read_manifest(raw)


def bomb() -> bytes:
    """An office file that would unpack to two gigabytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/a.xml", b"\0" * 20_000_000)
    return sink.getvalue()


POISON = [("技术标.xlsx", bomb()), ("技术标.docx", bomb()[:2000]), ("技术标.pdf.exe", b"MZ" + bytes(100)),
          ("长" * 80 + "." + "附" * 4, b"text"), (".", b"text"), ("<script>alert(1)</script>.txt", b"<script>alert(1)"),
          ("=cmd|' /C calc'!A0.txt", "技术方案".encode()), ("空.txt", b""), ("￿.txt", b"x"),
          ("表.csv", b"=HYPERLINK(1)")]


@pytest.mark.django_db
def test_files_that_lie_are_refused_one_by_one_and_every_price_is_shown(monkeypatch):
    one = openings.opening(bidders=3)
    bid = one.bidders[1].bids[one.lots[0].pk]
    kept = [poison for poison in POISON if poison[0] not in {".", ".."}]
    monkeypatch.setattr(unsealing, "_find", _with_poison(unsealing._find, bid.pk, kept))

    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        one.until("opened")

    assert Bid.objects.filter(status="opened").count() == 3 and OpenedBid.objects.exclude(amount=None).count() == 3
    told = {row.name: (row.refused, row.file_id is None) for row in OpenedFile.objects.all()}
    assert len(told) == len(kept)
    assert told["技术标.xlsx"] == ("file.bomb", True) and told["空.txt"] == ("file.empty", True)
    assert all(without for name, (refused, without) in told.items() if refused)
    assert told["=cmd|' /C calc'!A0.txt"] == ("", False)


def _with_poison(find, pk, poison):
    """As if a further volume of that bid had been opened beside the price, whose files are these."""
    def found(session, bid, reach, opener):
        if bid.pk != pk:
            return find(session, bid, reach, opener)
        read = unsealing._read

        def reading(session, bid, said, place, reach):
            folder = place / "technical"
            folder.mkdir(parents=True)
            for at, (_, content) in enumerate(poison):
                (folder / str(at)).write_bytes(content)
            listed = [{"name": name, "size": len(content), "sha256": "0" * 64, "at": str(at)}
                      for at, (name, content) in enumerate(poison)]
            price = said["price"]
            also = {"technical": {"files": listed, "signer": price["signer"]}}
            return read(session, bid, said | also, place, reach)

        unsealing._read = reading
        try:
            return find(session, bid, reach, opener)
        finally:
            unsealing._read = read
    return found


@pytest.mark.django_db
def test_a_file_that_breaks_our_reader_breaks_nothing_else(monkeypatch):
    one = openings.opening(bidders=3)
    bid = one.bidders[0].bids[one.lots[0].pk]
    monkeypatch.setattr(unsealing, "_find", _with_poison(unsealing._find, bid.pk, [("标.txt", b"x")]))

    def broken(*_, **__):
        raise RecursionError("a reader that met something new")

    monkeypatch.setattr(files, "keep", broken)
    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        one.until("opened")

    assert OpenedFile.objects.get().refused == "file.broken"
    assert OpenedBid.objects.exclude(amount=None).count() == 3


@pytest.mark.django_db
def test_a_full_disk_is_not_taken_for_a_fault_of_the_bidder(monkeypatch):
    one = openings.opening(bidders=3)
    bid = one.bidders[0].bids[one.lots[0].pk]
    monkeypatch.setattr(unsealing, "_find", _with_poison(unsealing._find, bid.pk, [("标.txt", b"x")]))

    def full(*_, **__):
        raise OSError(28, "no space")

    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        one.until("decrypting")
        for number in (1, 2):
            one.release(number)
        with monkeypatch.context() as patched:
            patched.setattr(files, "keep", full)
            with pytest.raises(OSError, match="no space"):
                unsealing.unseal(one.session.pk)
        assert one.session.status == "decrypting"
        assert unsealing.unseal(one.session.pk)

    assert OpenedFile.objects.get().refused == ""
