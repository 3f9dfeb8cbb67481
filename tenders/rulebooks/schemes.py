"""What an evaluation scheme (评标办法) is: how the bids for a lot are reviewed, scored and ranked, as one value.

A scheme is part of the tender document: whoever drafts it fills it in, a second person reviews it, it is published, and
the bids are ranked by exactly that. Points are out of 100, with at most two decimals; shares are 0–1, exact. Kept as
JSON of the format ``scheme/1``, every number as text. Whether a scheme is lawful is asked of ``lawful.faults``.
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

FORMAT = "scheme/1"

COMPREHENSIVE, LOWEST_PRICE = "comprehensive", "lowest_price"
METHODS = {COMPREHENSIVE: "综合评分法", LOWEST_PRICE: "最低评标价法"}
TOTAL, RATE, UNIT_PRICE = "total", "rate", "unit_price"
BASES = {TOTAL: "总价", RATE: "费率", UNIT_PRICE: "单价"}
DISCOUNT, FEE = "discount", "fee"
RATE_KINDS = {DISCOUNT: "下浮率", FEE: "取费费率"}
GOODS, SERVICES = "goods", "services"
TRADE_KINDS = {GOODS: "货物", SERVICES: "服务"}
OBJECTIVE, SUBJECTIVE = "objective", "subjective"
KINDS = {OBJECTIVE: "客观分", SUBJECTIVE: "主观分"}
TECHNICAL, BUSINESS = "technical", "business"
GROUPS = {TECHNICAL: "技术", BUSINESS: "商务"}
ADDITIVE, MULTIPLICATIVE = "additive", "multiplicative"
STACKING = {ADDITIVE: "均以投标报价为基数，相加扣除", MULTIPLICATIVE: "先扣除本国产品部分，再扣除小微企业部分"}
TIES = {"price": "投标报价低者优先", "technical": "技术得分高者优先", "draw": "随机抽取"}

WHOLE = Decimal(100)
"""The points of a comprehensive scheme, price and everything else together."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_POINTS = re.compile(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,2})?")
_SHARE = re.compile(r"(0(\.[0-9]{1,4})?|1(\.0{1,4})?)")
LABEL, HOW, MANY = 120, 2000, 200
"""The longest label and the longest description, in characters; the most criteria or items."""


class SchemeUnreadable(ValueError):
    """What is kept is no scheme of this format."""


