"""What always holds, whatever the bids: order, monotony, sums, and no digit changed unseen."""
import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bids.ranking import bundles, rank, shapes, verify
from bids.ranking.values import Evaluation, LowPrice

from . import cases
from .strategies import evaluations

QUICK = settings(max_examples=40, deadline=None)
NUMBERS = ("p_eval", "price_points", "others_mean", "total", "rank", "candidate")


@QUICK
@given(evaluations(), st.randoms(use_true_random=False))
def test_the_order_of_bids_and_experts_never_matters(one: Evaluation, random):
    shuffled = list(one.bids)
    random.shuffle(shuffled)
    turned = tuple(replace(bid, scores=None if bid.scores is None else dict(reversed(list(bid.scores.items()))),
                           verdicts=bid.verdicts[::-1]) for bid in shuffled)
    other = replace(one, bids=turned, low_price=one.low_price[::-1])

    assert rank(other) == rank(one)
    assert bundles.write(other, rank(other)) == bundles.write(one, rank(one))


@QUICK
@given(st.lists(st.integers(1, 10_000), min_size=3, max_size=6), st.integers(0, 5), st.integers(1, 5000),
       st.sampled_from(["0", "0.10", "0.20"]))
def test_a_higher_price_never_scores_higher_other_things_equal(prices, which, more, deduction):
    by = cases.scheme("40", sme_deduction=Decimal(deduction))

    def outcome(of):
        one = cases.evaluation(by, *(cases.bid(f"b{at}", f"{price}.00", "60.00", size="small")
                                     for at, price in enumerate(of)),
                               low_price=tuple(LowPrice(f"b{at}", ("committee",), True) for at in range(len(of))))
        return rank(one).row(f"b{which}")

    which %= len(prices)
    dearer = [price + more if at == which else price for at, price in enumerate(prices)]
    before, after = outcome(prices), outcome(dearer)

    assert after.price_points <= before.price_points and after.rank >= before.rank


@QUICK
@given(evaluations())
def test_the_parts_that_are_shown_add_up_and_the_best_price_has_all_its_points(one: Evaluation):
    rows = [row for row in rank(one).rows if row.total is not None]
    assume(rows)

    assert all(row.price_points + row.others_mean == row.total for row in rows)
    assert max(row.price_points for row in rows) == one.scheme.price_points
    assert [row.total for row in rows if row.rank] == sorted((row.total for row in rows if row.rank), reverse=True)


@QUICK
@given(evaluations())
def test_every_bid_has_one_row_and_is_ranked_or_fell_out_or_all_failed(one: Evaluation):
    outcome = rank(one)

    assert sorted(row.bid for row in outcome.rows) == sorted(bid.id for bid in one.bids)
    if not outcome.failed:
        assert all((row.rank is None) == bool(row.out) for row in outcome.rows)
        assert min(row.rank for row in outcome.rows if row.rank) == 1


@QUICK
@given(evaluations())
def test_a_bundle_verifies_and_comes_back_as_it_was_with_scores_and_without(one: Evaluation):
    for version in (one, one.without_scores()):
        raw = bundles.write(version, rank(version))

        assert verify(raw) == []
        assert bundles.write(bundles.read(raw), rank(bundles.read(raw))) == raw
    assert rank(one.without_scores()) == rank(one)


def flipped(value: str | int, at: int, digit: int) -> str | int:
    text = str(value)
    digits = [place for place, mark in enumerate(text) if mark.isdigit()]
    place = digits[at % len(digits)]
    changed = text[:place] + str((int(text[place]) + 1 + digit) % 10) + text[place + 1:]
    return int(changed) if isinstance(value, int) else changed


@QUICK
@given(evaluations(), st.integers(0, 99), st.integers(0, 99), st.integers(0, 8))
def test_any_flipped_digit_of_the_outcome_is_found_and_named(one: Evaluation, which, at, digit):
    bundle = bundles.described(one, rank(one))
    places = [(nth, name) for nth, row in enumerate(bundle["outcome"]["rows"]) for name in NUMBERS
              if row[name] is not None]
    assume(places)
    nth, name = places[which % len(places)]
    row = bundle["outcome"]["rows"][nth]
    was, row[name] = row[name], flipped(row[name], at, digit)

    found = verify(shapes.canonical(bundle))

    assert [(each.path, each.said, each.computed) for each in found] == [
        (f"outcome.rows[{nth}].{name}", row[name], was)]
    assert f"第{nth + 1}家" in found[0].sentence and f"包中写 {row[name]}，重算为 {was}。" in found[0].sentence


def test_every_digit_of_e6_is_guarded():
    whole = bundles.described(cases.e6(), rank(cases.e6()))
    seen = 0
    for nth, row in enumerate(whole["outcome"]["rows"]):
        for name in NUMBERS:
            for at in range(sum(mark.isdigit() for mark in str(row[name]))):
                for digit in range(9):
                    bundle = json.loads(json.dumps(whole))
                    bundle["outcome"]["rows"][nth][name] = flipped(row[name], at, digit)
                    assert [one.path for one in verify(shapes.canonical(bundle))] == [f"outcome.rows[{nth}].{name}"]
                    seen += 1
    assert seen > 700


@QUICK
@given(evaluations(), st.integers(0, 99))
def test_another_score_is_found_in_the_sums(one: Evaluation, which):
    bundle = bundles.described(one, rank(one))
    scored = [at for at, bid in enumerate(bundle["bids"]) if bid["scores"]]
    assume(scored)
    at = scored[which % len(scored)]
    sheet = bundle["bids"][at]["scores"]["e0"]
    sheet["team"] = "0.01" if sheet["team"] == "0.00" else "0.00"

    assert f"bids[{at}].others.sum" in {each.path for each in verify(shapes.canonical(bundle))}
