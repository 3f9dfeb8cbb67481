"""Order among bids that are equal: by what the document declares, in its order, and at last by a recorded draw."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .values import Draw, Evaluation


@dataclass(frozen=True, kw_only=True, slots=True)
class Contender:
    """A bid that is ranked: ``measure`` is the total (more is better) or None, then ``p_eval`` counts (less is
    better); ``price`` is the unadjusted price, ``technical`` the rounded mean of the technical part."""

    id: str
    brand: str
    price: Fraction
    p_eval: Decimal
    price_points: Decimal | None = None
    others_mean: Decimal | None = None
    total: Decimal | None = None
    technical: Decimal = Decimal(0)


_DECLARED = {"price": lambda one: one.price, "technical": lambda one: -one.technical}


def tiers(evaluation: Evaluation, contenders: Iterable[Contender]) -> list[list[Contender]]:
    """The best first; whom only a draw can part stand in one tier, by id. What is declared after the draw is moot."""
    declared = []
    for name in evaluation.scheme.ties:
        if name not in _DECLARED:
            break
        declared.append(_DECLARED[name])
    found: dict[tuple, list[Contender]] = {}
    for one in sorted(contenders, key=lambda one: one.id):
        first = one.p_eval if one.total is None else -one.total
        found.setdefault((first, *(key(one) for key in declared)), []).append(one)
    return [found[key] for key in sorted(found)]


def drawn(draws: Sequence[Draw], tied: Sequence[Contender]) -> list[Contender] | None:
    """The bids in the order of the draw that was held between exactly them; None where there was none."""
    by_id = {one.id: one for one in tied}
    order = next((draw.order for draw in draws if set(draw.order) == by_id.keys()), None)
    return None if order is None else [by_id[one] for one in order]
