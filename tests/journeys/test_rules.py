"""A reader turns a day of publication into lawful days: without JavaScript, and by keyboard alone."""
import pytest
from playwright.sync_api import expect

from market.core import workdays

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def settled_years(site):
    workdays.seed()


def test_a_reader_without_scripts_gets_a_timetable_and_mends_a_deadline(nojs):
    nojs.goto("/guide/")
    nojs.get_by_role("link", name="查规则和期限").click()
    nojs.get_by_label("公告发布日期").fill("2026-03-16")
    nojs.get_by_label("拟定的投标截止日").fill("2026-04-04")
    nojs.get_by_role("button", name="推算日程").click()

    expect(nojs.locator(".note.is-danger")).to_have_count(2)
    expect(nojs.locator(".note.is-ok")).to_contain_text("最早可以定在 2026年4月7日")

    nojs.get_by_label("拟定的投标截止日").fill("2026-04-07")
    nojs.get_by_role("button", name="推算日程").click()

    expect(nojs.locator(".note.is-danger")).to_have_count(0)
    expect(nojs.get_by_role("row", name="签订合同 最迟")).to_contain_text("2026年5月20日")


def test_a_reader_with_a_keyboard_alone_chooses_another_procedure(page, check_axe):
    page.goto("/rules/timetable/?key=procurement.open&published=2026-03-16")
    page.get_by_label("交易方式").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="推算日程").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="政府采购·邀请招标")).to_be_visible()
    check_axe(page)
