"""Evaluations at random that can be ranked: every standing bid reviewed, scored, its low price looked into."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from bids.ranking import gate, low_price, rank
from bids.ranking.values import Draw, Evaluation, LowPrice, Quote, Verdict
from tenders.rulebooks.schemes import Scheme

from .cases import bid, criterion, evaluation, lowest, scheme

D = Decimal
CRITERIA = (criterion("plan", "30"), criterion("team", "20", group="business"),
            criterion("projects", "10", kind="objective", group="business", rule={"kind": "count", "each": "2.50"}))
POINTS = st.integers(0, 40)
VERDICTS = st.sampled_from([(True, True)] * 8 + [(False, None), (True, False)])


@st.composite
def schemes(draw) -> Scheme:
    ties = tuple(draw(st.permutations(["price", "technical", "draw"]))[:draw(st.integers(0, 3))])
    how = {"ties": ties, "sme_deduction": draw(st.sampled_from([D("0"), D("0.10"), D("0.15")])),
           "consortium_deduction": draw(st.sampled_from([D("0"), D("0.04")])), "domestic": draw(st.booleans()),
           "stacking": draw(st.sampled_from(["additive", "multiplicative"])), "same_brand": draw(st.booleans()),
           "candidates": draw(st.integers(1, 3))}
    how |= draw(st.sampled_from([{}, {}, {"basis": "rate", "rate_kind": "discount"},
                                 {"basis": "rate", "rate_kind": "fee"}, {"basis": "unit_price"}]))
    return scheme("40", criteria=CRITERIA, **how) if draw(st.booleans()) else lowest(**how)


def quotes(by: Scheme):
    unit = "%" if by.basis == "rate" else "元"
    most = 4000 if by.basis == "rate" else 12_000
    return st.integers(most // 10, most).map(lambda cents: Quote(by.basis, D(cents).scaleb(-2), unit))


@st.composite
def bids(draw, by: Scheme, key: str, experts: int):
    quote, (qualified, compliant) = draw(quotes(by)), draw(VERDICTS)
    declared = {"size": draw(st.sampled_from(["none", "medium", "small", "welfare"])),
                "small_share": draw(st.sampled_from([None, "0.29", "0.30"])),
                "brand": draw(st.sampled_from(["", "X", "Y"])),
                "domestic_part": draw(st.sampled_from([None, "all", "5.00"]))}
    declared["domestic_part"] = str(quote.value) if declared["domestic_part"] == "all" else declared["domestic_part"]
    projects = draw(st.integers(0, 5))
    sheet = st.fixed_dictionaries({"plan": POINTS.map(lambda half: D(half) / 2 + D("0.05")),
                                   "team": POINTS.map(lambda half: D(half) / 2)})
    given = {f"e{at}": draw(sheet) | {"projects": min(D(10), projects * D("2.50"))} for at in range(experts)}
    verdicts = (Verdict("qualification", qualified),)
    verdicts += () if compliant is None else (Verdict("compliance", compliant),)
    return bid(key, "0", quote=quote, verdicts=verdicts, facts={"projects": projects} if by.scores else {},
               scores=given if by.scores else None, **declared)


@st.composite
def evaluations(draw) -> Evaluation:
    """Some fail, some are ranked, some leave ties open."""
    by, experts = draw(schemes()), draw(st.integers(1, 4))
    count = draw(st.integers(2, 6))
    one = evaluation(
        by, *(draw(bids(by, f"b{at}", experts)) for at in range(1, count + 1)), min_bidders=draw(st.integers(2, 3)),
        ceiling=D("100.00") if by.rate_kind == "discount" else draw(st.sampled_from([None, D("100.00"), D("60.00")])),
        issued_on=date(2026, 1, 1) if draw(st.booleans()) else date(2025, 12, 31))
    return draw(settled(one))


@st.composite
def settled(draw, one: Evaluation) -> Evaluation:
    """With an answer for every very low price, and a draw for the first open tie now and then."""
    screened = gate.screened(one)
    if screened.failed:
        return one
    asked = low_price.noticed(one, screened.left)
    one = replace(one, low_price=tuple(LowPrice(key, by, draw(st.booleans())) for key, by in sorted(asked.items())))
    open_ties = rank(one).open
    if open_ties and draw(st.booleans()):
        order = draw(st.permutations(open_ties[0].bids))
        one = replace(one, draws=(Draw(tuple(order), "抽签"),))
    return one
