"""The parts every page is made of."""
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html

from market.core import clock
from market.core.parts import Fact, ProofCell, RailStep
from market.core.steps import Reason
from market.core.trades import OTHER, TRADES


def draw(source: str, **values):
    """The template rendered, as text and as a tree."""
    text = Template(source).render(Context(values))
    assert "UNDEFINED" not in text
    return text, html.fragment_fromstring(text, create_parent="div")


@pytest.mark.parametrize("source", [
    "{{ value|money }}", "{{ value|moment }}", "{{ value|day }}", "{{ value|moment_short }}", "{{ value|stated }}"])
def test_what_is_missing_is_said_to_be_missing(source):
    assert "公告未载明" in draw(source, value=None)[0]


def test_an_amount_and_its_unit_are_never_parted():
    text, tree = draw("{{ value|money }}", value=Decimal("6800000"))

    assert tree.text_content() == "6,800,000.00 元" and 'class="nowrap"' in text


@pytest.mark.parametrize("trade", [*TRADES, OTHER], ids=lambda trade: trade.key)
def test_a_mark_alone_still_names_the_trade_to_a_screen_reader(trade):
    _, tree = draw("{% kind_tag trade mark_only=True %}", trade=trade)

    assert tree.xpath("//span[@class='sr']/text()") == [trade.label]
    assert tree.xpath("//span[@aria-hidden='true']/text()") == [trade.mark]
    assert f"kind-{trade.colour}" in tree[0].get("class")


@pytest.mark.parametrize("source", [
    "{% status words %}", "{% tag words %}", "{% stamp words %}", "{% note %}{{ words }}{% endnote %}",
    "{{ words|stated }}", "{% empty_state words words %}",
    "{% section_head words words %}", "{% breadcrumb words '' %}",
    "{% facts_box facts %}", "{% refused words reasons %}", "{% stage_rail steps %}"])
def test_words_from_outside_are_never_markup(source):
    words = "<script>alert(1)</script>。"

    text, _ = draw(source, words=words, facts=[Fact(words, words, second=words)], reasons=[Reason("x", words, words)],
                   steps=[RailStep(words, "done", words)])

    assert "<script" not in text and "&lt;script" in text


def test_a_state_is_told_by_a_word_and_an_icon_not_by_colour_alone():
    _, tree = draw('{% status "解密失败" "danger" %}')

    assert tree.text_content() == "解密失败"
    assert tree.xpath("//*[local-name()='use']/@href")[0].endswith("#cross")


def test_the_rail_tells_each_state_in_words_and_marks_the_current_step():
    steps = [RailStep("意向", "done", url="/a/"), RailStep("预审", "skipped"), RailStep("投标", "current"),
             RailStep("开标", "planned"), RailStep("终止", "broken")]

    _, tree = draw("{% stage_rail steps %}", steps=steps)

    assert [item.text_content().split()[0] for item in tree.xpath("//li")] == \
        ["意向（已完成）", "预审（不适用）", "投标（当前）", "开标（未开始）", "终止（中断）"]
    assert [item.get("aria-current") for item in tree.xpath("//li")] == [None, None, "step", None, None]
    assert tree.tag == "div" and tree[0].tag == "ol"


@pytest.mark.parametrize(("left", "mark"), [
    (timedelta(minutes=30, seconds=1), "clock"), (timedelta(minutes=30), "clock is-warn"),
    (timedelta(0), "clock is-past"), (timedelta(days=-1), "clock is-past")])
def test_a_clock_warns_in_the_last_half_hour_and_ends_with_the_moment(left, mark):
    with clock.frozen(clock.now()) as still:
        _, tree = draw("{% clock at %}", at=still.at + left)

    assert tree[0].get("class") == mark
    assert bool(tree.xpath("//@data-market-countdown")) == (left > timedelta(0))


def test_a_clock_without_a_deadline_says_so():
    assert "公告未载明" in draw("{% clock at %}", at=None)[0]


def test_a_proof_strip_breaks_a_digest_only_every_sixteen_characters():
    digest = "1b16b1df538ba12dc3f97edbb85caa7050d46c148134290feba80f8236c83db9"

    text, tree = draw('{% proof_strip cells "/verify/?digest=1" %}', cells=[ProofCell("摘要", digest=digest)])

    assert tree.xpath("//span[@class='hash']")[0].text_content() == digest
    assert text.count("<wbr>") == 4
    assert tree.xpath("//img/@src")[0].startswith("data:image/svg+xml") and tree.xpath("//img/@alt")[0]


def test_a_refused_step_stays_in_reach_and_numbers_its_reasons():
    reasons = [Reason("a", "公示期尚未届满。公示至 11月27日 24:00。", "条例 第五十四条"),
               Reason("b", "有 1 件异议未答复。")]

    _, tree = draw('{% refused "发出中标通知书" reasons %}', reasons=reasons)

    button = tree.xpath("//button")[0]
    assert button.get("aria-disabled") == "true" and button.get("disabled") is None
    assert tree.xpath("//li//strong/text()") == ["公示期尚未届满。", "有 1 件异议未答复。"]
    assert "差 2 项" in tree.text_content() and "条例 第五十四条" in tree.text_content()


def test_pages_keep_every_other_condition_and_the_first_has_no_number():
    request = RequestFactory().get("/notices/?q=护坡&trade=eng&trade=gov&page=3")

    _, tree = draw("{% pagination page %}", request=request, page=Paginator(range(100), 10).get_page(3))

    links = tree.xpath("//a/@href")
    assert "?q=%E6%8A%A4%E5%9D%A1&trade=eng&trade=gov" in links
    assert all("trade=eng&trade=gov" in link for link in links)
    assert tree.xpath("//*[@aria-current='page']")[0].text_content() == "第 3 页，当前页"
    assert "第 21—30 条，共 100 条" in tree.text_content()


class PriceForm(forms.Form):
    price = forms.DecimalField(error_messages={"required": "请填写投标报价。"})


def test_errors_of_a_form_are_listed_and_linked():
    _, tree = draw("{% error_summary form %}", form=PriceForm({}))

    assert tree.xpath("//a/@href") == ["#id_price"] and tree.xpath("//a/text()") == ["请填写投标报价。"]
    assert draw("{% error_summary form %}", form=PriceForm({"price": "1"}))[0] == ""


def test_every_icon_that_is_asked_for_is_in_the_sprite():
    root = Path(settings.BASE_DIR)
    drawn = set(re.findall(r'id="([\w-]+)"', (root / "market/static/market/icons.svg").read_text(encoding="utf-8")))
    asked = {name for path in (root / "templates").rglob("*.html")
             for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))}

    assert asked <= drawn
