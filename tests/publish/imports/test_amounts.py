"""Money and rates as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.imports.amounts import read_amount, read_price, stated, unit_of

FULL = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("60\n万元", "", "600000.00"),
        ("1,200,000.00元", "", "1200000.00"),
        ("103.000000万元", "", "1030000.00"),
        ("￥６９６．５０ 元（大写：人民币陆佰玖拾陆元伍角）", "", "696.50"),
        ("报价：999200（元）", "", "999200.00"),
        ("23.5 万元（人民币）", "", "235000.00"),
        ("100,000元 人民币", "", "100000.00"),
        ("9330166.85000000", "元", "9330166.85"),
        ("284.5022", "万元", "2845022.00"),
        ("1.5亿元", "", "150000000.00"),
        ("投标总报价：123000.50元（其中建安费：1元）", "", "123000.50"),
        ("本项目预算金额为 480000.0 元，其中：B 馆 200000.0元", "", "480000.00"),
        ("1799255.53", "元/%", "1799255.53"),
    ],
)
def test_an_amount_is_read_in_yuan_whatever_its_unit(text, unit, yuan):
    assert read_amount(text, unit) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("286.6元/工日", ""),
        ("513360.00元每年", ""),
        ("162.98（元/公顷）", ""),
        ("96 元/延米", "元"),
        ("建安工程费：37350383.10元、设计费：106000.00元", ""),
        ("设计费224.7万元，施工费下浮率3.5%", ""),
        ("1799255.53", ""),
        ("12,5元", ""),
        ("1.2.3元", ""),
        ("未提供", "元"),
        ("投标报价(元/%)", "元/%"),
        ("/", "元"),
        ("98.5", "元/%"),
        ("1", "元"),
        ("0元 人民币", ""),
        ("2000000000000元", ""),
        ("不超过480万元", ""),
        ("", "元"),
    ],
)
def test_what_is_not_plainly_one_amount_is_none(text, unit):
    assert read_amount(text, unit) is None


@pytest.mark.parametrize(
    ("text", "unit", "share"),
    [
        ("98.00%", "元/%", "0.98"),
        ("64.3", "%", "0.643"),
        ("价格系数0.97", "", "0.97"),
        ("价格系数：98.92%", "", "0.9892"),
        ("73.00%（价格系数）", "", "0.73"),
        ("９７．５％", "", "0.975"),
        ("取费系数为95.00%", "", "0.95"),
        ("下浮率2%", "", None),
        ("下浮率4.50%", "", None),
        ("勘察设计费下浮比例为4%", "", None),
        ("120%", "", None),
    ],
)
def test_a_rate_stays_a_rate_and_never_becomes_money(text, unit, share):
    price = read_price(text, unit)

    assert price.is_rate and price.amount is None
    assert price.share == (Decimal(share) if share else None)
    assert price.text.startswith(text)


@pytest.mark.parametrize(("text", "unit"), [("0元 人民币", ""), ("2000000000000元", ""), ("1", "元"), ("98.5", "元/%")])
def test_an_absurd_figure_is_kept_as_words_with_a_reason(text, unit):
    price = read_price(text, unit)

    assert price.amount is None and price.text == text
    assert price.doubt.endswith("。") and text in price.doubt


def test_a_label_names_its_unit_in_either_brackets():
    assert [
        unit_of(label) for label in ("中标价(元)", "成交价（万元）", "投标报价(元/%)", "中标价(%)", "中标价(报价承诺)")
    ] == ["元", "万元", "元/%", "%", ""]


def test_a_reference_to_another_paper_states_nothing():
    assert not any(stated(words) for words in ("/", "—", "未提供", " 无 ", "详见招标文件", ""))
    assert stated("详见附件一第三条")


@given(
    cents=st.integers(1000, 10**13),
    unit=st.sampled_from(["元", "万元", "亿元"]),
    commas=st.booleans(),
    full=st.booleans(),
    sign=st.sampled_from(["", "¥", "￥", "人民币"]),
    gap=st.sampled_from(["", " ", "\n", "\u3000"]),
    tail=st.sampled_from(["", "整", "（人民币）", "。", "（含税）"]),
)
def test_any_amount_written_out_is_read_back_exactly(cents, unit, commas, full, sign, gap, tail):
    yuan = Decimal(cents) / 100
    shown = yuan / {"元": 1, "万元": 10_000, "亿元": 100_000_000}[unit]
    number = f"{shown:,f}" if commas else f"{shown:f}"

    text = f"{sign}{number.translate(FULL) if full else number}{gap}{unit}{tail}"

    assert read_amount(text) == yuan


@given(
    number=st.decimals(0, 100, places=2),
    word=st.sampled_from(["", "价格系数", "折扣率：", "费率", "下浮率", "报价费率"]),
    sign=st.sampled_from(["%", "％", " %"]),
)
def test_no_percentage_is_ever_money(number, word, sign):
    assert read_price(f"{word}{number}{sign}", "元").amount is None


@given(st.text(max_size=60), st.sampled_from(["", "元", "万元", "%", "元/%"]))
def test_no_words_break_the_reader(words, unit):
    price = read_price(words, unit)

    assert price.amount is None or 0 < price.amount <= Decimal(10) ** 12
