"""/verify/ and receipts: by number, by file, by keys; nothing told of what is still sealed."""
import json
import re
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from market.core import clock, tags
from market.custody import receipts, signers
from market.custody.models import Receipt
from market.portal import offline
from tests.bids.ground import browser
from tests.factories import people
from tests.factories.city import load_city

pytestmark = pytest.mark.django_db
LOT = uuid.UUID("0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11")
CONTENT = {"project": "数字化 X 射线摄影系统采购", "code": "SLZC-2026-0012/1", "title": "第一包", "number": 2,
           "received_at": "2026-11-24T14:29:59.871+08:00", "bids_due_at": "2026-11-24T14:30:00.000+08:00",
           "volumes": [{"volume": "price", "label": "开标一览表", "stage": "opening", "version": 2, "size": 6000,
                        "sha256": "ab" * 32}]}


@pytest.fixture(autouse=True)
def city():
    load_city()


def issued(party=None) -> Receipt:
    tag = tags.owner_tag(LOT, party.pk) if party else "f" * 64
    return receipts.issue(Receipt.Kind.SUBMITTED, subject=LOT, tag=tag, content=CONTENT)


def shown(client, query: str) -> str:
    """The page without what differs from one request to the next."""
    page = client.get("/verify/", {"q": query}).content.decode()
    return re.sub(r'<input type="hidden"[^>]*>', "", page.replace(query, "Q"))


def test_a_sealed_number_is_answered_like_an_unknown_one(client):
    """To strangers, officials and other bidders alike, byte for byte."""
    receipt, unknown = issued(people.organisation("投标人", "supplier")), "ABCDE-FGHJK-LMNPQ-RSTUV"
    askers = [client, *(browser(people.person(people.organisation(role, role), "handler", "host", "custodian"))
                        for role in ("supplier", "centre", "supervisor", "purchaser", "operator"))]

    with clock.frozen(clock.now()):
        for asker in askers:
            assert shown(asker, receipt.number) == shown(asker, unknown)
            assert "没有找到这个编号" in shown(asker, receipt.number)


def test_the_holder_finds_the_receipt_and_nobody_caches_it():
    party = people.organisation("投标人", "supplier")
    receipt = issued(party)

    answer = browser(people.person(party, "handler")).get("/verify/", {"q": receipt.number.lower()})

    assert "ab" * 8 in answer.content.decode() and "第 2 版" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_after_the_opening_anybody_finds_it(client):
    receipt = issued()
    receipts.publish(LOT, at=clock.now() - timedelta(seconds=1))

    assert "本平台签发的回执" in client.get("/verify/", {"q": receipt.number}).content.decode()


def post(client, text: str):
    return client.post("/verify/", {"receipt": SimpleUploadedFile("receipt.json", text.encode())})


def test_a_receipt_is_checked_without_script_and_kept_nowhere(client):
    receipt = issued()

    answer = post(client, receipts.file_of(receipt))

    assert answer.status_code == 200 and "签名成立" in answer.content.decode()
    assert receipt.number in answer.content.decode() and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("text", ["", "{}", "x" * 300_000, "\0\0", '{"receipt":{},"signature":""}'])
def test_what_is_no_receipt_is_refused_with_a_sentence(client, text):
    answer = post(client, text)

    assert answer.status_code == 422 and "不是本平台的回执文件" in answer.content.decode()
    assert client.post("/verify/").status_code == 422


def test_an_altered_receipt_is_called_forged(client):
    given = json.loads(receipts.file_of(issued()))
    given["receipt"]["content"]["received_at"] = "2026-11-24T14:29:58.000+08:00"

    answer = post(client, json.dumps(given))

    assert answer.status_code == 422 and "签名不成立" in answer.content.decode()


def test_the_keys_are_published_with_their_validity_and_check_receipts(client, tmp_path):
    with clock.frozen("2026-11-24T09:00") as at:
        old = issued()
        at.move(timedelta(days=1))
        signers.rotate()
        new = issued()
        said = client.get("/verify/keys.json").json()

    assert [(key["id"], bool(key["until"])) for key in said["keys"]] == [(old.key_id, True), (new.key_id, False)]
    assert set(said["scripts"]) >= {"envelope.js", "upload.js"}
    (tmp_path / "keys.json").write_text(json.dumps(said))
    for receipt in (old, new):
        (tmp_path / "receipt.json").write_text(receipts.file_of(receipt))
        out = StringIO()
        call_command("verify_receipt", str(tmp_path / "receipt.json"), "--keys", str(tmp_path / "keys.json"),
                     stdout=out)
        assert receipt.number in out.getvalue()
    (tmp_path / "receipt.json").write_text(receipts.file_of(new).replace("第一包", "第二包"))
    with pytest.raises(CommandError, match="forged"):
        call_command("verify_receipt", str(tmp_path / "receipt.json"))


def test_keys_whose_ids_lie_are_not_taken(client):
    issued()
    said = client.get("/verify/keys.json").json()
    said["keys"][0]["id"] = "0" * 64

    for text in (json.dumps(said), "{}", "[]", "null"):
        with pytest.raises(receipts.CustodyRefused, match="keys_malformed"):
            receipts.read_keys(text)


def test_the_offline_page_holds_the_keys_and_fetches_nothing(client):
    receipt = issued()
    answer = client.get("/verify/offline/")
    text = answer.content.decode()

    assert answer["Content-Disposition"] == 'attachment; filename="receipt.html"'
    assert receipt.key_id in text and "default-src 'none'" in text and "connect-src" not in text
    assert not re.search(r"\bimport\b[^;]*;", re.sub(r"//.*", "", text.split('type="module">')[1]))
    assert offline.receipt_page().content == answer.content
