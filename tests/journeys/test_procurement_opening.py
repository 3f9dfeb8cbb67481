"""政府采购·公开招标 from the first draft to the signed record, each person in a browser of their own."""
import hashlib
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from bids.models import OpeningSession
from bids.opening import tasks
from market.core import clock, due, outbox, subscribers
from market.core.secrets import kept_bytes
from market.custody.shapes import canonical
from market.parties.models import User
from tenders.models import Tender
from tests.factories import people, tenders

from .drivers import bidder, clerk, custodian, host
from .drivers.person import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUESTIONS = {"第 12 页的屏幕尺寸是否含边框？": "不含边框。", "安装地点有几处？": "共 3 处，见附件。"}
OBJECTION, ANSWER = "第 2 份的交货期没有宣读。", "已补充宣读：合同签订后 30 日。"
NAMES = ("示例启明教育装备有限公司", "示例澄湖电子有限公司", "示例北岸科技有限公司", "示例迟到商贸有限公司")
PRICES = ("379000.00", "382500.50", "375000.00")


@pytest.fixture
def somebody(open_page, site, check_axe):
    """``somebody()``: a person before a fresh browser context; all share the kinds of page looked at."""
    seen = set()
    return lambda **how: Person(open_page(**how), site, check_axe, seen)


@pytest.fixture
def moving():
    with clock.frozen("2026-11-24T10:00") as frozen:
        yield frozen


@pytest.fixture(autouse=True)
def payment_key(settings):
    kept_bytes(settings.VAR / "keys", "payments.key", 32)


def fresh(tender) -> Tender:
    return Tender.objects.get(pk=tender.pk)


def clockwork() -> None:
    """What the other processes do meanwhile: due rows are taken, events numbered and heard."""
    due.forget_refusals()
    due.take_due()
    outbox.sequence()
    subscribers.drain()


def user(actor) -> User:
    return User.objects.get(pk=actor.user)


def published(somebody, cast, folder) -> tuple[Tender, Person, dict]:
    """Drafted, planned, keys deposited, reviewed, published: the tender, the clerk, the custodians with their files."""
    one = somebody().sign_in(user(cast.handler))
    tender = clerk.draft(one, "32029901")
    clerk.plan(one)
    clerk.name_custodians(one, cast.custodians)
    keepers = {}
    for number, keeper in cast.custodians.items():
        who = somebody().sign_in(keeper)
        keepers[number] = who, custodian.deposit(who, tender, folder, number)
    clerk.step(one, tender, "file_plan", "备案采购实施计划")
    clerk.ask_review(one, tender)
    clerk.approve(somebody().sign_in(user(cast.approver)), tender)
    clerk.step(one, tender, "publish_notice", "发布公告和招标文件")
    one.sees("发布回执")
    one.look("tender-receipt")
    clockwork()
    return fresh(tender), one, keepers


def notice_appears(public: Person) -> str:
    """On the public site: in the list, and as a page; its address."""
    public.go("/notices/")
    public.page.get_by_role("link", name=clerk.TITLE).first.click()
    expect(public.page.get_by_role("heading", level=1)).to_contain_text(clerk.TITLE)
    public.look("notice")
    return public.page.url


def entrant(somebody, name: str, folder) -> bidder.Bidder:
    party = people.organisation(name, "supplier")
    who = people.person(party, "admin", "handler", "signer", name="许望舒")
    return bidder.Bidder(somebody(refused="/submit/").sign_in(who), who, party, folder)


def talked(a, b, c, d, notice: str, clerk_: Person, tender: Tender) -> Tender:
    """Two ask, the clerk answers in a clarification, everybody reads it and confirms."""
    for one, question in zip((a, b), QUESTIONS, strict=True):
        one.join(notice, tender)
        one.ask(tender, question)
    clerk.clarify(clerk_, tender, QUESTIONS)
    for one in (a, b):
        one.read_changes(tender, (*QUESTIONS, *QUESTIONS.values()))
    for one in (c, d):
        one.join(notice, tender)
    return fresh(tender)


def handed_in(a, b, c, d, tender: Tender) -> None:
    """Paid, rehearsed, sealed and handed in: one replaces, one takes back and returns, one waits too long."""
    lot, other = tender.lots.order_by("number")
    for number, one in enumerate((a, b, c, d)):
        one.make_key()
        if one is not d:
            one.pay(lot, f"YH{number}")
    a.rehearse()
    a.seal(tender, lot, "389999.99")
    a.submit(tender, lot)
    a.seal(tender, lot, PRICES[0], files=False)
    assert a.submit(tender, lot)["receipt"]["content"]["number"] == 2
    b.seal(tender, lot, PRICES[1])
    b.submit(tender, lot)
    b.withdraw()
    b.submit(tender, lot)
    c.seal(tender, lot, PRICES[2])
    c.submit(tender, lot)
    c.seal(tender, other, "190000.00")
    c.submit(tender, other)
    d.seal(tender, lot, "370000.00")
    d.person.go(f"/desk/bids/{tender.pk}/confirm/?lot=1")


