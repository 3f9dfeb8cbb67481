"""One rule at a time: the gate in its order, low prices, preferences, quotes, brands and ties."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bids.ranking import Incomplete, gate, low_price, rank
from bids.ranking.parameters import Rules
from bids.ranking.values import LowPrice, Quote, Tie
from tenders.rulebooks import base as books

from .cases import bid, drawn, evaluation, judged, lowest, others, scheme

D = Decimal


def three(by=None, **how):
    return evaluation(by or scheme(), bid("a", "90.00", "60.00"), bid("b", "95.00", "65.00"),
                      bid("c", "100.00", "70.00"), **how)


def ranks(outcome) -> dict[str, int | None]:
    return {row.bid: row.rank for row in outcome.rows}


def outs(outcome) -> dict[str, str]:
    return {row.bid: row.out for row in outcome.rows if row.out}


# The gate -------------------------------------------------------------------------------------------------------------

def test_too_few_bids_end_it_before_anything_is_looked_at():
    few = replace(three(), bids=three().bids[:2])

    outcome = rank(judged(few, "a", "qualification"))

    assert outcome.failed == "F1" and outs(outcome) == {} and ranks(outcome) == {"a": None, "b": None}


def test_too_few_qualified_end_it_before_compliance():
    none = replace(three(), bids=tuple(replace(one, verdicts=one.verdicts[:1]) for one in three().bids))

    outcome = rank(judged(none, "b", "qualification"))

    assert outcome.failed == "F2" and outs(outcome) == {"b": "qualification"}


def test_too_few_compliant_ones_end_it():
    assert rank(judged(three(), "b", "compliance")).failed == "F2"


@pytest.mark.parametrize(("ceiling", "failed", "fell"), [
    ("100.00", "", {}), ("99.99", "F2", {"c": "over_ceiling"}),
    ("89.99", "F3", {"a": "over_ceiling", "b": "over_ceiling", "c": "over_ceiling"}), ("90.00", "F2", {
        "b": "over_ceiling", "c": "over_ceiling"})])
def test_a_price_at_the_ceiling_is_valid_and_all_above_it_are_a_case_of_their_own(ceiling, failed, fell):
    outcome = rank(three(ceiling=D(ceiling)))

    assert (outcome.failed, outs(outcome)) == (failed, fell)


def test_all_above_the_ceiling_is_that_case_also_where_the_committee_found_it_in_compliance():
    judged_out = three(ceiling=D("80.00"))
    for key in "abc":
        judged_out = judged(judged_out, key, "compliance")

    assert rank(judged_out).failed == "F3"
    assert rank(replace(judged_out, ceiling=D("92.00"))).failed == "F2"


def test_one_brand_counts_once_for_the_minimum():
    same = evaluation(scheme(same_brand=True), bid("a", "90.00", "60.00", brand="X"),
                      bid("b", "95.00", "65.00", brand="X"), bid("c", "99.00", "60.00"), bid("d", "99.00", "50.00"))

    assert rank(same).failed == ""
    assert rank(judged(same, "d", "compliance")).failed == "F2"
    assert rank(replace(same, scheme=replace(same.scheme, same_brand=False), bids=same.bids[:3])).failed == ""


def test_a_bid_without_a_brand_is_like_no_other():
    bids = [bid(key, "90.00", "60.00") for key in "abc"]

    assert rank(evaluation(scheme(same_brand=True), *bids)).failed == ""


def test_after_the_low_prices_the_minimum_is_asked_again():
    low = evaluation(scheme(), bid("a", "30.00", "60.00"), bid("b", "95.00", "65.00"), bid("c", "99.00", "70.00"),
                     low_price=(LowPrice("a", ("half_mean", "half_second"), False),))

    assert rank(low).failed == "F2"
    assert rank(replace(low, low_price=(LowPrice("a", ("half_mean", "half_second"), True),))).failed == ""


@pytest.mark.parametrize(("phase", "code"), [("qualification", "verdict.missing"), ("compliance", "verdict.missing")])
def test_nothing_is_ranked_before_each_bid_was_reviewed(phase, code):
    last = replace(three().bids[2], verdicts=tuple(one for one in three().bids[2].verdicts if one.phase != phase))

    with pytest.raises(Incomplete) as refused:
        rank(replace(three(), bids=(*three().bids[:2], last)))

    assert refused.value.code == code and "投标 c" in refused.value.sentence


def test_a_revoked_bid_is_out_but_counted_as_received():
    four = replace(three(), bids=(*three().bids, bid("d", "80.00", "50.00")))

    outcome = rank(judged(four, "d", "revoked"))

    assert outcome.failed == "" and outs(outcome) == {"d": "revoked"}
    assert outcome.row("a").price_points == D("30.00")
    assert rank(judged(three(), "a", "revoked")).failed == "F2"


def test_a_correction_counts_once_it_is_confirmed_and_its_refusal_ends_the_bid():
    four = replace(three(), bids=(*three().bids, bid("d", "80.00", "50.00", corrected=D("85.00"))))

    with pytest.raises(Incomplete) as refused:
        rank(four)

    assert refused.value.code == "correction.undecided"
    assert rank(judged(four, "d", "correction", True)).row("d").p_eval == D("85.00")
    assert outs(rank(judged(four, "d", "correction"))) == {"d": "correction"}


def test_without_scores_nothing_is_ranked():
    with pytest.raises(Incomplete) as refused:
        rank(evaluation(scheme(), bid("a", "9.00", "60.00"), bid("b", "9.00"), bid("c", "9.00", "60.00")))

    assert refused.value.code == "scores.missing"


# Very low prices ------------------------------------------------------------------------------------------------------

def noticed(*prices: str, ceiling: str | None = None) -> dict[str, tuple[str, ...]]:
    asked = evaluation(scheme(), *(bid(f"b{at}", price, "60.00") for at, price in enumerate(prices)), min_bidders=1,
                       ceiling=None if ceiling is None else D(ceiling))
    return low_price.noticed(asked, gate.screened(asked).left)


@pytest.mark.parametrize(("prices", "ceiling", "found"), [
    (["50.00", "150.00", "100.00"], None, {}),                                     # half of the mean, exactly
    (["49.98", "149.99", "100.02"], None, {"b0": ("half_mean", "half_second")}),   # a hair below it
    (["50.00", "100.00", "100.00", "100.00"], None, {}),                           # half of the second, exactly
    (["49.99", "100.00", "100.00"], None, {"b0": ("half_second",)}),
    (["40.00", "40.00", "100.00"], None, {}),                                      # two lowest alike
    (["45.00", "60.00", "70.00"], "100.00", {}),
    (["44.99", "60.00", "70.00"], "100.00", {"b0": ("ceiling_share",)}),
    (["10.00"], None, {}),
    (["30.00", "30.00", "100.00", "100.00"], None, {"b0": ("half_mean",), "b1": ("half_mean",)}),
])
def test_every_threshold_is_strict(prices, ceiling, found):
    assert noticed(*prices, ceiling=ceiling) == found


def test_the_mean_of_the_screen_is_not_made_anew():
    five = evaluation(scheme(), *(bid(key, price, "60.00") for key, price in zip(
        "abcde", ["10.00", "48.00", "150.00", "150.00", "150.00"], strict=True)),
        low_price=(LowPrice("a", ("half_mean", "half_second"), False), LowPrice("b", ("half_mean",), False)))

    assert rank(five).failed == ""
    assert sorted(outs(rank(five))) == ["a", "b"]


def test_the_committee_may_ask_about_another_price():
    asked = replace(three(), bids=(*three().bids, bid("d", "88.00", "50.00")),
                    low_price=(LowPrice("d", ("committee",), False),))

    assert outs(rank(asked)) == {"d": "low_price"}


def test_an_edition_says_what_is_very_low_and_one_without_such_rules_asks_nobody():
    asked = evaluation(scheme(), bid("a", "10.00", "60.00"), bid("b", "90.00", "60.00"), bid("c", "95.00", "60.00"))
    newest, oldest = (Rules.of(one) for one in (books.editions("procurement.open")[-1],
                                                books.editions("procurement.open")[0]))

    assert newest == Rules()
    assert low_price.noticed(asked, gate.screened(asked).left) == {"a": ("half_mean", "half_second")}
    assert oldest.low_price_mean is None and rank(replace(asked, rules=oldest)).failed == ""


# Preferences ----------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("declared", "p_eval"), [
    ({"size": "small"}, "90.00"), ({"size": "micro"}, "90.00"), ({"size": "prison"}, "90.00"),
    ({"size": "welfare"}, "90.00"), ({"size": "medium"}, "100.00"), ({"small_share": "0.30"}, "96.00"),
    ({"small_share": "0.2999"}, "100.00"), ({"size": "small", "small_share": "0.90"}, "90.00"), ({}, "100.00")])
def test_one_ground_for_small_firms_a_bid(declared, p_eval):
    by = scheme(sme_deduction=D("0.10"), consortium_deduction=D("0.04"))

    outcome = rank(evaluation(by, bid("a", "100.00", "60.00", **declared), bid("b", "100.00", "60.00"),
                              bid("c", "100.00", "60.00")))

    assert outcome.row("a").p_eval == D(p_eval)


def test_works_scored_from_raw_quotes_give_small_firms_more_points_for_the_price():
    by = scheme("60", sme_deduction=D("0.05"), consortium_deduction=D("0.02"))

    outcome = rank(evaluation(by, bid("a", "100.00", "30.00", size="small"),
                              bid("b", "100.00", "30.00", small_share="0.30"), bid("c", "125.00", "30.00"),
                              sme_way="points"))

    assert [outcome.row(key).price_points for key in "abc"] == [D("63.00"), D("61.20"), D("48.00")]
    assert outcome.row("a").p_eval == D("100.00")


def domestic(*parts: str | None, on: date = date(2026, 1, 1), stacking: str = "additive", **how):
    by = scheme(domestic=True, sme_deduction=D("0.10"), stacking=stacking)
    return rank(evaluation(by, *(bid(key, "100.00", "60.00", domestic_part=part, **how)
                                 for key, part in zip("abc", parts, strict=True)), issued_on=on))


@pytest.mark.parametrize(("parts", "on", "first"), [
    (("all", "all", None), date(2026, 1, 1), "80.00"), (("all", "all", None), date(2025, 12, 31), "100.00"),
    (("all", "all", "all"), date(2026, 1, 1), "100.00"), ((None, None, None), date(2026, 1, 1), "100.00"),
    (("50.00", "50.00", "50.00"), date(2026, 1, 1), "90.00"), (("0.00", "all", None), date(2026, 1, 1), "100.00")])
def test_domestic_products_are_preferred_from_2026_on_and_where_others_compete(parts, on, first):
    assert domestic(*parts, on=on).row("a").p_eval == D(first)


@pytest.mark.parametrize(("stacking", "p_eval"), [("additive", "70.00"), ("multiplicative", "72.00")])
def test_two_preferences_are_added_or_multiplied(stacking, p_eval):
    assert domestic("all", "all", None, stacking=stacking, size="small").row("a").p_eval == D(p_eval)


def test_domestic_products_compete_only_with_bids_that_are_scored():
    by = scheme(domestic=True)
    four = evaluation(by, *(bid(key, "100.00", "60.00", domestic_part="all") for key in "abc"),
                      bid("d", "100.00", "60.00"))

    assert rank(four).row("a").p_eval == D("80.00")
    assert rank(judged(four, "d", "compliance")).row("a").p_eval == D("100.00")


def test_the_part_that_is_the_whole_quote_follows_its_correction():
    by = scheme(domestic=True)
    three_ = evaluation(by, bid("a", "100.00", "60.00", domestic_part="all", corrected=D("200.00")),
                        bid("b", "150.00", "60.00"), bid("c", "150.00", "60.00"))

    assert rank(judged(three_, "a", "correction", True)).row("a").p_eval == D("160.00")


def test_no_part_is_more_than_the_price():
    by = scheme(domestic=True)
    three_ = evaluation(by, bid("a", "100.00", "60.00", domestic_part="90.00", corrected=D("80.00")),
                        bid("b", "150.00", "60.00"), bid("c", "150.00", "60.00"))

    assert rank(judged(three_, "a", "correction", True)).row("a").p_eval == D("64.00")


# Quotes ---------------------------------------------------------------------------------------------------------------

def rates(kind: str, ceiling: str | None, *values: str):
    return evaluation(scheme(basis="rate", rate_kind=kind), *(
        bid(key, value, "60.00", quote=Quote("rate", D(value), "%"))
        for key, value in zip("abc", values, strict=True)), ceiling=None if ceiling is None else D(ceiling))


def test_a_discount_is_ranked_as_what_is_left_of_the_ceiling():
    outcome = rank(rates("discount", "1000000.00", "10", "12.5", "0"))

    assert [outcome.row(key).p_eval for key in "abc"] == [D("900000.00"), D("875000.00"), D("1000000.00")]
    assert ranks(outcome) == {"b": 1, "a": 2, "c": 3}


def test_a_fee_is_ranked_as_its_value():
    assert ranks(rank(rates("fee", None, "2.5", "2.75", "2.4"))) == {"c": 1, "a": 2, "b": 3}


@pytest.mark.parametrize(("ceiling", "value", "code"), [
    (None, "10", "ceiling.missing"), ("100.00", "100", "quote.not_positive")])
def test_a_discount_of_nothing_or_of_everything_is_no_price(ceiling, value, code):
    with pytest.raises(Incomplete) as refused:
        rank(rates("discount", ceiling, value, "10", "12"))

    assert refused.value.code == code


def test_a_price_that_rounds_to_nothing_cannot_be_scored():
    with pytest.raises(Incomplete) as refused:
        rank(rates("fee", None, "0.0049", "0.0049", "0.0049"))

    assert refused.value.code == "price.zero"


# Brands and ties ------------------------------------------------------------------------------------------------------

def test_by_the_lowest_price_the_lowest_quote_of_a_brand_enters_before_any_preference():
    four = evaluation(lowest(same_brand=True, sme_deduction=D("0.20")), bid("a", "100.00", brand="X", size="small"),
                      bid("b", "90.00", brand="X"), bid("c", "95.00", brand="Y"), bid("d", "99.00", brand="Z"))

    outcome = rank(four)

    assert outs(outcome) == {"a": "same_brand"} and outcome.row("a").p_eval is None
    assert ranks(outcome) == {"b": 1, "c": 2, "d": 3, "a": None}


def test_equal_quotes_of_one_brand_wait_for_a_draw():
    four = evaluation(lowest(same_brand=True), bid("a", "90.00", brand="X"), bid("b", "90.00", brand="X"),
                      bid("c", "95.00", brand="Y"), bid("d", "99.00", brand="Z"))

    assert rank(four).open[0] == Tie("brand", ("a", "b"))
    assert ranks(rank(drawn(four, "b", "a"))) == {"b": 1, "c": 2, "d": 3, "a": None}
    assert rank(drawn(four, "b", "a")).open == ()


def test_of_one_brand_the_highest_total_stands_then_what_the_document_declares():
    def of(first, second, **how):
        return evaluation(scheme("30", same_brand=True, **how), first, second, bid("c", "100.00", "50.00", brand="Y"),
                          bid("d", "100.00", "40.00", brand="Z"))

    alike = of(bid("a", "100.00", "60.00", brand="X"), bid("b", "100.00", "60.00", brand="X"))
    price = of(bid("a", "80.00", "60.00", brand="X"), bid("b", "100.00", "66.00", brand="X"))

    assert outs(rank(price)) == {"b": "same_brand"}
    assert rank(alike).open[0] == Tie("brand", ("a", "b"))
    assert outs(rank(drawn(alike, "b", "a"))) == {"a": "same_brand"}


def tied(*declared: str):
    """A and b have one total; a is cheaper, b technically better; c is behind."""
    return evaluation(scheme("30", ties=declared), bid("a", "100.00", others("60.00", 1, "40.00")),
                      bid("b", "125.00", others("66.00", 1, "50.00")), bid("c", "200.00", "10.00"))


@pytest.mark.parametrize(("declared", "expected"), [
    (("price", "draw"), {"a": 1, "b": 2, "c": 3}), (("technical", "draw"), {"b": 1, "a": 2, "c": 3}),
    (("technical", "price"), {"b": 1, "a": 2, "c": 3}), (("draw",), {"a": 1, "b": 1, "c": 3}),
    (("draw", "price"), {"a": 1, "b": 1, "c": 3}), ((), {"a": 1, "b": 1, "c": 3})])
def test_a_tie_is_parted_by_what_the_document_declares_in_its_order(declared, expected):
    assert ranks(rank(tied(*declared))) == expected


def test_a_draw_parts_exactly_the_bids_it_was_held_between():
    other = replace(tied("draw"), bids=(*tied("draw").bids, bid("d", "200.00", "10.00")))

    assert ranks(rank(drawn(tied("draw"), "b", "a"))) == {"b": 1, "a": 2, "c": 3}
    assert ranks(rank(drawn(tied("draw"), "c", "b", "a"))) == {"a": 1, "b": 1, "c": 3}
    assert ranks(rank(drawn(other, "d", "c"))) == {"a": 1, "b": 1, "d": 3, "c": 4}


def test_ties_behind_the_candidates_need_no_draw():
    by = scheme("30", ties=("draw",), candidates=1)
    behind = evaluation(by, bid("a", "50.00", "60.00"), bid("b", "60.00", "50.00"), bid("c", "60.00", "50.00"))

    assert rank(behind).open == ()
    assert rank(replace(behind, scheme=replace(by, candidates=2))).open == (Tie("rank", ("b", "c")),)
    assert [row.candidate for row in rank(behind).rows] == [1, None, None]
