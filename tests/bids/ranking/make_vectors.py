"""``python -m tests.bids.ranking.make_vectors``: write the vectors anew. Only where the format changes its number.

Each vector is a file as it would be published, good or broken; ``expected.json`` says what comes of it: the
differences, or the fault. Python and the browser read the same files.
"""
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from bids.ranking import BundleFault, Incomplete, bundles, rank, shapes, verify
from bids.ranking.parameters import Rules
from bids.ranking.values import Evaluation, LowPrice, Quote

from . import cases
from .cases import bid, criterion, drawn, evaluation, judged, lowest, others, scheme

FOLDER = Path(__file__).parents[1] / "vectors" / "ranking"
EXPECTED = FOLDER / "expected.json"
D = Decimal
OBJECTIVE = (
    criterion("plan", "40"), criterion("team", "10", group="business"),
    criterion("projects", "6", kind="objective", group="business", rule={"kind": "count", "each": "1.50"}),
    criterion("warranty", "14", kind="objective", rule={"kind": "choice", "choices": [
        {"key": "three", "label": "三年", "points": "7.00"}, {"key": "five", "label": "五年", "points": "14.00"}]}))


def three(by=None, *more, **how) -> Evaluation:
    rest = {} if by is None or by.scores else {"rest": None}
    return evaluation(by or scheme(), *(bid(key, value, **({"rest": points} | rest)) for key, value, points in (
        ("a", "90.00", "60.00"), ("b", "95.00", "65.00"), ("c", "100.00", "70.00"))), *more, **how)


def objective() -> Evaluation:
    """Two objective criteria from facts, three experts."""
    def one(key, value, projects, warranty, *plans):
        sheets = {f"e{at}": {"plan": D(plan), "team": D("8.50"), "projects": min(D(6), D("1.50") * projects),
                             "warranty": D("14.00") if warranty == "five" else D("7.00")}
                  for at, plan in enumerate(plans, 1)}
        return bid(key, value, scores=sheets, facts={"projects": projects, "warranty": warranty})

    return evaluation(scheme(criteria=OBJECTIVE), one("a", "365000.00", 5, "five", "31.50", "33.00", "30.25"),
                      one("b", "358888.88", 2, "three", "38.00", "37.50", "39.00"),
                      one("c", "401234.56", 0, "five", "35.10", "34.20", "35.55"), ceiling=D("420000.00"))


def rates(kind: str, **how) -> Evaluation:
    return evaluation(scheme("20", basis="rate", rate_kind=kind, sme_deduction=D("0.15")), *(
        bid(key, value, points, quote=Quote("rate", D(value), "%"), **more) for key, value, points, more in (
            ("a", "12.5", "70.00", {}), ("b", "8.75", "72.00", {"size": "small"}), ("c", "10.333333", "71.00", {}))),
        **how)


def tied(*declared: str) -> Evaluation:
    return evaluation(scheme(ties=declared), bid("a", "100.00", others("60.00", 1, "40.00")),
                      bid("b", "125.00", others("66.00", 1, "50.00")), bid("c", "200.00", "10.00"))


def brands() -> Evaluation:
    return evaluation(lowest(same_brand=True, sme_deduction=D("0.20"), core_product="服务器"),
                      bid("a", "90.00", brand="X"), bid("b", "90.00", brand="X", size="small"),
                      bid("c", "95.00", brand="Y"), bid("d", "99.00", brand="Z"), bid("e", "120.00", brand="Z"))


def preferred(**how) -> Evaluation:
    by = scheme("40", domestic=True, sme_deduction=D("0.10"), consortium_deduction=D("0.04"), **how)
    return evaluation(by, bid("a", "100.00", "50.00", domestic_part="33.33", size="micro"),
                      bid("b", "110.00", "50.00", domestic_part="all", small_share="0.30"),
                      bid("c", "105.00", "50.00", domestic_part="all", corrected=D("104.99")),
                      bid("d", "99.99", "50.00"))


LOWEST = ("half_mean", "half_second", "ceiling_share")


def low(accepted: bool) -> Evaluation:
    """A is noticed by its price, D by the committee alone."""
    return evaluation(scheme(), bid("a", "30.00", "60.00"), bid("b", "95.00", "65.00"), bid("c", "100.00", "70.00"),
                      bid("d", "88.00", "40.00"), bid("e", "97.00", "55.00"), ceiling=D("120.00"),
                      low_price=(LowPrice("a", LOWEST, accepted), LowPrice("d", ("committee",), False)))


