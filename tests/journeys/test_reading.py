"""A member of the public reads: at a desk, on a phone, without JavaScript, by keyboard alone, in print."""
import io
import re
from datetime import datetime, timedelta

import pypdfium2
import pytest
from playwright.sync_api import expect

from market.core import clock
from publish import services
from publish.models import PublicRecord
from tests.factories.city import ACTOR

from .conftest import ADDRESSES, PATIENCE, ends, go, sideways

pytestmark = pytest.mark.browser

SHANGHAI_ISO = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$")
XRAY = "示例市第三人民医院数字化 X 射线摄影系统公开招标公告"


@pytest.mark.smoke
def test_a_reader_finds_a_notice_and_checks_it(page, check_axe):
    page.goto("/")
    expect(page.locator("h1")).to_have_text("查公告、找项目、办交易")
    check_axe(page)

    page.get_by_role("search", name="全站").get_by_role("searchbox").fill("射线摄影")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="X 射线").first.click()

    expect(page.locator("h1")).to_have_text(XRAY)
    expect(page.locator(".facts")).to_contain_text("6,800,000.00 元")
    expect(page.locator(".clock .full time")).to_have_attribute("datetime", SHANGHAI_ISO)
    expect(page.locator(".proof .hash")).to_be_visible()
    check_axe(page)

    page.locator(".proof").get_by_role("link", name="验证").click()
    expect(page).to_have_title(re.compile("验证"))
    check_axe(page)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_passes_axe_at_a_desk(page, check_axe, address):
    go(page, address)

    check_axe(page)
    assert sideways(page) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_passes_axe_on_a_phone_and_never_scrolls_sideways(phone, check_axe, address):
    go(phone, address)

    check_axe(phone)
    assert sideways(phone) == []


@pytest.mark.parametrize("width", [320, 480, 640, 768, 1024])
def test_no_width_scrolls_sideways(open_page, width):
    page = open_page(width)

    for address in ADDRESSES:
        go(page, address)
        assert sideways(page) == [], address


@pytest.mark.smoke
def test_a_reader_on_a_phone_opens_the_menu_and_the_calendar(phone):
    phone.goto("/")
    phone.get_by_text("菜单", exact=True).tap()
    phone.get_by_role("navigation", name="菜单").get_by_role("link", name="今日场次").tap()

    expect(phone).to_have_url(ends("/calendar/"))
    expect(phone.locator(".week-day[aria-current]")).to_have_count(1)
    phone.get_by_role("link", name="下一周").tap()
    expect(phone.locator(".empty, .sessions").first).to_be_visible()


@pytest.mark.smoke
def test_everything_a_reader_needs_works_without_javascript(nojs):
    nojs.goto("/")
    nojs.get_by_role("search", name="全站").get_by_role("searchbox").fill("防洪堤")
    nojs.get_by_role("search", name="全站").get_by_role("button").click()
    expect(nojs.get_by_role("link", name="防洪堤").first).to_be_visible()

    nojs.goto("/notices/")
    nojs.get_by_label("国土资源").check()
    nojs.get_by_role("button", name="应用").click()
    assert "trade=land" in nojs.url
    expect(nojs.get_by_role("link", name="SLD-2026-021")).to_be_visible()

    nojs.get_by_role("link", name="SLD-2026-021").click()
    expect(nojs.locator(".clock .left")).to_contain_text("天")

    nojs.goto("/calendar/")
    nojs.get_by_label("查看日期").fill("2001-01-01")
    nojs.get_by_role("button", name="查看").click()
    expect(nojs.locator("h1")).to_contain_text("2001年1月1日")

    nojs.get_by_role("button", name="长辈版").click()
    expect(nojs.locator("html")).to_have_attribute("data-elder", "")
    expect(nojs).to_have_url(ends("/calendar/?day=2001-01-01"))

    nojs.locator(".region-menu summary").click()
    nojs.get_by_role("link", name="澄湖区").first.click()
    expect(nojs.locator("h1")).to_contain_text("澄湖区")


