"""Very low prices (异常低价): who is asked to explain. One pass over the prices that met every requirement; means are
not made anew when one falls out. Every comparison is strict; an edition without a threshold has no such trigger."""
from collections.abc import Sequence
from fractions import Fraction

from .quotes import Priced, ceiling
from .values import Evaluation

HALF_MEAN, HALF_SECOND, CEILING_SHARE, COMMITTEE = "half_mean", "half_second", "ceiling_share", "committee"
TRIGGERS = {HALF_MEAN: "低于平均报价的规定比例", HALF_SECOND: "低于次低报价的规定比例",
            CEILING_SHARE: "低于最高限价的规定比例", COMMITTEE: "评标委员会认为过低"}
"""By what a price is noticed, in words; the second is about the lowest price alone."""


def noticed(evaluation: Evaluation, valid: Sequence[Priced]) -> dict[str, tuple[str, ...]]:
    """By what each price is noticed, by bid; without those that are not. The committee may name more."""
    if not valid:
        return {}
    rules, prices = evaluation.rules, sorted(one.price for one in valid)
    half = Fraction(rules.low_price_mean or 0) * sum(prices) / len(prices)
    second = Fraction(rules.low_price_second or 0) * prices[1] if len(prices) > 1 else Fraction(0)
    low = Fraction(rules.low_price_ceiling or 0) * (ceiling(evaluation) or 0)
    found = {}
    for one in valid:
        by = ((HALF_MEAN, one.price < half), (HALF_SECOND, one.price < second),
              (CEILING_SHARE, one.price < low))
        if names := tuple(name for name, so in by if so):
            found[one.bid.id] = names
    return found
