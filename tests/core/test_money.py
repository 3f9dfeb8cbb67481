"""Money: exact, bounded, and the same in digits and in 大写."""
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.core import money
from tests.core import make_money_words

AMOUNTS = st.decimals(min_value=-money.LIMIT, max_value=money.LIMIT, places=2)


@pytest.mark.parametrize(("given_value", "expected"), [
    ("6,800,000.00", "6800000.00"), ("0", "0.00"), (" 12.5 ", "12.50"), (7, "7.00"), (Decimal("1E+3"), "1000.00"),
    ("-3.10", "-3.10"), ("1000000000000", "1000000000000.00"), ("2.5000", "2.50"), ("-0", "0.00"),
])
def test_an_amount_has_exactly_two_decimals(given_value, expected):
    assert str(money.yuan(given_value)) == expected


@pytest.mark.parametrize(("value", "code"), [
    (1.5, "money.not_exact"), (True, "money.not_exact"), (None, "money.not_exact"), ("1.234", "money.decimals"),
    (Decimal("0.001"), "money.decimals"), ("1000000000000.01", "money.too_large"), ("", "money.not_a_number"),
    ("12,34", "money.not_a_number"), ("1e5", "money.not_a_number"), ("１２", "money.not_a_number"),
    (Decimal("NaN"), "money.not_a_number"), (Decimal("Infinity"), "money.not_a_number"), ("九元", "money.not_a_number"),
    (-(10 ** 13), "money.too_large"), (Decimal("1E+400"), "money.too_large"),
])
def test_what_is_no_amount_is_refused_with_its_code(value, code):
    with pytest.raises(money.MoneyError) as refused:
        money.yuan(value)

    assert refused.value.code == code
    assert refused.value.sentence.endswith("。")


def test_an_amount_is_shown_with_thousands_separators():
    assert money.show(Decimal("6800000")) == "6,800,000.00"


@pytest.mark.parametrize(("amount", "words"), [
    ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角"), ("10", "壹拾元整"), ("6800000", "陆佰捌拾万元整"),
    ("1409.50", "壹仟肆佰零玖元伍角"), ("6007.14", "陆仟零柒元壹角肆分"), ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"), ("16409.02", "壹万陆仟肆佰零玖元零贰分"), ("325.04", "叁佰贰拾伍元零肆分"),
    ("100000001", "壹亿零壹元整"), ("100070000", "壹亿零柒万元整"), ("10000.10", "壹万元零壹角"),
    ("1000000000000", "壹万亿元整"), ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ("-20.30", "负贰拾元零叁角"),
])
def test_words_follow_the_banks_rules(amount, words):
    assert money.in_words(Decimal(amount)) == words


@given(AMOUNTS)
def test_words_say_the_amount_they_were_made_of(amount):
    words = money.in_words(amount)

    assert money.from_words(words) == amount
    assert "零零" not in words
    assert not words.endswith("零")


@pytest.mark.parametrize("words", ["人民币壹佰元正", "壹佰圆整"])
def test_other_spellings_of_words_are_understood(words):
    assert money.from_words(words) == 100


@pytest.mark.parametrize("words", ["", "整", "壹", "元", "壹拾壹拾元整", "拾元整", "壹佰元伍",
                                   "壹仟佰元整", "100元整", "壹万亿万元整"])
def test_words_that_say_no_amount_are_refused(words):
    with pytest.raises(money.MoneyError) as refused:
        money.from_words(words)

    assert refused.value.code == "money.words"


def test_the_vectors_shared_with_the_browser_are_fresh():
    assert json.loads(make_money_words.PATH.read_text(encoding="utf-8")) == make_money_words.vectors()