def fell_out() -> Evaluation:
    """One bid for each way out that a finding opens, and one over the ceiling."""
    one = three(None, *(bid(key, "99.00", "50.00") for key in "defg"), bid("h", "100.01", "50.00"), ceiling=D("100.00"))
    for key, phase in (("d", "revoked"), ("e", "qualification"), ("f", "correction"), ("g", "compliance")):
        one = judged(one, key, phase)
    return one


def compliant_none() -> Evaluation:
    one = three(ceiling=D("80.00"))
    for key in "abc":
        one = judged(one, key, "compliance")
    return one


RIGHT: dict[str, Callable[[], Evaluation]] = {
    "e1": cases.e1, "e1-public": lambda: cases.e1().without_scores(), "e2": cases.e2,
    "e2-drawn": lambda: drawn(cases.e2(), "c", "b"), "e3": cases.e3, "e6": cases.e6,
    "e6-accepted": lambda: cases.e6(accepted=True), "objective": objective,
    "discount": lambda: rates("discount", ceiling=D("1234567.89")), "fee": lambda: rates("fee"),
    "unit-price": lambda: replace(three(scheme(basis="unit_price")), bids=tuple(
        replace(one, quote=Quote("unit_price", one.quote.value, "元/平方米")) for one in three().bids)),
    "tie-price": lambda: tied("price", "draw"), "tie-technical": lambda: tied("technical", "draw"),
    "tie-open": lambda: tied("draw"), "tie-drawn": lambda: drawn(tied("draw"), "b", "a"),
    "tie-of-three": lambda: drawn(three(lowest(), min_bidders=2), "c", "b"),
    "brand-open": brands, "brand-drawn": lambda: drawn(brands(), "b", "a"),
    "preferred-added": lambda: judged(preferred(), "c", "correction", True),
    "preferred-multiplied": lambda: judged(preferred(stacking="multiplicative"), "c", "correction", True),
    "preferred-before-2026": lambda: judged(
        replace(preferred(), issued_on=date(2025, 12, 31)), "c", "correction", True),
    "preferred-capped": lambda: judged(replace(preferred(), bids=(
        bid("a", "100.00", "50.00", domestic_part="90.00", corrected=D("80.00")), *preferred().bids[1:2],
        preferred().bids[3])), "a", "correction", True),
    "rules-of-2016": lambda: replace(
        judged(preferred(), "c", "correction", True), rules=Rules(
            consortium_share=None, domestic_preference=None, low_price_mean=None, low_price_second=None,
            low_price_ceiling=None)),
    "rules-of-a-region": lambda: replace(low(False), rules=Rules(
        low_price_mean=None, low_price_second=None, low_price_ceiling=D("0.75")), low_price=(
        LowPrice("a", ("ceiling_share",), True), LowPrice("d", ("ceiling_share", "committee"), False))),
    "fee-below-a-ceiling": lambda: rates("fee", ceiling=D("1.00")),
    "works-points": lambda: replace(preferred(), sme_way="points", bids=preferred().bids[:2] + preferred().bids[3:]),
    "low-refused": lambda: low(False), "low-accepted": lambda: low(True),
    "fell-out": fell_out,
    "failed-f1": lambda: replace(three(), bids=three().bids[:2]),
    "failed-f2-qualification": lambda: judged(three(), "b", "qualification"),
    "failed-f2-compliance": lambda: judged(three(), "b", "compliance"),
    "failed-f2-brand": lambda: replace(brands(), bids=brands().bids[:3]),
    "failed-f2-low-price": lambda: replace(low(False), bids=low(False).bids[:3],
                                           low_price=(LowPrice("a", LOWEST, False),)),
    "failed-f3": lambda: three(ceiling=D("89.99")), "failed-f3-compliance": compliant_none,
}
"""What is right: an evaluation each, written with its own ranking."""


def _edit(make: Callable[[], Evaluation], *path, to) -> bytes:
    """A right bundle with another value at one place; the place may hold a function of what is there."""
    bundle = bundles.described(one := make(), rank(one))
    spot = bundle
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = to(spot[path[-1]]) if callable(to) else to
    return shapes.canonical(bundle)


def _without(make: Callable[[], Evaluation], key: str) -> bytes:
    bundle = bundles.described(one := make(), rank(one))
    return shapes.canonical({name: value for name, value in bundle.items() if name != key})


