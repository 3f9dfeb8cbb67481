"""A letter written in a browser: it saves itself, comes back, and is handed in; every page of redress is sound."""
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from market.core import clock
from market.parties.models import User
from market.redress import services
from market.redress.models import Draft, Query
from tests.factories import people, redress

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
AT = "2026-09-07T09:00:00"
SHOTS = os.environ.get("SHOTS", "")
"""A folder for pictures of every page, where somebody wants to look at them."""


def sign_in(page: Page, actor) -> Page:
    user = User.objects.get(pk=actor.user)
    page.goto("/account/login/")
    page.fill("#id_login", user.username)
    page.fill("#id_password", people.PASSWORD)
    page.get_by_role("button", name=re.compile("登录")).last.click()
    expect(page).not_to_have_url(re.compile("login"))
    return page


def sound(page: Page, name: str, check_axe) -> None:
    """No page wider than its screen, nothing that axe finds; a picture where one is asked for."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
    check_axe(page)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png"), full_page=True)


def test_a_letter_saves_itself_comes_back_and_is_handed_in(open_page):
    with clock.frozen(AT):
        case = redress.case()
        page = sign_in(open_page(), case.supplier)
        page.goto(f"/desk/objections/new/?tender={case.tender.pk}")
        page.get_by_role("button", name="质疑采购文件").click()
        page.get_by_label("联系人").fill("何宁")
        expect(page.locator("[data-market-saved]")).to_contain_text("已自动保存")
        assert Draft.objects.get().said["contact"] == "何宁"

        page.goto("/desk/objections/")
        page.get_by_role("link", name=re.compile("质疑：")).click()
        assert page.get_by_label("联系人").input_value() == "何宁"
        for label, words in (("通讯地址", "示例路 1 号"), ("邮编", "214000"), ("联系电话", "0510-1"),
                             ("质疑事项", "参数不合理。"), ("事实依据", "三款产品不能满足。"),
                             ("法律依据", "条例第二十条"), ("请求", "请修改。")):
            page.get_by_label(label).first.fill(words)
        page.get_by_role("button", name="核对并提交").click()
        page.get_by_role("button", name=re.compile("^提交《")).click()
        expect(page.get_by_text("待答复").first).to_be_visible()
        assert Query.objects.get().status == "filed"


def test_what_was_typed_before_the_script_ran_and_what_the_network_lost_is_saved_too(open_page):
    with clock.frozen(AT):
        case = redress.case()
        page = sign_in(open_page(), case.supplier)
        page.goto(f"/desk/objections/new/?tender={case.tender.pk}")
        page.route(re.compile(r"redress_draft.*\.js"), lambda route: (page.wait_for_timeout(1500), route.continue_()))
        page.get_by_role("button", name="质疑采购文件").click(no_wait_after=True)
        page.get_by_label("联系人").fill("何宁")
        expect(page.locator("[data-market-saved]")).to_contain_text("已自动保存")
        assert Draft.objects.get().said["contact"] == "何宁"

        page.context.set_offline(True)
        page.get_by_label("联系人").fill("何宁宁")
        expect(page.locator("[data-market-saved]")).to_contain_text("网络中断")
        page.context.set_offline(False)
        expect(page.locator("[data-market-saved]")).to_contain_text("已自动保存")
        assert Draft.objects.get().said["contact"] == "何宁宁"


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_of_redress_is_sound(open_page, check_axe, width):
    with clock.frozen(AT):
        case = redress.case()
        draft = case.draft("query")
        enquiry = services.hand_in(case.draft("enquiry", said={"text": "能否分批交货？", "affects": True}),
                                   actor=case.supplier)
        query = case.query()
        late = services.ask_correction(case.query(), what="请补充第 1 项的证明材料。", actor=case.handler)
        complaint, done = case.investigated(), case.decided("upheld", affects=True)
    with clock.frozen("2026-10-20T09:00:00"):
        pages = {
            case.supplier: {"list-own": "/desk/objections/", "new": f"/desk/objections/new/?tender={case.tender.pk}",
                            "new-empty": "/desk/objections/new/", "draft": f"/desk/objections/drafts/{draft.pk}/",
                            "check": f"/desk/objections/drafts/{draft.pk}/check/",
                            "correction": late.get_absolute_url(), "complaint-own": done.get_absolute_url(),
                            "todo-own": "/desk/"},
            case.handler: {"list-house": "/desk/objections/", "enquiry-house": enquiry.get_absolute_url(),
                           "query-house": query.get_absolute_url(), "complaint-house": complaint.get_absolute_url(),
                           "todo-house": "/desk/"},
            case.department: {"cases": "/desk/oversight/cases/", "case": f"/desk/oversight/cases/{complaint.pk}/",
                              "case-decided": f"/desk/oversight/cases/{done.pk}/", "todo-department": "/desk/"},
        }
        for actor, addresses in pages.items():
            page = sign_in(open_page(width=width), actor)
            for name, address in addresses.items():
                page.goto(address)
                sound(page, name, check_axe)
