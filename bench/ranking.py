"""Ranking 200 bids scored by 9 experts on 30 criteria, beside a bare loop that adds up the same Decimals; and reading,
recomputing and comparing the whole bundle, beside ``json.loads`` of its bytes. 50 ms are promised for the first.

``rows()`` returns the rows of the table: name, our figure, the yardstick's, their ratio, and the unit of both.
"""
import json
import random
import time
from datetime import date
from decimal import Decimal

from bids.ranking import BidIn, Evaluation, bundles, rank, verify
from bids.ranking.values import Book, Declared, Quote, Verdict
from tenders.rulebooks.schemes import COMPREHENSIVE, Criterion, Scheme

BIDS, EXPERTS, CRITERIA, TIMES = 200, 9, 30, 15
PASSED = (Verdict("qualification", True), Verdict("compliance", True))


def best(act) -> float:
    """The shortest of a few runs, in milliseconds: others work on this machine too."""
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        took.append(time.perf_counter() - begun)
    return min(took) * 1000


def evaluation() -> Evaluation:
    """Goods of 2026 with every preference, brands and declared ties; the same at each run."""
    by = random.Random(4)
    keys = [f"k{at}" for at in range(CRITERIA)]
    scheme = Scheme(
        method=COMPREHENSIVE, price_points=Decimal("40.00"), domestic=True, same_brand=True, core_product="整机",
        criteria=tuple(Criterion(key=key, label=key, most=Decimal("2.00"), kind="subjective", group="technical")
                       for key in keys),
        sme_deduction=Decimal("0.10"), consortium_deduction=Decimal("0.04"), ties=("price", "technical", "draw"))

    def bid(at: int) -> BidIn:
        value = Decimal(by.randrange(70_000_00, 100_000_00)).scaleb(-2)
        scores = {f"e{nth}": {key: Decimal(by.randrange(201)).scaleb(-2) for key in keys} for nth in range(EXPERTS)}
        declared = Declared(by.choice(["none", "small", "medium"]), by.choice([None, Decimal("0.30")]),
                            f"品牌 {at % 150}", by.choice([None, value]))
        return BidIn(id=f"b{at}", name=f"投标人 {at}", quote=Quote("total", value, "元"), declared=declared,
                     verdicts=PASSED, scores=scores)

    return Evaluation(tender="T", round=1, lot="1", title="试验", rulebook=Book("k", date(2026, 1, 1), "0" * 64),
                      issued_on=date(2026, 2, 1), min_bidders=3, ceiling=Decimal("100000.00"), scheme=scheme,
                      bids=tuple(bid(at) for at in range(BIDS)))


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; takes a few seconds."""
    one = evaluation()
    flat = [[given for sheet in bid.scores.values() for given in sheet.values()] for bid in one.bids]

    def bare():
        for given in flat:
            total = Decimal(0)
            for points in given:
                total += points

    raw = bundles.write(one, rank(one))
    ranked, looped = best(lambda: rank(one)), best(bare)
    verified, loaded = best(lambda: verify(raw)), best(lambda: json.loads(raw))
    named = f"{BIDS} bids × {EXPERTS} experts × {CRITERIA} criteria"
    return [(f"rank {named}, beside adding the same Decimals", ranked, looped, ranked / looped, "ms"),
            ("the same, against the promised 50 ms", ranked, 50.0, ranked / 50, "ms"),
            (f"verify that bundle ({len(raw) / 1e6:.1f} MB), beside json.loads", verified, loaded, verified / loaded,
             "ms")]
