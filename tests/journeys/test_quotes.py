"""Every way of quoting, in a real browser: what is typed, what it comes to, and that Python reads what was sealed."""
from decimal import Decimal
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from bids.opening.sheets import UNITS, Terms, read
from tenders.rulebooks.procurement import OPEN
from tests.bids import keyring
from tests.factories import openings, schemes, tenders

from .drivers.bidder import declare
from .test_bids import sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("terms, value, declared", [
    (Terms(), "456789.50", {"size": "small", "domestic_part": "456789.50"}),
    (Terms("unit_price"), "8.50", {"size": "micro", "brand": "海山“甲”\\n"}),
    (Terms("rate", "discount", Decimal("999999.99")), "12.50", {"small_share": "0.3000"}),
    (Terms("rate", "discount", Decimal("0.07")), "33.33", {}),
    (Terms("rate", "fee"), "1.25", {"size": "prison"})])
def test_the_sheet_a_browser_seals_is_the_one_that_is_read(page, terms, value, declared):
    desk = {"tender": str(uuid4()), "lot": {"id": str(uuid4())}, "ceiling": str(terms.ceiling or ""),
            "party": {"id": str(uuid4()), "name": "示例海山有限公司", "code": ""},
            "quote": {"basis": terms.basis, "rate_kind": terms.rate_kind, "label": "报价"}}
    page.goto("/")

    raw, fits = page.evaluate("""async ([desk, value, unit, declared]) => {
        const { priceSheet } = await import("/static/market/js/bid_sealing.js");
        const { comesTo, fits } = await import("/static/market/js/bid_quote.js");
        const { cents, plain } = await import("/static/market/js/money_words.js");
        const amount = comesTo(desk, cents(value).value);
        const price = { quote: { basis: desk.quote.basis, value, unit }, declared, delivery: "30 日", validity: 90,
          amount: amount === null ? null : plain(amount), remarks: "" };
        const other = { ...desk, quote: { ...desk.quote, basis: desk.quote.basis === "total" ? "rate" : "total" } };
        const fit = [fits(price, desk), fits(price, other), fits(null, desk)];
        return [await priceSheet(desk, price).blob.text(), fit]; }""",
        [desk, value, UNITS[terms.basis], openings.DECLARED | declared])

    found = read(raw.encode(), tender=desk["tender"], lot=desk["lot"]["id"], terms=terms)
    assert found.value == Decimal(value) and found.said["declared"] == openings.DECLARED | declared
    assert fits == [True, False, False]


def test_a_discount_is_typed_in_percent_and_shown_in_yuan(page, site, check_axe):
    tender = tenders.published(evaluation=schemes.scheme(
        OPEN, basis="rate", rate_kind="discount", sme_deduction=Decimal(0), consortium_deduction=Decimal(0)))
    sign_in(page, site, keyring.bidder().user)
    page.goto(f"/desk/bids/{tender.pk}/")
    page.get_by_label("确认参与本项目").check()
    page.get_by_role("button", name="确认参与").click()

    page.goto(f"/desk/bids/{tender.pk}/price/")
    page.get_by_label("下浮率（%）").fill("60")
    expect(page.locator("#again-hint")).to_contain_text("可能多输了一位")
    page.get_by_label("下浮率（%）").fill("12.505")
    page.get_by_role("button", name="下一步：加密").click()
    expect(page.locator("[data-market-summary]")).to_contain_text("下浮率应为数字，最多两位小数")
    page.get_by_label("下浮率（%）").fill("12.50")
    expect(page.locator("#price-words")).to_have_text("折算 420,000.00 元，人民币肆拾贰万元整")
    declare(page)
    page.get_by_label("本国产品", exact=True).select_option("部分是本国产品")
    page.get_by_label("其中本国产品的报价").fill("420000.01")
    page.get_by_label("交货期").fill("30 日")
    page.get_by_label("投标有效期").fill("90")
    page.get_by_role("button", name="下一步：加密").click()
    expect(page.locator("[data-market-summary] li")).to_have_text(["本国产品的报价应当大于零，且不超过投标报价。"])
    check_axe(page)
    page.get_by_label("其中本国产品的报价").fill("300000")
    page.get_by_role("button", name="下一步：加密").click()
    page.wait_for_url("**/encrypt/**")
    page.goto(f"/desk/bids/{tender.pk}/price/")
    expect(page.get_by_label("其中本国产品的报价")).to_have_value("300000.00")
    expect(page.get_by_label("下浮率（%）")).to_have_value("12.50")
