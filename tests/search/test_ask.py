"""Addresses and asks."""
from decimal import Decimal

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from search.ask import FACETS, TEXT_LIMIT, Ask, parse

NAMES = st.sampled_from(["q", "min", "max", "unstated", "sort", "page", "type", *FACETS])
VALUES = st.one_of(
    st.text(max_size=40), st.sampled_from(
        ["gov", "eng", "notice", "none", "yes", "today", "7d", "closed", "0", "1", "3", "100", "0.5", "amount",
         "relevance", "预算>100万 建设工程 护坡", "100-500万元", "预算 预算>1万 >2万", "out:浙江省", "32029901:own",
         "\x00"]))


@given(pairs=st.lists(st.tuples(NAMES, VALUES), max_size=12))
def test_an_address_read_and_written_and_read_is_the_same_ask(pairs):
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)

    ask = parse(query, places={"澄湖区": "32029901"})

    assert parse(QueryDict(ask.query(page=ask.page)), places={"澄湖区": "32029901"}) == ask


def test_conditions_in_the_words_become_part_of_the_address():
    ask = parse(QueryDict("q=预算>100万+建设工程+本周开标+护坡"))

    assert ask == Ask(text="护坡", trade=("eng",), opens=("week",), low=Decimal("1000000.00"))
    assert QueryDict(ask.query()) == QueryDict("q=护坡&trade=eng&opens=week&min=100")
    assert ask.typed.text == "预算>100万 建设工程 本周开标 护坡"


@pytest.mark.parametrize("query", [
    "min=1&unstated=0", "max=0.5&sort=amount", "q=a&sort=published", "type=project&page=4",
    "region=32029901:own&region=none&deadline=3d&opens=week&published=7d&kind=clarification"])
def test_each_part_of_an_address_comes_back_as_it_was(query):
    ask = parse(QueryDict(query))

    assert sorted(QueryDict(ask.query(page=ask.page)).lists()) == sorted(QueryDict(query).lists())


def test_amounts_without_statement_are_kept_unless_unticked():
    assert parse(QueryDict("min=1")).unstated
    assert parse(QueryDict("min=1&unstated=0&unstated=1")).unstated
    assert not parse(QueryDict("min=1&unstated=0")).unstated
    assert parse(QueryDict("unstated=0")).unstated, "without an amount the box means nothing"


@pytest.mark.parametrize("query", [
    "min=abc", "max=-5", "min=1e400", "min=99999999999999", "trade=nonsense", "sort=price", "page=0", "page=abc",
    "page=１", "min=5&max=1", f"q={'字' * 5000}", "deadline=someday"])
def test_what_is_not_understood_is_left_out_and_said(query):
    ask = parse(QueryDict(query))

    assert len(ask.remarks) == 1 and ask.remarks[0].endswith("。")
    assert ask.page == 1 and len(ask.text) <= TEXT_LIMIT


def test_bounds_the_wrong_way_round_are_exchanged():
    ask = parse(QueryDict("min=500&max=100"))

    assert (ask.low, ask.high) == (1_000_000, 5_000_000)


def test_a_condition_can_be_taken_away_again():
    ask = Ask(text="护坡", trade=("eng", "gov"), page=3)

    assert ask.without("trade", "eng") == Ask(text="护坡", trade=("gov",))
