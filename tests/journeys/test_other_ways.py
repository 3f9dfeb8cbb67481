"""The same without a pointer, and without scripts: an opening for host, custodian and public; the bidder's wizard."""
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bids import services as bidding
from bids.opening import tasks
from market.core import clock
from tests.bids import keyring
from tests.factories import openings, tenders

from .drivers import keyboard
from .test_bids import sign_in
from .test_opening import enter, key_file

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(site, open_page):
    """Open a page for somebody at the session."""
    def make(actor=None, **how):
        page = open_page(**how)
        page.base = site
        return enter(page, actor) if actor else page
    return make


def pdf(name: str) -> dict:
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 " + name.encode()}


def test_a_host_and_two_custodians_open_by_keyboard_alone(people, tmp_path):
    one = openings.opening()
    address = one.session.get_absolute_url()
    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        host = people(one.host)
        host.goto(address)
        for name in ("开始签到", "封存并公布清单", "开始解密"):
            keyboard.press(host, name)
        for number in (1, 2):
            keeper = people(one.custodians[number])
            keeper.goto(address)
            keyboard.choose(keeper, keeper.get_by_label("密钥文件"), key_file(one, number, tmp_path))
            expect(keeper.get_by_text("密钥文件核对无误")).to_be_visible()
            keyboard.press(keeper, "交出 1 个标段的密钥")
            expect(keeper.locator(".seat-boxes .is-own").get_by_text("已交出")).to_be_visible()
        tasks.remind()
        host.reload()
        expect(host.get_by_text("5,986,000.00")).to_be_visible()
        for name in ("唱标完毕", "办理确认", "结束开标并签署记录"):
            keyboard.press(host, name)
        expect(host.get_by_text("开标记录已由平台签名")).to_be_visible()

    assert one.session.status == "ended"


def test_a_bid_is_sealed_and_handed_in_by_keyboard_alone(page, site, tmp_path):
    tender = tenders.published()
    me = keyring.bidder()
    sign_in(page, site, me.user)
    key = tmp_path / "key.json"
    key.write_text(me.file, encoding="utf-8")
    page.goto(f"/desk/bids/{tender.pk}/")
    keyboard.tick(page, "确认参与本项目")
    keyboard.press(page, "确认参与")
    keyboard.press(page, "下一步：文件卷", "link")
    for volume in ("qualification", "business", "technical"):
        keyboard.choose(page, page.locator(f"#files-{volume}"), pdf(volume))
    expect(page.get_by_text("1 个文件")).to_have_count(3)
    keyboard.press(page, "下一步：报价", "link")
    keyboard.type_in(page, "投标报价（元）", "456789.50")
    keyboard.pick(page, "本单位属于", "小型企业")
    keyboard.type_in(page, "核心产品的品牌", "海山")
    keyboard.pick(page, "本国产品", "全部按本国产品")
    for label, words in (("交货期", "30 日"), ("投标有效期", "90")):
        keyboard.type_in(page, label, words)
    keyboard.press(page, "下一步：加密")
    keyboard.choose(page, page.locator("#key-file"), key)
    expect(page.get_by_text("密钥文件已校验")).to_be_visible()
    keyboard.press(page, "加密并上传")
    expect(page.get_by_text("文件已上传，尚未递交。未递交视为未投标。请到下一步")).to_be_visible()
    keyboard.press(page, "下一步：核对", "link")
    keyboard.tick(page, "我已核对")
    keyboard.press(page, "递交投标文件")
    expect(page.locator(".stamp")).to_have_text("已递交")

    assert bidding.my_bid(tender.lots.get(), me.actor).status == "submitted"


@pytest.mark.smoke
def test_an_opening_is_hosted_and_watched_without_scripts(people):
    one = openings.opening()
    address = one.session.get_absolute_url()
    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        host, bidder = people(one.host, javascript=False), people(one.bidders[0].actor, javascript=False)
        public = people(javascript=False)
        host.goto(address)
        host.get_by_role("button", name="开始签到").click()
        bidder.goto(address)
        bidder.get_by_role("button", name="签到", exact=True).click()
        host.get_by_role("button", name="封存并公布清单").click()
        host.get_by_role("button", name="开始解密").click()
        keeper = people(one.custodians[1], javascript=False)
        keeper.goto(address)
        assert "需要开启 JavaScript" in keeper.locator(".custody-release").inner_text()
        for number in (1, 2):
            one.release(number)
        tasks.remind()
        bidder.reload()
        expect(bidder.get_by_text("5,986,000.00")).to_be_visible()
        bidder.get_by_role("textbox", name="提出异议").fill("第 3 份的交货期没有宣读。")
        bidder.get_by_role("button", name="提出异议").click()
        host.reload()
        host.get_by_role("button", name="唱标完毕").click()
        host.get_by_role("textbox", name="答复").fill("已补充宣读。")
        host.get_by_role("button", name="答复", exact=True).click()
        bidder.reload()
        expect(bidder.locator(".answer").get_by_text("已补充宣读。")).to_be_visible()
        bidder.get_by_role("button", name="确认开标结果").click()
        host.get_by_role("button", name="办理确认").click()
        host.get_by_role("button", name="结束开标并签署记录").click()
        expect(host.get_by_text("开标记录已由平台签名")).to_be_visible()
        public.goto(address)
        expect(public.get_by_text("开标已经结束。")).to_be_visible()

    assert "5,986,000.00" not in public.content() and one.bidders[0].party.name not in public.content()
