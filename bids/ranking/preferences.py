"""The evaluated price: the price less what policy takes off it. The contract is made at the price itself."""
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from tenders.rulebooks.schemes import ADDITIVE

from .exact import rounded
from .parameters import DOMESTIC_SINCE
from .quotes import Priced, as_read
from .values import POINTS, SMALL, BidIn, Evaluation


def small_share(evaluation: Evaluation, bid: BidIn) -> Decimal:
    """What a bid gains for small firms, as a share: their own deduction, or the smaller one of a consortium or
    subcontract of which they have the share the edition asks for, or more; one ground a bid."""
    if bid.declared.size in SMALL:
        return evaluation.scheme.sme_deduction
    part = bid.declared.small_share
    least = evaluation.rules.consortium_share
    if part is not None and least is not None and part >= least:
        return evaluation.scheme.consortium_deduction
    return Decimal(0)


def domestic_part(evaluation: Evaluation, one: Priced) -> Fraction:
    """How much of a price is for domestic products. A part equal to the quote as read is the whole and follows its
    correction; none is more than the price."""
    part = one.bid.declared.domestic_part
    if part is None:
        return Fraction(0)
    whole = Fraction(part) == as_read(evaluation, one.bid)
    return one.price if whole else min(Fraction(part), one.price)


def domestic_counts(evaluation: Evaluation, scored: Iterable[Priced]) -> bool:
    """Whether the preference applies: the document knows it, was issued since it is law, and among the bids that are
    scored domestic products compete with others."""
    if (not evaluation.scheme.domestic or evaluation.issued_on < DOMESTIC_SINCE
            or evaluation.rules.domestic_preference is None):
        return False
    parts = [(domestic_part(evaluation, one), one.price) for one in scored]
    return any(part > 0 for part, _ in parts) and any(part < price for part, price in parts)


def evaluated(evaluation: Evaluation, scored: Iterable[Priced]) -> dict[str, Decimal]:
    """The evaluated price of each bid, by id, rounded."""
    scored = list(scored)
    domestic = domestic_counts(evaluation, scored)
    return {one.bid.id: rounded(_evaluated(evaluation, one, domestic)) for one in scored}


def _evaluated(evaluation: Evaluation, one: Priced, domestic: bool) -> Fraction:
    share = Fraction(0) if evaluation.sme_way == POINTS else Fraction(small_share(evaluation, one.bid))
    preference = Fraction(evaluation.rules.domestic_preference or 0) if domestic else Fraction(0)
    off = preference * domestic_part(evaluation, one)
    if evaluation.scheme.stacking == ADDITIVE:
        return one.price * (1 - share) - off
    return (one.price - off) * (1 - share)
