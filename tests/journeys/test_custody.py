"""Keys, uploads and receipts in a real browser: a custodian makes and proves keys, a bidder's envelope goes up in
pieces over a bad line, a receipt is checked on the site and from a disk."""
import hashlib
import json
import re
from base64 import b64encode
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, expect

from market.core import tags
from market.custody import envelopes, keys, receipts, seats
from market.custody.models import CustodianKey, Envelope, Receipt, Upload
from tests.bids import ground
from tests.factories import people

from .conftest import sideways

pytestmark = pytest.mark.browser
FORM = "a" * 32


def sign_in(page: Page, user) -> None:
    """As if that person had signed in; the cookie of forms is known to the test."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    page.goto("/healthz")
    page.context.add_cookies([{"name": name, "value": value, "url": page.url} for name, value in
                              ((django_settings.SESSION_COOKIE_NAME, cookie), ("csrftoken", FORM))])


def saved(page: Page, button: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=button).click()
    return Path(waiting.value.path()).read_bytes()


def choose(page: Page, label: str, name: str, content: bytes) -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": "application/json", "buffer": content})


def test_a_custodian_makes_saves_proves_and_deposits_keys(page, check_axe):
    place = ground.tender(lots=2, published=False, deposited=False)
    mine = place.hall.seats[1]
    sign_in(page, mine.user)
    page.goto("/desk/custody/")
    page.get_by_role("link", name=re.compile("存放公钥")).click()
    expect(page.get_by_text("还差 4 把公钥")).to_be_visible()
    check_axe(page)
    deposit = page.get_by_role("button", name="存放公钥")

    deposit.dispatch_event("click")
    expect(page.get_by_text("现在还不能存放")).to_be_visible()
    page.get_by_role("button", name="制作密钥").press("Enter")
    expect(page.get_by_text("已制作 4 把密钥。")).to_be_visible()
    content = saved(page, "保存密钥文件")
    file = json.loads(content)
    assert (file["format"], file["tender"], file["seat"]) == ("custodian-keys/1", str(place.tender.pk), 1)
    assert {(one["lot"], one["stage"]) for one in file["keys"]} == {
        (str(lot.pk), stage) for lot in place.lots for stage in ("opening", "review")}
    assert not CustodianKey.objects.exists()

    label = "重新选择刚才保存的文件，证明它存好了"
    for broken, words in ((b"{", "不是保管人的密钥文件"),
                          (content.replace(b'"seat": 1', b'"seat": 2'), "另一位保管人的"),
                          (content.replace(str(place.tender.pk).encode(), b"x"), "另一个项目的")):
        choose(page, label, "k.json", broken)
        expect(page.get_by_text(re.compile(words))).to_be_visible()
        expect(deposit).to_have_attribute("aria-disabled", "true")
    swapped = json.loads(content)
    swapped["keys"][0]["private"] = swapped["keys"][1]["private"]
    choose(page, label, "k.json", json.dumps(swapped).encode())
    expect(page.get_by_text(re.compile("不是一对"))).to_be_visible()
    choose(page, label, "k.json", content)
    expect(page.get_by_text(re.compile("文件里有全部 4 把密钥"))).to_be_visible()

    deposit.click()
    expect(page.get_by_text(re.compile("存放于"))).to_be_visible()
    assert seats.missing(place.tender.pk, place.hall.lots, ["opening", "review"]) == {1: 0, 2: 4, 3: 4}
    assert set(CustodianKey.objects.values_list("fingerprint", flat=True)) == {
        one["fingerprint"] for one in file["keys"]}
    choose(page, "选择您保存的密钥文件", "k.json", content)
    expect(page.get_by_text("文件完好：与存放的 4 把公钥一一对应，开标时可以使用。")).to_be_visible()
    check_axe(page)
    given_out_is_what_is_opened(page, place, file)


def given_out_is_what_is_opened(page: Page, place, file: dict) -> None:
    """Of two lots and two stages, one lot's key of one stage leaves the file; a key that is no pair refuses all."""
    lots = [{"lot": one["lot"], "fingerprint": one["fingerprint"]} for one in file["keys"]
            if one["stage"] == "opening"][:1]
    module = 'const C = await import("/static/market/js/custodian.js");'

    sent = page.evaluate(f'async ([file, lots]) => {{ {module} return C.releaseSecrets(file, lots, "opening"); }}',
                         [file, lots])
    code = page.evaluate(f'async ([file, lots]) => {{ {module} return C.releaseSecrets(file, lots, "opening")'
                         '.catch((error) => error.code); }', [file, [lots[0] | {"fingerprint": "0" * 64}]])

    wanted = next(one for one in file["keys"] if (one["lot"], one["stage"]) == (lots[0]["lot"], "opening"))
    assert sent == {"keys": [[wanted["lot"], wanted["private"]]]} and code == "file.other_keys"


@pytest.mark.parametrize("width", [360])
def test_custodians_pages_fit_a_phone(phone, check_axe, width):
    place = ground.tender(lots=1)
    sign_in(phone, place.hall.seats[2].user)

    for address in ("/desk/custody/", f"/desk/custody/{place.tender.pk}/"):
        phone.goto(address)
        assert sideways(phone) == []
        check_axe(phone)


