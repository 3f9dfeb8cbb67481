"""From what was quoted to the price that is ranked: exact, lower is better, in 元 or (a fee) in percent."""
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from tenders.rulebooks.schemes import RATE

from .faults import Incomplete
from .values import BidIn, Evaluation


@dataclass(frozen=True, slots=True)
class Priced:
    """A bid with its price: the quote, corrected where a correction was confirmed, and no preference in it yet."""

    bid: BidIn
    price: Fraction


def priced(evaluation: Evaluation, bid: BidIn) -> Priced:
    """The bid with its price. Raises Incomplete ``ceiling.missing``, ``quote.not_positive``."""
    value = bid.quote.value if bid.corrected is None else bid.corrected
    price = _measured(evaluation, value)
    if price <= 0:
        raise Incomplete("quote.not_positive", f"投标 {bid.id}")
    return Priced(bid, price)


def ceiling(evaluation: Evaluation) -> Fraction | None:
    """What no price may be above, in the measure of prices; None where there is no ceiling, or the quote is a fee."""
    fee = evaluation.scheme.basis == RATE and not evaluation.scheme.higher_is_better
    return None if evaluation.ceiling is None or fee else Fraction(evaluation.ceiling)


def as_read(evaluation: Evaluation, bid: BidIn) -> Fraction:
    """The price before any correction, as it was read at the opening."""
    return _measured(evaluation, bid.quote.value)


def _measured(evaluation: Evaluation, value: Decimal) -> Fraction:
    """A discount (下浮率) of r per cent is ranked as ceiling × (1 − r); anything else as its value."""
    if not evaluation.scheme.higher_is_better:
        return Fraction(value)
    if evaluation.ceiling is None:
        raise Incomplete("ceiling.missing")
    return Fraction(evaluation.ceiling) * (1 - Fraction(value) / 100)
