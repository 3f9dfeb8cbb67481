"""The second release in real browsers and the qualification review after it: host, custodians, reviewers, a bidder."""
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from bids.evaluation.qualification import reading
from bids.models import Bid
from bids.opening import tasks
from market.core import clock
from market.custody import keys
from market.parties.models import User
from tests.bids.evaluation import reviews

from .conftest import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES")


def key_file(one, number: int, folder: Path) -> Path:
    """What a custodian saved when the keys were made: those of both stages."""
    pairs = [("opening", one.pairs), ("review", one.review_pairs)]
    said = {"format": "custodian-keys/1", "tender": str(one.tender.pk), "seat": number, "keys": [
        {"lot": str(lot.pk), "stage": stage, "fingerprint": keys.fingerprint(held[number, lot.pk]),
         "public": keys.b64(keys.public_bytes(held[number, lot.pk])),
         "private": keys.b64(keys.private_bytes(held[number, lot.pk]))} for lot in one.lots for stage, held in pairs]}
    path = folder / f"seat-{number}.json"
    path.write_text(json.dumps(said))
    return path


def picture(page, name: str) -> None:
    """Pictures at both widths, where asked for; nothing may stick out sideways on a telephone."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-1280.png", full_page=True)
    size = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    assert sideways(page) == []
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-360.png", full_page=True)
    page.set_viewport_size(size)


@pytest.fixture
def people(site, open_page):
    """Open a page for somebody: ``people(actor)``."""
    def make(actor=None):
        page = open_page(width=1280, height=900)
        if actor:
            client = Client()
            client.force_login(User.objects.get(pk=actor.user))
            page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        return page
    return make


def test_two_custodians_release_what_is_reviewed_and_two_people_review_it(people, tmp_path, check_axe):
    one = reviews.begin(until="waiting")
    room, grid = one.opening.review.get_absolute_url(), reading.url(one.lot)
    with clock.frozen(reviews.AFTER + timedelta(minutes=20)):
        host, recorder, approver = people(one.opening.host), people(one.recorder), people(one.approver)
        recorder.goto(grid)
        expect(recorder.get_by_text("还不能审查")).to_be_visible()
        picture(recorder, "grid-sealed")
        host.goto(room)
        host.get_by_role("button", name="开始开启评审文件").click()
        expect(host.get_by_text("等待两位保管人交出密钥")).to_be_visible()
        for number in (1, 2):
            page = people(one.opening.custodians[number])
            page.goto(room)
            page.get_by_label("密钥文件").set_input_files(key_file(one.opening, number, tmp_path))
            expect(page.get_by_text("密钥文件核对无误")).to_be_visible()
            picture(page, f"custodian-{number}")
            page.get_by_role("button", name="交出 1 个标段的密钥").click()
            expect(page.locator(".seat-boxes .is-own").get_by_text("已交出")).to_be_visible()
        tasks.remind()
        expect(host.get_by_text("评审文件已同时开启")).to_be_visible(timeout=15_000)
        host.get_by_role("button", name="结束并签署记录").click()
        expect(host.get_by_text("评审文件开启记录已由平台签名")).to_be_visible()
        picture(host, "host-ended")
        check_axe(host)

        for number, bidder in enumerate(one.opening.bidders):
            recorder.goto(grid)
            recorder.get_by_role("link", name=bidder.party.name).click()
            for choice in recorder.get_by_role("radio", name="合格", exact=True).all():
                choice.check()
            if number == 0:
                first = recorder.locator(".review-item").first
                first.get_by_role("radio", name="不合格").check()
                first.get_by_label("不合格的理由").fill(reviews.REASON)
            recorder.get_by_role("button", name="保存").click()
            expect(recorder.get_by_text("已保存")).to_be_visible()
        picture(recorder, "bid-saved")
        check_axe(recorder)
        recorder.get_by_role("link", name="文本预览").first.click()
        expect(recorder.get_by_text("qualification 机密内容")).to_be_visible()
        picture(recorder, "file-text")
        recorder.goto(grid)
        picture(recorder, "grid-recorded")
        recorder.get_by_role("button", name="提交复核").click()
        expect(recorder.get_by_text("等待复核")).to_be_visible()

        approver.goto(grid)
        approver.get_by_role("radio", name="确认，资格审查结束").check()
        picture(approver, "grid-confirming")
        approver.get_by_role("button", name="作出复核结论").click()
        expect(approver.get_by_text("依法不得评标")).to_be_visible()
        picture(approver, "grid-too-few")
        check_axe(approver)
        approver.goto(reading.tender_url(one.opening.tender.pk))
        picture(approver, "tab")
        bidder, public = people(one.opening.bidders[0].actor), people()
        bidder.goto(reverse("bids:result", args=[one.opening.tender.pk]))
        expect(bidder.get_by_text(reviews.REASON)).to_be_visible()
        picture(bidder, "bidder-result")
        check_axe(bidder)
        public.goto(room)
        assert one.opening.bidders[0].party.name not in public.content()
        picture(public, "public-room")

    assert Bid.objects.filter(lot=one.lot).standing().count() == 2
