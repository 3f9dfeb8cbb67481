"""Evaluation schemes as values: kept and read back the same, and lawful only within the bounds of their rulebook."""
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenders.rulebooks import editions, lawful, schemes
from tenders.rulebooks.base import everyone, resolve
from tenders.rulebooks.lawful import Ground
from tenders.rulebooks.numbers import Unit
from tenders.rulebooks.offers import offer
from tenders.rulebooks.procurement import OPEN, OPEN_2018, OPEN_2022, OPEN_2022_JULY, OPEN_2025
from tenders.rulebooks.schemes import Criterion, Item, Scheme, SchemeUnreadable, read

EACH = pytest.mark.parametrize("book", everyone(), ids=editions.name)
METHOD = pytest.mark.parametrize("method", schemes.METHODS)
KIND = pytest.mark.parametrize("kind", schemes.TRADE_KINDS)


def goods(method=schemes.COMPREHENSIVE, book=OPEN, **changes) -> Scheme:
    return replace(offer(book, method, schemes.GOODS, product="服务器"), **changes)


def codes(scheme, book=OPEN, kind=schemes.GOODS, **ground) -> set[str]:
    found = lawful.faults(scheme, book, kind, Ground(**ground))
    assert all(one.message.endswith("。") and one.law for one in found)
    return {one.code for one in found}


def first(scheme, **changes) -> Scheme:
    """With its first criterion changed; points move over to the second, so that the sum stays."""
    one, two, *rest = scheme.criteria
    new = replace(one, **changes)
    return replace(scheme, criteria=(new, replace(two, most=two.most + one.most - new.most), *rest))


# Kept and read back ---------------------------------------------------------------------------------------------------

points = st.decimals(0, 1000, places=2, allow_nan=False)
shares = st.decimals(0, 1, places=4, allow_nan=False)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
texts = st.text(max_size=30)
counted = st.builds(lambda each: {"kind": "count", "each": schemes.points_text(each)}, points)
graded = st.builds(lambda rows: {"kind": "choice", "choices": rows}, st.lists(
    st.builds(lambda key, label, most: {"key": key, "label": label, "points": schemes.points_text(most)},
              keys, texts, points), max_size=4, unique_by=lambda row: row["key"]))
criteria = st.builds(Criterion, key=keys, label=texts, most=points, kind=st.sampled_from(sorted(schemes.KINDS)),
                     group=st.sampled_from(sorted(schemes.GROUPS)), how=texts,
                     rule=st.one_of(st.just({}), counted, graded))
items = st.lists(st.builds(Item, keys, texts, texts), max_size=4, unique_by=lambda one: one.key).map(tuple)
quotes = st.sampled_from([("total", ""), ("unit_price", ""), ("rate", "discount"), ("rate", "fee")])


@st.composite
def any_scheme(draw) -> Scheme:
    basis, rate_kind = draw(quotes)
    return draw(st.builds(
        Scheme, method=st.sampled_from(sorted(schemes.METHODS)), basis=st.just(basis), rate_kind=st.just(rate_kind),
        price_points=points, criteria=st.lists(criteria, max_size=4, unique_by=lambda one: one.key).map(tuple),
        qualification=items, compliance=items, sme_deduction=shares, consortium_deduction=shares,
        domestic=st.booleans(), stacking=st.sampled_from(sorted(schemes.STACKING)), same_brand=st.booleans(),
        core_product=texts, ties=st.lists(st.sampled_from(sorted(schemes.TIES)), unique=True).map(tuple),
        low_price_minutes=st.integers(0, 1440), performance_bond=shares, candidates=st.integers(1, 3)))


@given(any_scheme())
def test_a_scheme_is_read_back_as_it_was_kept(scheme):
    kept = json.loads(json.dumps(scheme.as_json(), ensure_ascii=False))

    assert read(kept) == scheme
    assert read(kept).as_json() == kept


@given(any_scheme(), st.data())
def test_a_scheme_with_a_key_more_or_less_is_not_read(scheme, data):
    kept = scheme.as_json()
    key = data.draw(st.sampled_from(sorted(kept)))

    with pytest.raises(SchemeUnreadable):
        read({name: value for name, value in kept.items() if name != key})
    with pytest.raises(SchemeUnreadable):
        read(kept | {key + "x": kept[key]})


