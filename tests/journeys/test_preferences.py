"""Readers who need larger type or harder contrast."""
import pytest
from playwright.sync_api import expect

from .conftest import ADDRESSES, ends, go, sideways, small_targets

pytestmark = pytest.mark.browser


def colour(page, selector: str, what: str = "color") -> str:
    return page.locator(selector).first.evaluate(f"e => getComputedStyle(e)['{what}']")


def test_an_elder_turns_large_type_on_once_and_keeps_it(page, check_axe):
    page.goto("/guide/")
    page.get_by_role("button", name="长辈版").click()

    expect(page).to_have_url(ends("/guide/"))
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    check_axe(page)

    page.goto("/")
    expect(page.locator(".elder-ways a")).to_have_count(4)
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    check_axe(page)

    page.get_by_role("button", name="回到普通版").click()
    expect(page.locator(".tasks")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_large_type_has_large_targets_and_never_scrolls_sideways(open_page, site, width):
    page = open_page(width)
    page.context.add_cookies([{"name": "elder", "value": "1", "url": site}])

    for address in ADDRESSES:
        go(page, address)
        assert sideways(page) == [], address
        assert small_targets(page, 60) == [], address


def test_targets_are_large_enough_for_a_finger(phone):
    for address in ADDRESSES:
        go(phone, address)
        assert small_targets(phone, 44) == [], address


def test_no_type_is_smaller_than_fourteen(page):
    for address in ADDRESSES:
        go(page, address)
        small = page.evaluate("""() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
            && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
            && parseFloat(getComputedStyle(e).fontSize) < 14).map(e => e.tagName + '.' + e.className)""")
        assert small == [], address


def test_high_contrast_is_black_on_white_and_passes_axe_everywhere(page, check_axe):
    page.goto("/")
    page.get_by_role("button", name="高对比").click()

    expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    assert colour(page, "body") == "rgb(0, 0, 0)"
    assert colour(page, ".site-foot", "background-color") == "rgb(255, 255, 255)"
    for address in ADDRESSES:
        go(page, address)
        check_axe(page)


def test_both_can_be_on_at_once_and_off_again(page):
    page.goto("/guide/")
    page.get_by_role("button", name="高对比").click()
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("html[data-elder][data-contrast=high]")).to_have_count(1)

    page.get_by_role("button", name="高对比").click()
    page.get_by_role("button", name="长辈版").click()
    expect(page.locator("html:not([data-elder], [data-contrast])")).to_have_count(1)
    assert page.context.cookies() == []


VOICE = """
  window.spoken = [];
  window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", { value: {
    speak: (said) => window.spoken.push(said.text), cancel: () => window.spoken.push("STOP") } });
"""


def test_an_elder_has_the_facts_read_aloud_and_can_stop_it(page, check_axe):
    page.add_init_script(VOICE)
    go(page, "notice")
    expect(page.get_by_role("button", name="朗读要点")).to_be_hidden()

    page.get_by_role("button", name="长辈版").first.click()
    page.get_by_role("button", name="朗读要点").click()

    said = page.evaluate("window.spoken")
    assert said[0].startswith("示例市第三人民医院数字化 X 射线")
    assert any("预算金额，6,800,000.00 元" in line for line in said)
    check_axe(page)
    page.get_by_role("button", name="停止朗读").click()
    assert page.evaluate("window.spoken")[-1] == "STOP"
    expect(page.get_by_role("button", name="朗读要点")).to_be_visible()
