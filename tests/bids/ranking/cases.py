"""Small words for evaluations: the worked cases of the rulebook, and whatever a test needs beside them."""
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bids.ranking.values import BidIn, Book, Declared, Draw, Evaluation, LowPrice, Others, Quote, Verdict
from tenders.rulebooks.schemes import COMPREHENSIVE, LOWEST_PRICE, Criterion, Scheme

BOOK = Book("procurement.open", date(2015, 3, 1), "0" * 64)
PASSED = (Verdict("qualification", True), Verdict("compliance", True))
D = Decimal


def criterion(key: str, most: str, *, kind: str = "subjective", group: str = "technical", rule=None) -> Criterion:
    return Criterion(key=key, label=f"评审项 {key}", most=D(most), kind=kind, group=group, rule=rule or {})


def scheme(price: str = "30", **how) -> Scheme:
    """Comprehensive scoring with one technical criterion for all that is not the price."""
    rest = D(100) - D(price)
    return Scheme(**{"method": COMPREHENSIVE, "price_points": D(price),
                     "criteria": (criterion("technical", str(rest)),), "ties": ("price", "draw")} | how)


def lowest(**how) -> Scheme:
    """The lowest evaluated price."""
    return Scheme(method=LOWEST_PRICE, **how)


def others(total: str, experts: int = 1, technical: str | None = None) -> Others:
    return Others(experts, D(total), D(total if technical is None else technical))


def bid(key: str, value: str, rest: Others | str | None = None, **how) -> BidIn:
    """A bid that passed every review. ``value`` is its quote, ``rest`` what all experts gave it together;
    ``size``, ``small_share``, ``brand`` and ``domestic_part`` are declared, the last as ``all`` for the whole."""
    declared = {name: how.pop(name) for name in ("size", "small_share", "brand", "domestic_part") if name in how}
    if declared.get("domestic_part") == "all":
        declared["domestic_part"] = value
    for name in ("small_share", "domestic_part"):
        declared[name] = D(declared[name]) if declared.get(name) is not None else None
    quote = how.pop("quote", Quote("total", D(value), "元"))
    return BidIn(**{"id": key, "name": f"{key.upper()} 公司", "quote": quote, "declared": Declared(**declared),
                    "verdicts": PASSED, "others": others(rest) if isinstance(rest, str) else rest} | how)


def evaluation(by: Scheme, *bids: BidIn, **how) -> Evaluation:
    return Evaluation(**{"tender": "SLZC-2026-G-0001", "round": 1, "lot": "1", "title": "试验设备", "rulebook": BOOK,
                         "issued_on": date(2026, 2, 1), "min_bidders": 3, "ceiling": None, "scheme": by,
                         "bids": bids} | how)


def judged(evaluation_: Evaluation, key: str, phase: str, passed: bool = False) -> Evaluation:
    """The same with another finding for one bid."""
    bids = tuple(replace(one, verdicts=(*(v for v in one.verdicts if v.phase != phase), Verdict(phase, passed)))
                 if one.id == key else one for one in evaluation_.bids)
    return replace(evaluation_, bids=bids)


def scores(*totals: str) -> dict[str, dict[str, Decimal]]:
    """What each expert gives on the one criterion."""
    return {f"e{at}": {"technical": D(total)} for at, total in enumerate(totals, 1)}


def e1() -> Evaluation:
    """Goods, comprehensive scoring, five experts; A is a small firm."""
    def one(key, value, totals, **how):
        given = scores(*totals.split())
        return bid(key, value, others(str(sum(map(D, totals.split()))), 5), scores=given, **how)

    return evaluation(scheme(sme_deduction=D("0.10")), one("a", "1860000.00", "52 54 51 55 53", size="small"),
                      one("b", "1920000.00", "61 60 62 59 58"), one("c", "1745000.00", "50 49 52 51 48"))


def e2() -> Evaluation:
    """The lowest evaluated price; A and C are small firms; B and C come out equal."""
    return evaluation(lowest(sme_deduction=D("0.15")), bid("a", "980000.00", size="small"), bid("b", "846000.00"),
                      bid("c", "995294.12", size="micro"), bid("d", "860000.00"))


def e3() -> Evaluation:
    """Services, price weight 15; A small, C a consortium with enough small firms; final quotes."""
    by = scheme("15", sme_deduction=D("0.20"), consortium_deduction=D("0.04"))
    return evaluation(by, bid("a", "480000.00", others("223.00", 3), size="small"),
                      bid("b", "395000.00", others("230.00", 3)),
                      bid("c", "420000.00", others("231.00", 3), small_share="0.30"))


def e6(accepted: bool = False) -> Evaluation:
    """Goods of 2026: one brand twice, domestic products compete with others, a very low price."""
    def one(key, value, rest, brand, domestic=True):
        return bid(key, value, rest, brand=brand, domestic_part="all" if domestic else None)

    return evaluation(
        scheme("40", domestic=True, same_brand=True, core_product="显微镜"), one("a", "900000.00", "52.5", "X"),
        one("b", "880000.00", "50.1", "X"), one("c", "1000000.00", "57.0", "Y", False),
        one("d", "860000.00", "49.0", "Z"), one("e", "430000.00", "48.0", "W"),
        ceiling=D("1000000.00"), low_price=(LowPrice("e", ("ceiling_share",), accepted),))


def drawn(evaluation_: Evaluation, *order: str) -> Evaluation:
    """The same with a draw recorded."""
    return replace(evaluation_, draws=(*evaluation_.draws, Draw(order, "现场抽签")))