@pytest.mark.parametrize("change", [
    {"format": "scheme/2"}, {"method": "cheapest"}, {"basis": "rate"}, {"rate_kind": "fee"}, {"price_points": 30},
    {"price_points": "30.001"}, {"price_points": "-1"}, {"price_points": "1e1"}, {"price_points": "NaN"},
    {"sme_deduction": "1.01"}, {"sme_deduction": "10%"}, {"sme_deduction": 0.1}, {"domestic": "yes"},
    {"same_brand": 1}, {"ties": "draw"}, {"ties": ["draw", "draw"]}, {"ties": ["luck"]}, {"low_price_minutes": "30"},
    {"low_price_minutes": True}, {"candidates": 0}, {"candidates": 4}, {"criteria": {}}, {"criteria": [{}]},
    {"qualification": [{"key": "Ä", "label": "", "law": ""}]}, {"core_product": None}, {"core_product": "长" * 121},
    {"compliance": [{"key": "a", "label": "", "law": ""}] * 2}], ids=str)
def test_anything_else_is_not_read(change):
    with pytest.raises(SchemeUnreadable):
        read(goods().as_json() | change)


@pytest.mark.parametrize("kept", [None, [], "scheme/1", {}, {"format": "scheme/1"}], ids=str)
def test_what_is_no_scheme_at_all_is_not_read(kept):
    with pytest.raises(SchemeUnreadable):
        read(kept)


def test_numbers_are_kept_as_text_that_nobody_rounds():
    kept = goods(price_points=Decimal("30.5"), sme_deduction=Decimal("0.1"),
                 consortium_deduction=Decimal("0.045")).as_json()

    assert (kept["price_points"], kept["sme_deduction"], kept["consortium_deduction"]) == ("30.50", "0.10", "0.045")


# Lawful ---------------------------------------------------------------------------------------------------------------

@EACH
@METHOD
@KIND
@pytest.mark.parametrize("reserved", [False, True])
def test_what_is_offered_is_lawful(book, method, kind, reserved):
    scheme = offer(book, method, kind, reserved=reserved, product="服务器")

    assert lawful.faults(scheme, book, kind, Ground(reserved=reserved, consortium=not reserved)) == []


@EACH
@METHOD
@KIND
def test_bounds_are_those_of_the_rulebook_to_the_very_edge(book, method, kind):
    scheme, step = offer(book, method, kind, product="服务器"), Decimal("0.0001")
    low, high = book.sme_deduction_least.value, book.sme_deduction_most.value
    some, more = book.consortium_deduction_least.value, book.consortium_deduction_most.value

    for value, faulty in ((low - step, True), (low, False), (high, False), (high + step, True)):
        found = codes(replace(scheme, sme_deduction=value), book, kind)
        assert ("scheme.sme_deduction_off" in found) is faulty, value
    for value, faulty in ((Decimal(0), False), (some - step, True), (some, False), (more, False), (more + step, True)):
        found = codes(replace(scheme, consortium_deduction=value), book, kind)
        assert ("scheme.consortium_deduction_off" in found) is faulty, value


@pytest.mark.parametrize("book, sme, consortium", [
    (OPEN_2018, ("0.06", "0.10"), ("0.02", "0.03")), (OPEN_2022, ("0.06", "0.10"), ("0.02", "0.03")),
    (OPEN_2022_JULY, ("0.10", "0.20"), ("0.04", "0.06")), (OPEN, ("0.10", "0.20"), ("0.04", "0.06"))])
def test_deductions_rose_in_july_2022(book, sme, consortium):
    def pair(name):
        return tuple(str(getattr(book, f"{name}_deduction_{end}").value) for end in ("least", "most"))

    assert (pair("sme"), pair("consortium")) == (sme, consortium)


@pytest.mark.parametrize("key", ["procurement.open", "procurement.invited"])
def test_domestic_products_are_preferred_from_2026_on(key):
    before, after = (resolve(key, "", on) for on in (date(2025, 12, 31), date(2026, 1, 1)))

    assert before.domestic_preference is None and after.domestic_preference.value == Decimal("0.20")
    assert codes(offer(after, "comprehensive", "goods", product="车"), before) == {"scheme.domestic_too_early"}
    assert codes(offer(before, "comprehensive", "goods", product="车"), after) == {"scheme.domestic_missing"}


def test_what_wants_confirming_says_so():
    unsure = {"low_price_mean", "low_price_second", "low_price_ceiling", "low_price_minutes", "score_outlier",
              "domestic_whole"}

    assert not any(getattr(OPEN, name).sure for name in unsure)
    assert OPEN.sme_deduction_least.sure and OPEN.domestic_preference.sure
    assert OPEN_2025.low_price_mean and OPEN_2022_JULY.low_price_mean is None
    assert OPEN.low_price_minutes.unit is Unit.MINUTES


@pytest.mark.parametrize("kind, price, faulty", [
    ("goods", "29.99", True), ("goods", "30", False), ("services", "9.99", True), ("services", "10", False)])