@dataclass(frozen=True, slots=True)
class Item:
    """A condition that a bid meets or fails: its key, what is looked at, the article behind it (may be empty)."""

    key: str
    label: str
    law: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One thing that is given points. ``most`` is what it can give, ``how`` says by what standard.

    A subjective one is judged by each expert. An objective one is computed alike for everybody by its ``rule``:
    ``{"kind": "count", "each": "1.5"}`` gives so many points a piece up to ``most``; ``{"kind": "choice", "choices":
    [{"key", "label", "points"}]}`` gives those of the grade that applies.
    """

    key: str
    label: str
    most: Decimal
    kind: str
    group: str
    how: str = ""
    rule: Mapping = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme:
    """How the bids for a lot are evaluated.

    ``method``, ``basis``, ``stacking`` and ``ties`` are keys of the tables above; ``rate_kind`` is empty unless the
    basis is a rate. ``price_points`` and the criteria are those of comprehensive scoring, 0 and none where the lowest
    evaluated price wins. ``sme_deduction`` is taken off the price of small firms, ``consortium_deduction`` of bids
    with enough of them; ``domestic`` prefers domestic products. ``same_brand`` counts bidders that offer one brand of
    the ``core_product`` as one. ``low_price_minutes`` is the time to explain a very low price; ``performance_bond`` a
    share of the contract, 0 where none is asked; ``candidates`` how many are recommended.
    """

    method: str
    basis: str = TOTAL
    rate_kind: str = ""
    price_points: Decimal = Decimal(0)
    criteria: tuple[Criterion, ...] = ()
    qualification: tuple[Item, ...] = ()
    compliance: tuple[Item, ...] = ()
    sme_deduction: Decimal = Decimal(0)
    consortium_deduction: Decimal = Decimal(0)
    domestic: bool = False
    stacking: str = ADDITIVE
    same_brand: bool = False
    core_product: str = ""
    ties: tuple[str, ...] = ("draw",)
    low_price_minutes: int = 30
    performance_bond: Decimal = Decimal(0)
    candidates: int = 3

    @property
    def method_label(self) -> str:
        """``综合评分法``."""
        return METHODS[self.method]

    @property
    def scores(self) -> bool:
        """Whether experts give points; where not, the lowest evaluated price wins among those that meet everything."""
        return has_points(self.method)

    @property
    def gives_sum(self) -> bool:
        """Whether a quote comes to a sum in 元 for the whole lot: a total, or a discount off the ceiling."""
        return self.basis == TOTAL or (self.basis == RATE and self.rate_kind == DISCOUNT)

    @property
    def unit(self) -> str:
        """What a quote is in: ``元``, ``%`` of the ceiling off (下浮率), or ``%`` charged (费率)."""
        return "%" if self.basis == RATE else "元"

    @property
    def quote_label(self) -> str:
        """What bidders fill in: 投标报价, 下浮率, 费率 or 投标单价."""
        if self.basis == RATE:
            return "下浮率" if self.rate_kind == DISCOUNT else "费率"
        return "投标单价" if self.basis == UNIT_PRICE else "投标报价"

    @property
    def higher_is_better(self) -> bool:
        """Whether the greater quote is the cheaper one: a discount."""
        return self.basis == RATE and self.rate_kind == DISCOUNT

    @property
    def other_points(self) -> Decimal:
        """What all criteria together can give."""
        return sum((one.most for one in self.criteria), Decimal(0))

    @property
    def subjective_points(self) -> Decimal:
        """What the subjective criteria together can give; the measure for scores that are oddly high or low."""
        return sum((one.most for one in self.criteria if one.kind == SUBJECTIVE), Decimal(0))

    def criterion(self, key: str) -> Criterion:
        """The criterion of that key. Raises KeyError."""
        return {one.key: one for one in self.criteria}[key]

    def as_json(self) -> dict:
        """In the one shape it is kept, published and bundled in (``scheme/1``)."""
        return {
            "format": FORMAT, "method": self.method, "basis": self.basis, "rate_kind": self.rate_kind,
            "price_points": points_text(self.price_points),
            "criteria": [{"key": one.key, "label": one.label, "most": points_text(one.most), "kind": one.kind,
                          "group": one.group, "how": one.how, "rule": _rule(one.rule)} for one in self.criteria],
            "qualification": [_item(one) for one in self.qualification],
            "compliance": [_item(one) for one in self.compliance],
            "sme_deduction": share_text(self.sme_deduction),
            "consortium_deduction": share_text(self.consortium_deduction),
            "domestic": self.domestic, "stacking": self.stacking, "same_brand": self.same_brand,
            "core_product": self.core_product, "ties": list(self.ties),
            "low_price_minutes": self.low_price_minutes, "performance_bond": share_text(self.performance_bond),
            "candidates": self.candidates,
        }


def has_points(method: str) -> bool:
    """Whether a method gives points."""
    return method == COMPREHENSIVE


def points_text(value: Decimal) -> str:
    """Points as they are kept: ``30.00``."""
    return f"{value:.2f}"


def share_text(value: Decimal) -> str:
    """A share as it is kept, with two decimals or as many more as it needs: ``0.10``, ``0.125``."""
    text = f"{value:.4f}"
    return text[:-2] + text[-2:].rstrip("0")


def _item(one: Item) -> dict:
    return {"key": one.key, "label": one.label, "law": one.law}


# Reading --------------------------------------------------------------------------------------------------------------

def read(kept: Mapping) -> Scheme:
    """The scheme out of what is kept of it. Raises SchemeUnreadable for anything that ``as_json`` would not write."""
    try:
        return _read(kept)
    except (KeyError, TypeError, AttributeError) as error:
        raise SchemeUnreadable(str(error)) from error


def _read(kept: Mapping) -> Scheme:
    if kept["format"] != FORMAT:
        raise SchemeUnreadable(f"A scheme of the format {kept['format']!r} cannot be read.")
    _exact("scheme", kept, _SCHEME_KEYS)
    return Scheme(
        method=_of(METHODS, kept["method"]), basis=_of(BASES, kept["basis"]),
        rate_kind=_of(RATE_KINDS, kept["rate_kind"]) if kept["basis"] == RATE else _of({""}, kept["rate_kind"]),
        price_points=read_points(kept["price_points"]),
        criteria=_rows(kept["criteria"], _criterion), qualification=_rows(kept["qualification"], _read_item),
        compliance=_rows(kept["compliance"], _read_item),
        sme_deduction=read_share(kept["sme_deduction"]),
        consortium_deduction=read_share(kept["consortium_deduction"]),
        domestic=_flag(kept["domestic"]), stacking=_of(STACKING, kept["stacking"]),
        same_brand=_flag(kept["same_brand"]), core_product=_text(kept["core_product"], LABEL),
        ties=_distinct(tuple(_of(TIES, one) for one in _list(kept["ties"]))),
        low_price_minutes=_whole(kept["low_price_minutes"], 0, 1440),
        performance_bond=read_share(kept["performance_bond"]), candidates=_whole(kept["candidates"], 1, 3))


_SCHEME_KEYS = frozenset(Scheme(method=COMPREHENSIVE).as_json())


def _criterion(kept: Mapping) -> Criterion:
    _exact("criterion", kept, {"key", "label", "most", "kind", "group", "how", "rule"})
    return Criterion(key=_key(kept["key"]), label=_text(kept["label"], LABEL), most=read_points(kept["most"]),
                     kind=_of(KINDS, kept["kind"]), group=_of(GROUPS, kept["group"]), how=_text(kept["how"], HOW),
                     rule=_rule(kept["rule"]))


def _read_item(kept: Mapping) -> Item:
    _exact("item", kept, {"key", "label", "law"})
    return Item(_key(kept["key"]), _text(kept["label"], HOW), _text(kept["law"], LABEL))


def _rule(kept: Mapping) -> dict:
    match kept:
        case {"kind": "count", "each": each}:
            _exact("rule", kept, {"kind", "each"})
            return {"kind": "count", "each": points_text(read_points(each))}
        case {"kind": "choice", "choices": choices}:
            _exact("rule", kept, {"kind", "choices"})
            return {"kind": "choice", "choices": [dict(one) for one in _rows(choices, _choice)]}
    _exact("rule", kept, set())
    return {}


def _choice(kept: Mapping) -> dict:
    _exact("choice", kept, {"key", "label", "points"})
    return {"key": _key(kept["key"]), "label": _text(kept["label"], HOW),
            "points": points_text(read_points(kept["points"]))}


def read_points(text: str) -> Decimal:
    """Points out of their text: at most four digits and two decimals. Raises SchemeUnreadable."""
    if not isinstance(text, str) or not _POINTS.fullmatch(text):
        raise SchemeUnreadable(f"{text!r} is no number of points.")
    return Decimal(text)


def read_share(text: str) -> Decimal:
    """A share out of its text: 0–1 with at most four decimals. Raises SchemeUnreadable."""
    if not isinstance(text, str) or not _SHARE.fullmatch(text):
        raise SchemeUnreadable(f"{text!r} is no share.")
    return Decimal(text)


def _exact(what: str, kept: Mapping, keys) -> None:
    if not isinstance(kept, Mapping) or set(kept) != set(keys):
        raise SchemeUnreadable(f"A {what} has other keys: {sorted(kept)}.")


def _of(table, value: str) -> str:
    if not isinstance(value, str) or value not in table:
        raise SchemeUnreadable(f"{value!r} is none of {sorted(table)}.")
    return value


def _list(kept) -> list:
    if not isinstance(kept, list) or len(kept) > MANY:
        raise SchemeUnreadable("not a list, or too long")
    return kept


def _rows(kept, one) -> tuple:
    rows = tuple(one(row) for row in _list(kept))
    _distinct([row["key"] if isinstance(row, dict) else row.key for row in rows])
    return rows


def _distinct(keys):
    if len(set(keys)) != len(keys):
        raise SchemeUnreadable(f"something stands there twice: {keys}")
    return keys


def _key(value: str) -> str:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        raise SchemeUnreadable(f"{value!r} is no key.")
    return value


def _text(value: str, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise SchemeUnreadable("not a text, or too long")
    return value


def _flag(value: bool) -> bool:
    if not isinstance(value, bool):
        raise SchemeUnreadable(f"{value!r} is neither true nor false.")
    return value


def _whole(value: int, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise SchemeUnreadable(f"{value!r} is no whole number from {least} to {most}.")
    return value


def is_key(text: str) -> bool:
    """Whether a text may be the key of a criterion or a condition."""
    return bool(_KEY.fullmatch(text))