UPLOAD = """async ([packed, place, slow]) => {
  const { Upload } = await import("/static/market/js/upload.js");
  const blob = new Blob([Uint8Array.from(atob(packed), (mark) => mark.charCodeAt(0))]);
  const heard = [];
  const upload = new Upload({ url: "/desk/bids/uploads/", blob, place, onprogress: (how) => {
    heard.push(how.state);
    if (slow && how.sent > 0 && !window.paused) { window.paused = true; upload.pause(); } } });
  window.again = () => upload.start();
  const kept = await upload.start().catch((error) => ({ code: error.code, message: error.message }));
  return { kept, heard, sent: upload.sent, speed: upload.speed };
}"""


def bidder(place, page: Page):
    party = people.organisation("示例影像设备有限公司", "supplier")
    user = people.person(party, "handler")
    place.taking_part(party)
    sign_in(page, user)
    page.goto("/verify/")
    return party


def sealed_for(place, party, **how) -> tuple[bytes, dict]:
    context = place.hall.context(lot=place.lots[0].pk, bidder=party.pk, volume="technical", stage="review", **how)
    sealed = place.hall.seal(context, [("技术方案.pdf", b"%PDF" + bytes(1_500_000))])
    return sealed, {"lot": context.lot, "stage": context.stage, "volume": context.volume, "version": context.version}


def test_an_envelope_goes_up_in_pieces_over_a_bad_line_with_a_pause(page):
    place = ground.tender()
    party = bidder(place, page)
    sealed, where = sealed_for(place, party)
    broken = []

    def bad_line(route):
        if route.request.method == "PATCH" and len(broken) < 2:
            broken.append(route.request.headers["upload-offset"])
            return route.abort()
        return route.continue_()

    page.route("**/desk/bids/uploads/**", bad_line)
    first = page.evaluate(UPLOAD, [b64encode(sealed).decode(), where, True])
    assert first["kept"] is None and 0 < first["sent"] < len(sealed) and first["speed"] > 0
    assert "retrying" in first["heard"] and first["heard"][-1] == "paused" and len(broken) == 2
    assert Upload.objects.get().offset == first["sent"]

    kept = page.evaluate("() => window.again()")

    row = Envelope.objects.get()
    assert kept == {"id": str(row.pk), "sha256": hashlib.sha256(sealed).hexdigest()}
    assert envelopes.path_of(row).read_bytes() == sealed and not Upload.objects.exists()


def test_a_refusal_reaches_the_bidder_in_words(open_page, browser, site):
    place = ground.tender()
    context = browser.new_context(base_url=site)
    page = context.new_page()
    party = bidder(place, page)
    sealed, where = sealed_for(place, party, version=2)

    said = page.evaluate(UPLOAD, [b64encode(sealed).decode(), where, False])
    context.close()

    assert said["kept"]["code"] == "upload.version" and "第 1 版" in said["kept"]["message"]


def test_a_receipt_is_checked_on_the_site_and_from_a_disk(page, open_page, tmp_path, check_axe):
    place = ground.tender()
    sealed = b"the bytes of an envelope"
    receipt = receipts.issue(Receipt.Kind.SUBMITTED, subject=place.lots[0].pk, tag=tags.owner_tag("x", "y"), content={
        "project": "采购“数字化” X 射线 \u2028 摄影", "number": 1, "volumes": [
            {"volume": "price", "label": "开标一览表", "size": 24, "sha256": hashlib.sha256(sealed).hexdigest()}]})
    good = receipts.file_of(receipt).encode()
    call_command("receipt_page", str(tmp_path / "receipt.html"))
    alone = open_page()

    for tab, address in ((page, "/verify/"), (alone, (tmp_path / "receipt.html").as_uri())):
        sent = []
        tab.goto(address)
        tab.on("request", lambda request, sent=sent: "/static/" in request.url or sent.append(request.url))
        choose(tab, "回执文件（JSON）", "r.json", good)
        expect(tab.get_by_text("签名成立：回执由本平台签发，内容没有改动。")).to_be_visible()
        for content, words in ((sealed, "一个字节也没有改动"), (sealed[:-1], "不是回执里的任何一卷")):
            choose(tab, "信封文件，与回执里的摘要值比对（可不选）", "e", content)
            expect(tab.get_by_text(re.compile(words))).to_be_visible()
        for content, words in ((good.replace(b'"number": 1', b'"number": 2'), "签名不成立"),
                               (b"[]", "不是本平台的回执"),
                               (good.replace(receipt.key_id.encode(), b"0" * 64), "不是本平台公布过的密钥")):
            choose(tab, "回执文件（JSON）", "r.json", content)
            expect(tab.get_by_text(re.compile(words))).to_be_visible()
        assert sent == []
    page.goto("/verify/")
    check_axe(page)


def test_without_script_a_receipt_is_checked_by_the_server(nojs):
    receipt = receipts.issue(Receipt.Kind.LATE, subject=ground.tender().lots[0].pk, tag="f" * 64, content={})
    nojs.goto("/verify/")

    choose(nojs, "回执文件（发送到本平台核对，不保存）", "r.json", receipts.file_of(receipt).encode())
    nojs.get_by_role("button", name="核对签名").click()

    expect(nojs.get_by_text("签名成立。")).to_be_visible()
    assert keys.unb64(receipt.signature, 64)