def focused(page) -> dict:
    return page.evaluate("""() => { const e = document.activeElement, s = getComputedStyle(e);
        return {text: e.textContent.trim(), name: e.name || '', tag: e.tagName, id: e.id,
                outline: s.outlineStyle + ' ' + s.outlineWidth, ring: s.boxShadow}; }""")


def tab_to(page, wanted, most: int = 60) -> dict:
    """Press Tab until the focus is where ``wanted`` says; every stop on the way must be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = focused(page)
        assert here["outline"] == "solid 3px", f"the focus cannot be seen on {here}"
        if wanted(here):
            return here
    raise AssertionError("the keyboard never gets there")


def test_a_reader_with_a_keyboard_alone_finds_and_reads(page):
    page.goto("/")
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "跳到正文"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert focused(page)["id"] == "main"

    tab_to(page, lambda here: here["name"] == "q")
    page.keyboard.type("zyfc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")

    page.goto("/")
    tab_to(page, lambda here: here["text"].startswith("地区"))
    page.keyboard.press("Enter")
    expect(page.locator(".region-menu ul")).to_be_visible()
    tab_to(page, lambda here: here["text"] == "东岭区")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("东岭区")

    page.goto("/notices/")
    tab_to(page, lambda here: "跳过筛选" in here["text"])
    tab_to(page, lambda here: here["name"] == "trade")
    page.keyboard.press("Space")
    page.wait_for_url("**trade=**")
    expect(page.locator("input[name=trade]").first).to_be_focused()

    page.goto("/calendar/")
    tab_to(page, lambda here: "下一周" in here["text"])
    page.keyboard.press("Enter")
    page.wait_for_url("**day=**")


def test_who_goes_back_to_the_list_can_search_again(page):
    page.goto("/notices/")
    page.get_by_label("国土资源").check()
    page.wait_for_url("**trade=land**")
    page.go_back()

    expect(page.locator("#q")).to_be_enabled()


def test_the_clock_is_the_servers_even_when_the_readers_is_a_day_wrong(page, site):
    page.clock.install(time=datetime.now() + timedelta(days=1, hours=3))
    go(page, "notice")

    left = page.locator("[data-market-countdown]")
    expect(page.locator("[data-market-now]")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))
    page.wait_for_function("document.querySelector('[data-market-now]').dateTime.endsWith('Z')")
    assert left.text_content().startswith(("12天23时", "13天0时"))  # the latter in the second it was published
    now = datetime.fromisoformat(page.locator("[data-market-now]").get_attribute("datetime"))
    assert abs(now - clock.now()) < timedelta(seconds=5)


def test_the_last_half_hour_turns_to_warning_and_the_end_is_told(page, site):
    notice = PublicRecord.objects.get(title__contains="X 射线")
    due = (clock.now() + timedelta(seconds=6)).astimezone(clock.SHANGHAI).isoformat()
    services.revise(notice.pk, reason="改为即刻截止。", facts={"bids_due_at": due, "opens_at": due}, actor=ACTOR)

    page.goto(notice.url)

    expect(page.locator(".clock.is-warn")).to_have_count(1)
    expect(page.locator(".clock.is-past .left")).to_have_text("已截止", timeout=PATIENCE)
    expect(page.get_by_role("status")).to_have_text("已截止", timeout=PATIENCE)


def test_nothing_moves_for_a_reader_who_asked_for_stillness(open_page):
    page = open_page(reduced_motion="reduce")
    page.goto("/")

    moving = page.evaluate("""() => [...document.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e);
        return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0; }).length""")
    assert moving == 0


@pytest.mark.parametrize("address", ["/calendar/", "/guide/", "/trade/eng/", "notice"])
def test_a_printed_page_has_its_text_and_no_menus(page, address):
    go(page, address)
    title = page.locator("h1").inner_text().split("\n")[0]

    sheets = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))

    words = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    bare = "".join(words.split())
    assert "".join(title.split())[:10] in bare
    for menu in ("长辈版", "高对比", "交易公告今日场次", "跳到正文", "网上大厅"):
        assert menu not in bare
    width, height = sheets[0].get_size()
    assert (round(width), round(height)) == (595, 842)
