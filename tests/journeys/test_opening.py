"""An opening in real browsers: a host, two custodians with their key files, bidders, and the public beside them."""
import json
import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from bids.opening import services, tasks
from market.core import clock
from market.custody import keys
from market.parties.models import User
from tests.factories import openings

from .conftest import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


def enter(page, actor):
    """Sign a page in as somebody, without the form."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.base}])
    return page


def key_file(one, number: int, folder: Path) -> Path:
    """What a custodian saved when the keys were made."""
    said = {"format": "custodian-keys/1", "tender": str(one.tender.pk), "seat": number, "keys": [
        {"lot": str(lot.pk), "stage": "opening", "fingerprint": keys.fingerprint(one.pairs[number, lot.pk]),
         "public": keys.b64(keys.public_bytes(one.pairs[number, lot.pk])),
         "private": keys.b64(keys.private_bytes(one.pairs[number, lot.pk]))} for lot in one.lots]}
    path = folder / f"seat-{number}.json"
    path.write_text(json.dumps(said))
    return path


def picture(page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


@pytest.fixture
def people(site, open_page):
    """Open a page for somebody at the session: ``people(actor, width=…)``."""
    def make(actor=None, **how):
        page = open_page(**how)
        page.base = site
        return enter(page, actor) if actor else page
    return make


def test_two_custodians_open_a_session_in_their_own_browsers(people, tmp_path, check_axe):
    one = openings.opening(bidders=4)
    address = one.session.get_absolute_url()
    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        host, first, second = people(one.host), people(one.custodians[1]), people(one.custodians[2])
        bidder, public = people(one.bidders[1].actor), people(width=360, height=740)
        host.goto(address)
        host.get_by_role("button", name="开始签到").click()
        bidder.goto(address)
        bidder.get_by_role("button", name="签到", exact=True).click()
        expect(bidder.get_by_text("只有您自己能看到")).to_be_visible()
        host.get_by_role("button", name="封存并公布清单").click()
        expect(host.get_by_text("共 4 份")).to_be_visible()
        host.get_by_role("button", name="开始解密").click()
        picture(host, "host-decrypting")

        for page, number in ((first, 2), (first, 1), (second, 2)):
            page.goto(address)
            page.get_by_label("密钥文件").set_input_files(key_file(one, number, tmp_path))
            if page is first and number == 2:
                expect(page.get_by_text("这个密钥文件是另一位保管人的")).to_be_visible()
                continue
            expect(page.get_by_text("密钥文件核对无误")).to_be_visible()
            picture(page, f"custodian-{number}")
            page.get_by_role("button", name="交出 1 个标段的密钥").click()
            expect(page.locator(".seat-boxes .is-own").get_by_text("已交出")).to_be_visible()
        public.goto(address)
        bidder.goto(address)
        expect(bidder.get_by_text("待公布").first).to_be_visible()
        picture(bidder, "bidder-decrypting")
        check_axe(bidder)
        for page in (host, first, second, bidder, public):
            page.context.set_offline(True)
        expect(bidder.get_by_text("与服务器的连接中断")).to_be_visible(timeout=15_000)
        tasks.remind()
        for page in (host, first, second, bidder, public):
            page.context.set_offline(False)

        expect(bidder.get_by_text("6,012,500.00")).to_be_visible(timeout=15_000)
        expect(public.get_by_text("投标文件开启完毕。", exact=True)).to_be_visible(timeout=15_000)
        assert "6,012,500.00" not in public.content() and one.bidders[0].party.name not in public.content()
        assert sideways(public) == []
        picture(public, "public-opened-360")
        check_axe(public)

        bidder.reload()
        bidder.get_by_role("textbox", name="提出异议").fill("第 3 份的交货期没有宣读。")
        bidder.get_by_role("button", name="提出异议").click()
        host.goto(address)
        host.get_by_role("button", name="唱标完毕").click()
        host.get_by_role("textbox", name="答复").fill("已补充宣读：合同签订后 60 日。")
        host.get_by_role("button", name="答复", exact=True).click()
        bidder.reload()
        bidder.get_by_role("button", name="确认开标结果").click()
        expect(bidder.get_by_text("您的单位已确认开标结果")).to_be_visible()
        picture(bidder, "bidder-opened")
        phone = people(one.bidders[1].actor, width=360, height=740, has_touch=True, is_mobile=True)
        phone.goto(address)
        assert sideways(phone) == []
        picture(phone, "bidder-opened-360")
        host.reload()
        host.get_by_role("button", name="办理确认").click()
        host.get_by_role("button", name="结束开标并签署记录").click()
        expect(host.get_by_text("开标记录已由平台签名")).to_be_visible()
        picture(host, "host-ended")
        check_axe(host)

    assert {row.amount for row in one.session.staged()} == {
        Decimal(amount) for amount in openings.PRICES[:4]}


def test_a_bidder_opens_its_own_envelope_where_no_two_custodians_can(people, tmp_path):
    one = openings.opening()
    mine = one.bidders[0]
    path = tmp_path / "own.json"
    path.write_text(keys.write_key_file(keys.KeyFile(mine.opens, mine.signs), public=False))
    other = tmp_path / "other.json"
    other.write_text(keys.write_key_file(keys.KeyFile(one.bidders[1].opens, one.bidders[1].signs), public=False))
    with clock.frozen(openings.DUE + timedelta(seconds=30)) as moving:
        one.until("decrypting")
        page = people(mine.actor)
        page.goto(one.session.get_absolute_url())
        page.get_by_text("使用自己的密钥解密").click()
        page.locator("#own-key-file").set_input_files(other)
        expect(page.get_by_text("没有打开任何内容")).to_be_visible()
        page.locator("#own-key-file").set_input_files(path)
        expect(page.get_by_text("密钥与您的 1 份投标文件相符")).to_be_visible()
        page.get_by_role("button", name="用这个密钥解密").click()
        expect(page.get_by_text("已交出这几份投标文件的解密密钥")).to_be_visible()
        tasks.remind()
        assert one.session.staged().count() == 1 and one.session.status == "decrypting"
        moving.move(timedelta(minutes=30))
        services.close_window(one.session, actor=one.host)
        tasks.remind()

    assert one.session.status == "opened"
    assert sorted(row.fault for row in one.session.staged()) == ["", "keys.missing", "keys.missing"]


def test_the_course_can_be_followed_without_scripts(people):
    one = openings.opening()
    with clock.frozen(openings.DUE + timedelta(seconds=30)):
        page = people(one.host, javascript=False)
        page.goto(one.session.get_absolute_url())
        page.get_by_role("button", name="开始签到").click()
        page.get_by_role("button", name="封存并公布清单").click()
        expect(page.get_by_text("共 3 份")).to_be_visible()
