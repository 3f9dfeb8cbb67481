"""The worked cases E1, E2, E3 and E6 of the rulebook, to the cent and to the name."""
from dataclasses import replace
from decimal import Decimal

import pytest

from bids.ranking import Incomplete, rank
from bids.ranking.values import Tie

from . import cases

D = Decimal


def table(outcome, *columns: str) -> list[tuple]:
    return [tuple(getattr(row, name) for name in columns) for row in outcome.rows]


def test_e1_goods_by_comprehensive_scoring():
    outcome = rank(cases.e1())

    assert (outcome.failed, outcome.open) == ("", ())
    assert table(outcome, "bid", "p_eval", "others_mean", "price_points", "total", "rank", "candidate") == [
        ("b", D("1920000.00"), D("60.00"), D("26.16"), D("86.16"), 1, 1),
        ("a", D("1674000.00"), D("53.00"), D("30.00"), D("83.00"), 2, 2),
        ("c", D("1745000.00"), D("50.00"), D("28.78"), D("78.78"), 3, 3)]


def test_e2_the_lowest_evaluated_price_is_rounded_before_it_is_compared():
    outcome = rank(cases.e2())

    assert table(outcome, "bid", "p_eval", "rank") == [
        ("a", D("833000.00"), 1), ("b", D("846000.00"), 2), ("c", D("846000.00"), 2), ("d", D("860000.00"), 4)]
    assert outcome.open == (Tie("rank", ("b", "c")),)
    assert all(row.total is None and row.price_points is None for row in outcome.rows)


def test_e2_after_a_draw_the_parallel_ones_follow_it():
    outcome = rank(cases.drawn(cases.e2(), "c", "b"))

    assert table(outcome, "bid", "rank") == [("a", 1), ("c", 2), ("b", 3), ("d", 4)]
    assert outcome.open == ()


def test_e3_the_denominator_is_the_evaluated_price():
    outcome = rank(cases.e3())

    assert table(outcome, "bid", "p_eval", "price_points", "others_mean", "total", "rank") == [
        ("c", D("403200.00"), D("14.29"), D("77.00"), D("91.29"), 1),
        ("b", D("395000.00"), D("14.58"), D("76.67"), D("91.25"), 2),
        ("a", D("384000.00"), D("15.00"), D("74.33"), D("89.33"), 3)]


def test_e6_one_brand_domestic_products_and_a_price_too_low():
    outcome = rank(cases.e6())

    assert table(outcome, "bid", "p_eval", "price_points", "total", "rank", "candidate", "out") == [
        ("a", D("720000.00"), D("38.22"), D("90.72"), 1, 1, ""),
        ("d", D("688000.00"), D("40.00"), D("89.00"), 2, 2, ""),
        ("c", D("1000000.00"), D("27.52"), D("84.52"), 3, 3, ""),
        ("b", D("704000.00"), D("39.09"), D("89.19"), None, None, "same_brand"),
        ("e", None, None, None, None, None, "low_price")]


def test_e6_is_not_ranked_before_the_low_price_was_looked_into():
    with pytest.raises(Incomplete) as refused:
        rank(replace(cases.e6(), low_price=()))

    assert refused.value.code == "low_price.undecided" and "投标 e" in refused.value.sentence


def test_e6_with_the_explanation_accepted_that_bid_sets_the_base():
    outcome = rank(cases.e6(accepted=True))

    assert outcome.row("e").price_points == D("40.00") and outcome.row("d").price_points == D("20.00")