WRONG: dict[str, Callable[[], bytes]] = {
    "wrong-price-points": lambda: _edit(cases.e1, "outcome", "rows", 2, "price_points", to="28.79"),
    "wrong-rank": lambda: _edit(cases.e6, "outcome", "rows", 1, "rank", to=3),
    "wrong-out": lambda: _edit(cases.e6, "outcome", "rows", 4, "out", to=""),
    "wrong-order": lambda: _edit(cases.e3, "outcome", "rows", to=lambda rows: [rows[1], rows[0], rows[2]]),
    "wrong-bid": lambda: _edit(cases.e1, "outcome", "rows", 0, "bid", to="x"),
    "wrong-rows": lambda: _edit(cases.e1, "outcome", "rows", to=lambda rows: rows[:2]),
    "wrong-failed": lambda: _edit(cases.e1, "outcome", "failed", to="F2"),
    "wrong-open": lambda: _edit(cases.e2, "outcome", "open", to=[]),
    "wrong-type": lambda: _edit(cases.e1, "outcome", "rows", 0, "rank", to="1"),
    "wrong-empty": lambda: _edit(cases.e1, "outcome", "rows", 0, "total", to=None),
    "wrong-quote": lambda: _edit(cases.e1, "bids", 0, "quote", "value", to="1680000.00"),
    "wrong-score": lambda: _edit(cases.e1, "bids", 1, "scores", "e3", "technical", to="62.50"),
    "wrong-sum": lambda: _edit(cases.e1, "bids", 0, "others", "sum", to="266.00"),
    "wrong-experts": lambda: _edit(cases.e1, "bids", to=lambda bids: [
        {**one, "others": {**one["others"], "experts": 4}} for one in bids]),
    "wrong-objective": lambda: _edit(objective, "bids", 0, "facts", "projects", to=3),
    "wrong-grade": lambda: _edit(objective, "bids", 1, "facts", "warranty", to="five"),
    "wrong-triggers": lambda: _edit(cases.e6, "low_price", 0, "triggers", to=["half_mean"]),
}
"""What is written as it must be, and false."""