def opened(somebody, cast, tender: Tender, keepers: dict, bidders, folder) -> dict:
    """The opening, with everybody present; what the signed record says."""
    session = OpeningSession.objects.get(tender=tender)
    address = session.get_absolute_url()
    chair, public = somebody().sign_in(user(cast.handler)), somebody().go(address)
    chair.go(address).look("session-waiting")
    chair.press("开始签到")
    for one in bidders:
        one.person.go(address).press("签到")
        one.person.look("session-signed-in")
    host.until_decrypting(chair, address, 4)
    for number in (1, 2):
        custodian.release(keepers[number][0], address, keepers[number][1])
    for one in bidders:
        one.person.go(address)
        assert not any(f"{float(price):,.2f}" in one.person.page.content() for price in PRICES)
    tasks.remind()
    for one in bidders:
        for price in PRICES:
            expect(one.person.page.get_by_text(f"{float(price):,.2f}").first).to_be_visible(timeout=15_000)
    expect(public.page.get_by_text("投标文件开启完毕。", exact=True)).to_be_visible(timeout=15_000)
    public.look("session-public")
    assert not any(name in public.page.content() for name in NAMES)
    first = bidders[0].person.go(address)
    first.page.get_by_role("textbox", name="提出异议").fill(OBJECTION)
    first.press("提出异议")
    first.look("session-bidder")
    host.answer(chair, address, OBJECTION, ANSWER)
    first.go(address).press("确认开标结果")
    first.sees("您的单位已确认开标结果")
    host.sign_record(chair, address)
    return record_of(chair, folder)


def record_of(person: Person, folder) -> dict:
    with person.page.expect_download() as saved:
        person.page.get_by_role("link", name="下载记录（JSON）").click()
    path = folder / "record.json"
    saved.value.save_as(path)
    call_command("verify_receipt", str(path))
    return json.loads(path.read_text(encoding="utf-8"))["receipt"]["content"]


def receipts_hold_offline(one: Person, receipts: list, folder) -> None:
    """Each verifies by the command, and on the page from a disk with the network off."""
    call_command("receipt_page", str(folder / "check.html"))
    one.page.context.set_offline(True)
    one.page.goto((folder / "check.html").as_uri())
    for path in receipts:
        call_command("verify_receipt", str(path))
        one.page.get_by_label("回执文件（JSON）").set_input_files(path)
        one.sees("签名成立：回执由本平台签发，内容没有改动。")
        expect(one.page.get_by_text(json.loads(path.read_text())["receipt"]["number"]).first).to_be_visible()
    one.look("receipt-offline")


def test_a_procedure_runs_from_draft_to_a_record_that_says_what_was_sealed(somebody, moving, tmp_path):
    cast = tenders.cast()
    tender, clerk_, keepers = published(somebody, cast, tmp_path)
    notice = notice_appears(somebody())
    moving.move(timedelta(days=1))
    a, b, c, d = (entrant(somebody, name, tmp_path) for name in NAMES)
    tender = talked(a, b, c, d, notice, clerk_, tender)
    handed_in(a, b, c, d, tender)

    moving.at = tender.bids_due_at
    assert d.late()["receipt"]["kind"] == "late"
    moving.move(timedelta(seconds=30))
    clockwork()
    record = opened(somebody, cast, fresh(tender), keepers, (a, b, c), tmp_path)

    first, second = record["lots"]
    assert {canonical(bid["sheet"]).decode() for bid in first["bids"]} == {one.sheets[1] for one in (a, b, c)}
    assert all(bid["sheet_sha256"] == hashlib.sha256(canonical(bid["sheet"])).hexdigest() for bid in first["bids"])
    assert sorted(bid["amount"] for bid in first["bids"]) == sorted(PRICES)
    assert [bid["opened"] for bid in second["bids"]] == [False]
    assert [(one["text"], one["answer"]) for one in record["objections"]] == [(OBJECTION, ANSWER)]
    receipts_hold_offline(somebody(), [path for one in (a, b, c, d) for path in one.receipts], tmp_path)
