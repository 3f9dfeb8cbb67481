"""Points: what facts are worth, which expert is far off, how numbers are rounded; and arithmetic set right."""
from decimal import Decimal
from fractions import Fraction

import pytest

from bids.ranking import points
from bids.ranking.corrections import Line, Readings, corrected
from bids.ranking.exact import rounded
from market.core.money import MoneyError

from .cases import bid, criterion, scheme

D = Decimal

COUNT = criterion("projects", "6", kind="objective", rule={"kind": "count", "each": "1.50"})
GRADE = criterion("warranty", "5", kind="objective", rule={"kind": "choice", "choices": [
    {"key": "three", "label": "三年", "points": "2.00"}, {"key": "five", "label": "五年", "points": "5.00"}]})


@pytest.mark.parametrize(("of", "fact", "worth"), [
    (COUNT, 0, "0"), (COUNT, 3, "4.50"), (COUNT, 4, "6"), (COUNT, 99, "6"), (GRADE, "three", "2"),
    (GRADE, "five", "5")])
def test_objective_points_follow_from_facts(of, fact, worth):
    assert points.objective(of, fact) == D(worth)


def test_objective_points_are_given_for_known_facts_alone():
    by = scheme(criteria=(COUNT, GRADE, criterion("plan", "59")))

    assert points.objective_points(by, {"projects": 2}) == {"projects": D("3.00")}


@pytest.mark.parametrize(("totals", "who"), [
    (["50", "50", "50", "50", "36"], ()), (["50", "50", "50", "50", "35.99"], ("e5",)),
    (["50", "50", "50", "50", "64.01"], ("e5",)), (["50"], ()), (["20", "60"], ("e1", "e2"))])
def test_an_expert_more_than_a_fifth_away_from_the_others_is_named(totals, who):
    of = bid("a", "1.00", scores={f"e{at}": {"technical": D(total)} for at, total in enumerate(totals, 1)})

    assert points.outliers(scheme("30"), of) == who


def test_how_far_is_too_far_is_the_editions_to_say():
    of = bid("a", "1.00", scores={f"e{at}": {"technical": D(given)} for at, given in enumerate(["40", "44", "44"], 1)})

    assert points.outliers(scheme("30"), of) == ()
    assert points.outliers(scheme("30"), of, D("0.05")) == ("e1",)


def test_only_judged_points_measure_how_far_an_expert_is():
    by = scheme("30", criteria=(criterion("technical", "10"), criterion("fact", "60", kind="objective")))
    of = bid("a", "1.00", scores={f"e{at}": {"technical": D(given), "fact": D("60")}
                                  for at, given in enumerate(["8", "8", "5.99"], 1)})

    assert points.outliers(by, of) == ("e3",)


@pytest.mark.parametrize(("value", "cents"), [
    (Fraction(1, 200), "0.01"), (Fraction(-1, 200), "-0.01"), (Fraction(49, 10000), "0.00"), (Fraction(2, 3), "0.67"),
    (Fraction(9_999_995, 1000), "10000.00"), (Fraction(1674000 * 30, 1745000), "28.78")])
def test_rounding_is_half_away_from_zero(value, cents):
    assert str(rounded(value)) == cents


# Arithmetic mistakes --------------------------------------------------------------------------------------------------

LINES = (Line(D("10"), D("50.00")), Line(D("2"), D("250.00")))


@pytest.mark.parametrize(("readings", "amount", "rules"), [
    (Readings(sheet=D("1000.00"), words="壹仟元整", text=D("1000.00"), lines=LINES), "1000.00", []),
    (Readings(sheet=D("1000.00"), text=D("1100.00")), "1000.00", ["sheet_over_text"]),
    (Readings(sheet=D("1000.00"), words="壹仟贰佰元整"), "1200.00", ["words_over_figures"]),
    (Readings(sheet=D("1200.00"), lines=LINES), "1000.00", ["lines_over_total"]),
    (Readings(sheet=D("1000.00"), lines=(LINES[0], Line(D("2"), D("2.50")))), "1000.00", ["point_misplaced"]),
    (Readings(sheet=D("900.00"), words="壹仟元整", text=D("800.00"), lines=LINES), "1000.00",
     ["sheet_over_text", "words_over_figures"]),
    (Readings(sheet=D("900.00"), words="玖佰元整", text=D("800.00"), lines=LINES), "1000.00",
     ["sheet_over_text", "lines_over_total"]),
])
def test_mistakes_are_set_right_in_the_order_of_the_law(readings, amount, rules):
    found = corrected(readings)

    assert (found.amount, [one.rule for one in found.mistakes]) == (D(amount), rules)
    assert found.changed is bool(rules) and all(one.ground for one in found.mistakes)


def test_a_misplaced_point_is_moved_in_the_unit_price():
    found = corrected(Readings(sheet=D("1000.00"), lines=(LINES[0], Line(D("2"), D("2.50")))))

    assert found.lines[1].unit_price == D("250")
    assert (found.mistakes[0].before, found.mistakes[0].after) == (D("505.00"), D("1000.00"))


def test_where_more_than_one_point_could_have_slipped_the_unit_prices_stand():
    two = (Line(D("1"), D("1.00")), Line(D("1"), D("1.00")))

    assert corrected(Readings(sheet=D("11.00"), lines=two)).amount == D("2.00")


def test_words_that_are_no_amount_are_refused():
    with pytest.raises(MoneyError):
        corrected(Readings(sheet=D("1.00"), words="一百多元"))
