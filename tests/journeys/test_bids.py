"""A bidder's way in a real browser: seal, upload, hand in, take back; and the rehearsal."""
import json
import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from bids import services
from bids.models import Bid
from market.custody import envelopes
from market.custody.models import Envelope
from tests.bids import keyring
from tests.core.make_money_words import PATH
from tests.factories import tenders

from .conftest import sideways
from .drivers.bidder import declare

pytestmark = pytest.mark.browser


def sign_in(page: Page, site: str, user) -> None:
    """Let the browser hold the session of a person."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "url": site,
                               "value": client.cookies[settings.SESSION_COOKIE_NAME].value}])


def choose(page: Page, field: str, name: str, content: bytes, kind: str = "application/pdf") -> None:
    expect(page.locator(f"#{field}")).to_be_visible()
    page.locator(f"#{field}").set_input_files({"name": name, "mimeType": kind, "buffer": content})


def test_the_browser_writes_amounts_in_words_as_python_does(page):
    page.goto("/envelope/")

    found = page.evaluate("""async (given) => {
        const { inWords } = await import("/static/market/js/money_words.js");
        return given.map(({ cents }) => inWords(BigInt(cents))); }""", json.loads(PATH.read_text(encoding="utf-8")))

    assert found == [one["words"] for one in json.loads(PATH.read_text(encoding="utf-8"))]


@pytest.mark.smoke
def test_a_bidder_seals_uploads_hands_in_and_takes_back(page, site, check_axe):
    tender = tenders.published()
    lot = tender.lots.get()
    me = keyring.bidder()
    sign_in(page, site, me.user)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if request.method == "POST"
            and "uploads" not in request.url and "speed" not in request.url else None)

    page.goto(f"/desk/bids/{tender.pk}/")
    page.get_by_label("确认参与本项目").check()
    page.get_by_role("button", name="确认参与").click()
    check_axe(page)
    page.get_by_role("link", name="下一步：文件卷").click()
    for key in ("qualification", "business", "technical"):
        choose(page, f"files-{key}", f"{key}.pdf", b"%PDF-1.7 " + key.encode() * 1000)
    expect(page.get_by_text("1 个文件")).to_have_count(3)
    check_axe(page)
    page.get_by_role("link", name="下一步：报价").click()
    page.get_by_label("投标报价（元）").fill("456789.50")
    expect(page.locator("#price-words")).to_have_text("人民币肆拾伍万陆仟柒佰捌拾玖元伍角")
    page.get_by_role("button", name="下一步：加密").click()
    expect(page.locator("[data-market-summary] li")).to_have_count(5)
    check_axe(page)
    declare(page)
    page.get_by_label("交货期").fill("合同签订后 30 日")
    page.get_by_label("投标有效期").fill("90")
    check_axe(page)
    page.get_by_role("button", name="下一步：加密").click()
    choose(page, "key-file", "密钥.json", me.file.encode(), "application/json")
    expect(page.get_by_text("密钥文件已校验")).to_be_visible()
    page.get_by_role("button", name="加密并上传").click()
    expect(page.get_by_text("文件已上传，尚未递交。未递交视为未投标。请到下一步")).to_be_visible()
    check_axe(page)
    page.get_by_role("link", name="下一步：核对").click()
    expect(page.locator(".bid-unsent")).to_be_visible()
    expect(page.get_by_text("456,789.50 元")).to_be_visible()
    check_axe(page)
    page.get_by_label("我已核对").check()
    page.get_by_role("button", name="递交投标文件").click()
    expect(page.locator(".stamp")).to_have_text("已递交")
    expect(page.locator(".bid-unsent")).to_have_count(0)
    check_axe(page)

    bid = services.my_bid(lot, me.actor)
    assert bid.status == "submitted" and Envelope.objects.count() == 4
    assert not any("456789" in said for said in asked)
    kept = Envelope.objects.get(volume="price")
    assert b"456789" not in envelopes.path_of(kept).read_bytes()

    page.get_by_role("link", name="撤回投标").click()
    page.get_by_label("我确认撤回").check()
    page.get_by_role("button", name="撤回投标").click()
    expect(page.locator(".stamp")).to_have_text("已撤回")
    assert Bid.objects.get().status == "withdrawn"


def test_a_rehearsal_opens_what_was_sealed_and_leaves_nothing_behind(page, site, check_axe):
    me = keyring.bidder()
    sign_in(page, site, me.user)
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method not in {"GET", "HEAD"} else None)

    page.goto("/desk/bids/practice/")
    page.get_by_role("link", name="开始演练").click()
    page.get_by_role("link", name="下一步：文件卷").click()
    choose(page, "files-technical", "技术.pdf", b"%PDF-1.7 practice")
    expect(page.get_by_text("1 个文件")).to_be_visible()
    page.get_by_role("link", name="下一步：报价").click()
    page.get_by_label("投标报价（元）").fill("400000")
    expect(page.get_by_text("不到最高限价")).to_be_visible()
    page.get_by_label("再输入一次报价").fill("400000.00")
    declare(page)
    page.get_by_label("交货期").fill("30 日")
    page.get_by_label("投标有效期").fill("90")
    page.get_by_role("button", name="下一步：加密").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="制作演练密钥").click()
    page.locator("#key-file").set_input_files(saved.value.path())
    expect(page.get_by_text("密钥文件已校验")).to_be_visible()
    page.get_by_role("button", name="开始加密").click()
    expect(page.get_by_text("各卷都已封好")).to_be_visible()
    page.get_by_role("link", name="下一步：核对").click()
    expect(page.get_by_text("400,000.00 元").first).to_be_visible()
    page.get_by_role("link", name="递交（演练）").click()
    expect(page.get_by_text("与您封入的一致")).to_have_count(2)
    check_axe(page)

    page.reload()
    expect(page.get_by_text("没有正在进行的演练")).to_be_visible()
    assert not Envelope.objects.exists() and not Bid.objects.exists()
    assert all(url.endswith("/desk/bids/speed/") for url in posted)


@pytest.mark.parametrize("step", ["join", "check", "volumes", "price", "encrypt", "confirm"])
def test_no_step_is_wider_than_a_phone_and_each_says_what_needs_script(phone, open_page, site, check_axe, step):
    tender = tenders.published(lots=2)
    me = keyring.bidder()
    services.confirm_participation(tender, actor=me.actor)
    sign_in(phone, site, me.user)
    plain = open_page(javascript=False)
    sign_in(plain, site, me.user)

    phone.goto(f"/desk/bids/{tender.pk}/{step}/?lot=2")
    check_axe(phone)
    assert sideways(phone) == []

    plain.goto(f"/desk/bids/{tender.pk}/{step}/")
    if step in {"volumes", "price", "encrypt"}:
        expect(plain.get_by_text("这一步需要启用浏览器脚本")).to_be_visible()
    assert plain.locator("[name=amount], [name=price]").count() == 0
    assert re.search("投标", plain.title())