def test_the_price_weighs_at_least_what_the_law_says(kind, price, faulty):
    scheme = offer(OPEN, "comprehensive", kind, product="车")
    moved = replace(scheme, price_points=Decimal(price))
    moved = first(moved, most=scheme.criteria[0].most)
    one, *rest = moved.criteria
    whole = replace(moved, criteria=(replace(one, most=one.most + scheme.price_points - Decimal(price)), *rest))

    assert codes(whole, kind=kind) == ({"scheme.price_too_light"} if faulty else set())


@pytest.mark.parametrize("change, code", [
    ({"price_points": Decimal(31)}, "scheme.points_not_100"),
    ({"price_points": Decimal(100), "criteria": ()}, "scheme.price_alone"),
    ({"qualification": ()}, "scheme.no_qualification"), ({"compliance": ()}, "scheme.no_compliance"),
    ({"compliance": (Item("a", " "),)}, "scheme.item_unnamed"),
    ({"domestic": False}, "scheme.domestic_missing"), ({"same_brand": False}, "scheme.same_brand_missing"),
    ({"core_product": " "}, "scheme.no_core_product"), ({"ties": ("price",)}, "scheme.ties_open"),
    ({"ties": ("technical", "price", "draw")}, "scheme.ties_price_first"),
    ({"low_price_minutes": 29}, "scheme.low_price_too_short"),
    ({"performance_bond": Decimal("0.1001")}, "scheme.bond_over_cap"),
    ({"basis": "rate", "rate_kind": "fee"}, "scheme.fee_for_goods")], ids=str)
def test_one_thing_amiss_is_said_alone(change, code):
    assert codes(goods(**change)) == {code}


@pytest.mark.parametrize("change, code", [
    ({"label": ""}, "scheme.criterion_unnamed"), ({"how": " "}, "scheme.criterion_vague"),
    ({"most": Decimal(0)}, "scheme.criterion_worthless"),
    ({"label": "具有独立承担民事责任的能力"}, "scheme.criterion_is_condition"),
    ({"rule": {"kind": "count", "each": "1.00"}}, "scheme.rule_unused"),
    ({"kind": "objective"}, "scheme.no_rule"),
    ({"kind": "objective", "rule": {"kind": "count", "each": "0.00"}}, "scheme.rule_worthless"),
    ({"kind": "objective", "rule": {"kind": "choice", "choices": []}}, "scheme.rule_off"),
    ({"kind": "objective", "rule": {"kind": "choice", "choices": [
        {"key": "a", "label": "甲", "points": "0.00"}, {"key": "b", "label": "乙", "points": "34.99"}]}},
     "scheme.rule_off"),
    ({"kind": "objective", "rule": {"kind": "choice", "choices": [
        {"key": "a", "label": "甲", "points": "0.00"}, {"key": "b", "label": "", "points": "35.00"}]}},
     "scheme.choice_unnamed")], ids=str)
def test_one_criterion_amiss_is_said_alone(change, code):
    assert codes(first(goods(), **change)) == {code}


@pytest.mark.parametrize("change, code", [
    ({"price_points": Decimal(30)}, "scheme.points_without_scoring"),
    ({"ties": ("technical", "draw")}, "scheme.ties_without_scores")], ids=str)
def test_the_lowest_price_knows_no_points(change, code):
    assert codes(goods(schemes.LOWEST_PRICE, **change)) == {code}


def test_services_know_neither_brands_nor_domestic_products():
    scheme = offer(OPEN, "comprehensive", "services")

    assert codes(replace(scheme, domestic=True, same_brand=True), kind="services") == {
        "scheme.domestic_services", "scheme.same_brand_services"}


def test_what_the_tender_says_elsewhere_binds_its_scheme():
    discount = goods(basis="rate", rate_kind="discount")

    assert codes(discount, ceiling=False) == {"scheme.no_ceiling"} and codes(discount) == set()
    assert codes(goods(), reserved=True) == {"scheme.deduction_when_reserved"}
    assert codes(goods(consortium_deduction=Decimal(0)), consortium=True) == {"scheme.consortium_deduction_off"}


def test_a_scheme_says_what_bidders_fill_in_and_which_way_is_better():
    said = {(one.quote_label, one.unit, one.higher_is_better) for one in (
        goods(), goods(basis="unit_price"), goods(basis="rate", rate_kind="discount"),
        goods(basis="rate", rate_kind="fee"))}

    assert said == {("投标报价", "元", False), ("投标单价", "元", False), ("下浮率", "%", True), ("费率", "%", False)}
