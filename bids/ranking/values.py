"""What goes into a ranking and what comes out: frozen values, money in the measure of the quote, points out of 100."""
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tenders.rulebooks.schemes import Scheme

from .parameters import PRESENT, Rules

SMALL = frozenset({"small", "micro", "prison", "welfare"})
SIZES = frozenset({"none", "medium"}) | SMALL
PHASES = ("qualification", "compliance", "correction", "low_price", "revoked")
"""What may be found of a bid: 资格审查, 符合性审查, 修正后的报价经确认, 低价审查, 撤销投标 (never ``passed``)."""
PRICE, POINTS = "price", "points"
SME_WAYS = (PRICE, POINTS)
"""Small firms are preferred by a lower evaluated price, or (works scored from raw quotes) by more points for price."""
F1, F2, F3 = "F1", "F2", "F3"
FAILURES = {F1: "投标人不足法定家数", F2: "有效投标人不足法定家数", F3: "报价均超过最高限价"}
"""Why there is no ranking: fewer bids than the minimum, fewer valid ones, every price above the ceiling."""


@dataclass(frozen=True, slots=True)
class Book:
    """The edition of the rulebook that a tender was published under."""

    key: str
    since: date
    digest: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What was quoted: 元 in total or a piece, or a rate in percent (``unit`` ``%``)."""

    basis: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the bidder declared. ``small_share`` is 0–1; ``domestic_part`` is the part of the quote for domestic
    products, in the measure in which prices are ranked; an empty ``brand`` is like no other."""

    size: str = "none"
    small_share: Decimal | None = None
    brand: str = ""
    domestic_part: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a bid in one phase, and why."""

    phase: str
    passed: bool
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Others:
    """The part that is not the price: ``sum`` adds up the totals of all ``experts``, ``technical`` the technical part
    of them."""

    experts: int
    sum: Decimal
    technical: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class BidIn:
    """One opened bid. ``corrected`` replaces the quote's value once the bidder has confirmed it. ``facts`` are the
    counts and grades behind the objective points, by criterion. Where there are ``scores`` (expert, criterion,
    points), ``others`` follows from them; without scores it is given; both are None for who was never scored."""

    id: str
    name: str
    quote: Quote
    corrected: Decimal | None = None
    declared: Declared = Declared()
    verdicts: tuple[Verdict, ...] = ()
    facts: Mapping[str, int | str] = field(default_factory=dict)
    others: Others | None = None
    scores: Mapping[str, Mapping[str, Decimal]] | None = None

    def found(self, phase: str) -> bool | None:
        """Whether the bid passed that phase; None where nothing was found of it."""
        return next((one.passed for one in self.verdicts if one.phase == phase), None)


@dataclass(frozen=True, slots=True)
class LowPrice:
    """A very low price that was looked into: by what it was noticed, and whether the explanation was accepted."""

    bid: str
    triggers: tuple[str, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """A recorded draw between exactly these bids, the first drawn first."""

    order: tuple[str, ...]
    ground: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """Everything a ranking depends on. ``ceiling`` is in 元: of the total, of one piece, or what a discount is taken
    off; a fee has none."""

    tender: str
    round: int
    lot: str
    title: str
    rulebook: Book
    issued_on: date
    min_bidders: int
    ceiling: Decimal | None
    scheme: Scheme
    bids: tuple[BidIn, ...]
    rules: Rules = PRESENT
    sme_way: str = PRICE
    low_price: tuple[LowPrice, ...] = ()
    draws: tuple[Draw, ...] = ()

    def without_scores(self) -> "Evaluation":
        """As the public may have it: what each expert gave is left out, the sums stay."""
        from .points import others
        return replace(self, bids=tuple(replace(bid, others=others(self.scheme, bid), scores=None)
                                        for bid in self.bids))


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What became of one bid. ``out`` names where it fell out, empty where it did not; ``rank`` is None for who is not
    ranked. Bids that tie share a rank until a draw is recorded."""

    bid: str
    p_eval: Decimal | None = None
    price_points: Decimal | None = None
    others_mean: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None
    candidate: int | None = None
    out: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """Bids that only a draw can part: over a ``rank`` among the candidates, or over who stands for a ``brand``."""

    over: str
    bids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rows, the ranked first; ``failed`` is F1, F2, F3 or empty; ``open`` are the ties that wait for a draw."""

    failed: str
    rows: tuple[Row, ...]
    open: tuple[Tie, ...] = ()

    def row(self, bid: str) -> Row:
        """The row of a bid. Raises KeyError."""
        return {row.bid: row for row in self.rows}[bid]