BROKEN: dict[str, Callable[[], bytes]] = {
    "not-json": lambda: b"%PDF-1.7 \xff", "json-nan": lambda: b'{"format":NaN}',
    "a-list": lambda: b"[]", "another-format": lambda: b'{"format":"evaluation-bundle/2"}',
    "with-blanks": lambda: bundles.write(cases.e1(), rank(cases.e1())).replace(b",", b", "),
    "with-a-line-break": lambda: bundles.write(cases.e1(), rank(cases.e1())) + b"\n",
    "a-key-twice": lambda: bundles.write(cases.e1(), rank(cases.e1())).replace(b'"round":1', b'"round":1,"round":1'),
    "a-fraction": lambda: _edit(cases.e1, "min_bidders", to=2.5),
    "half-a-character": lambda: bundles.write(cases.e1(), rank(cases.e1())).replace("试验".encode(), b"\\ud800"),
    "a-key-less": lambda: _without(cases.e1, "draws"),
    "a-key-more": lambda: _edit(cases.e1, "bids", 0, "quote", to=lambda quote: {**quote, "note": ""}),
    "a-number": lambda: _edit(cases.e1, "bids", 2, "quote", "value", to="01745000.00"),
    "a-number-as-number": lambda: _edit(cases.e1, "bids", 2, "quote", "value", to=1745000),
    "points-of-three-decimals": lambda: _edit(cases.e1, "bids", 0, "others", "sum", to="265.000"),
    "a-day": lambda: _edit(cases.e1, "issued_on", to="2026-02-30"),
    "a-flag": lambda: _edit(cases.e1, "bids", 0, "verdicts", 0, "passed", to=1),
    "a-whole-number": lambda: _edit(cases.e1, "round", to=0),
    "a-digest": lambda: _edit(cases.e1, "rulebook", "digest", to="0" * 63),
    "a-name": lambda: _edit(cases.e1, "bids", 0, "name", to=""),
    "an-id": lambda: _edit(cases.e1, "bids", 0, "id", to="a b"),
    "a-basis": lambda: _edit(cases.e1, "bids", 0, "quote", "basis", to="rate"),
    "a-unit": lambda: _edit(lambda: rates("fee"), "bids", 0, "quote", "unit", to="元"),
    "a-size": lambda: _edit(cases.e1, "bids", 0, "declared", "size", to="large"),
    "a-share": lambda: _edit(cases.e3, "bids", 2, "declared", "small_share", to="1.01"),
    "a-rule": lambda: _edit(cases.e1, "rules", "low_price_mean", to="1.5"),
    "a-rule-less": lambda: _edit(cases.e1, "rules", to={}),
    "a-phase-twice": lambda: _edit(cases.e1, "bids", 1, "verdicts", to=lambda found: [found[0], found[0]]),
    "a-bid-twice": lambda: _edit(cases.e1, "bids", 1, "id", to="a"),
    "a-fact": lambda: _edit(objective, "bids", 0, "facts", "warranty", to="ten"),
    "a-fact-of-nothing": lambda: _edit(cases.e1, "bids", 0, "facts", to={"technical": 1}),
    "a-score-less": lambda: _edit(objective, "bids", 0, "scores", "e1", to={"plan": "1.00"}),
    "a-score-too-high": lambda: _edit(cases.e1, "bids", 0, "scores", "e1", "technical", to="70.01"),
    "other-experts": lambda: _edit(cases.e1, "bids", 1, "scores", to=lambda given: {
        "e9" if key == "e1" else key: sheet for key, sheet in given.items()}),
    "other-number-of-experts": lambda: _edit(cases.e3, "bids", 1, "others", "experts", to=4),
    "revoked-and-passed": lambda: _edit(cases.e1, "bids", 0, "verdicts", to=lambda found: [
        *found, {"phase": "revoked", "passed": True, "ground": ""}]),
    "a-trigger": lambda: _edit(cases.e6, "low_price", 0, "triggers", to=["cheap"]),
    "no-trigger": lambda: _edit(lambda: low(True), "low_price", 1, "triggers", to=[]),
    "a-trigger-twice": lambda: _edit(cases.e6, "low_price", 0, "triggers", to=["committee", "committee"]),
    "a-stranger": lambda: _edit(cases.e6, "low_price", 0, "bid", to="z"),
    "low-price-disagrees": lambda: _edit(cases.e6, "bids", 4, "verdicts", to=lambda found: [
        *found, {"phase": "low_price", "passed": True, "ground": ""}]),
    "a-draw-of-one": lambda: _edit(lambda: drawn(cases.e2(), "c", "b"), "draws", 0, "order", to=["c"]),
    "a-draw-twice": lambda: _edit(lambda: drawn(cases.e2(), "c", "b"), "draws", to=lambda draws: [
        *draws, {"order": ["b", "c"], "ground": ""}]),
    "a-scheme": lambda: _edit(cases.e1, "scheme", "method", to="auction"),
    "a-scheme-key": lambda: _edit(cases.e1, "scheme", "candidates", to=4),
    "a-scheme-without-rule": lambda: _edit(objective, "scheme", "criteria", 2, "rule", to={}),
    "an-outcome": lambda: _edit(cases.e1, "outcome", to=lambda outcome: {"rows": outcome["rows"]}),
    "an-outcome-row": lambda: _edit(cases.e1, "outcome", "rows", 1, to={"bid": "a"}),
    "an-outcome-value": lambda: _edit(cases.e1, "outcome", "rows", 1, "total", to=["83.00"]),
    "no-verdict": lambda: _edit(cases.e1, "bids", 1, "verdicts", to=[]),
    "no-correction": lambda: _edit(cases.e1, "bids", 1, "corrected", to="1.00"),
    "no-low-price": lambda: _edit(cases.e6, "low_price", to=[]),
    "no-scores": lambda: _edit(cases.e3, "bids", 1, "others", to=None),
    "no-ceiling": lambda: _edit(lambda: rates("discount", ceiling=D("100.00")), "ceiling", to=None),
    "no-price": lambda: _edit(lambda: rates("discount", ceiling=D("100.00")), "bids", 0, "quote", "value", to="100"),
    "no-base": lambda: _edit(lambda: rates("fee"), "bids", to=lambda bids: [
        {**one, "quote": {**one["quote"], "value": "0.0049"}} for one in bids]),
}
"""What cannot be read, or cannot be ranked."""


def files() -> dict[str, bytes]:
    """The bytes of every vector, by name."""
    found = {name: bundles.write(one := make(), rank(one)) for name, make in RIGHT.items()}
    return found | {name: make() for name, make in (WRONG | BROKEN).items()}


def outcome(raw: bytes) -> dict:
    """What comes of a file: ``differences``, or the ``fault`` that stands in their way."""
    try:
        found = verify(raw)
    except (BundleFault, Incomplete) as fault:
        return {"fault": {"code": fault.code, "place": fault.place, "sentence": fault.sentence}}
    return {"differences": [{"path": one.path, "said": one.said, "computed": one.computed, "sentence": one.sentence}
                            for one in found]}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = files()
    for name, raw in made.items():
        (FOLDER / f"{name}.json").write_bytes(raw)
    expected = {name: outcome(raw) for name, raw in made.items()}
    EXPECTED.write_text(json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
