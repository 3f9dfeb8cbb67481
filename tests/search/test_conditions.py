"""Conditions typed among the words."""
from decimal import Decimal

import pytest

from search import conditions

PLACES = {"澄湖区": "32029901"}


@pytest.mark.parametrize(("typed", "low", "high"), [
    ("预算>100万", 1_000_000, None), ("预算 ≥ 1.5 亿元", 150_000_000, None), ("50 万元以下", None, 500_000),
    ("100万以上", 1_000_000, None), ("100-500万元", 1_000_000, 5_000_000), ("100 万—5,000 万", 1_000_000, 50_000_000),
    ("限价不超过300万元", None, 3_000_000), ("预算＞１００万", 1_000_000, None), ("金额<2000元", None, 2000)])
def test_amounts_are_read_in_yuan(typed, low, high):
    found = conditions.read(f"护坡 {typed}")

    assert (found.low, found.high) == (low and Decimal(low), high and Decimal(high))
    assert found.rest == "护坡"


@pytest.mark.parametrize(("typed", "facet", "value"), [
    ("建设工程", "trade", "eng"), ("本周开标", "opens", "week"), ("今日截止", "deadline", "today"),
    ("7日内截止", "deadline", "7d"), ("近3天发布", "published", "3d"), ("专门面向中小企业", "sme", "yes"),
    ("公开招标", "method", "open_tender"), ("中标公告", "kind", "result_notice"), ("变更与澄清", "stage", "change"),
    ("已截止", "deadline", "closed"), ("澄湖区", "region", "32029901")])
def test_a_piece_that_names_a_condition_is_one(typed, facet, value):
    found = conditions.read(f"{typed} 护坡", PLACES)

    assert found.values == {facet: [value]}
    assert found.rest == "护坡"


@pytest.mark.parametrize("typed", [
    "建设工程质量检测", "本项目预算>100万的部分", "公开招标文件", "澄湖区柳溪河", ">100", "2026年", "以下"])
def test_words_that_only_contain_a_condition_stay_words(typed):
    found = conditions.read(typed, PLACES)

    assert not found and found.rest == typed


def test_the_example_of_the_brief_is_all_conditions():
    found = conditions.read("预算>100万 建设工程 本周开标")

    assert found.rest == "" and found.low == 1_000_000
    assert found.values == {"trade": ["eng"], "opens": ["week"]}


def test_an_absurd_amount_stays_text():
    assert conditions.read("预算>99999999亿").rest == "预算>99999999亿"
