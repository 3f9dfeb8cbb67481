"""One brand, one bidder (MOF order 87, article 31): bids that offer the same brand of the core product."""
from collections.abc import Iterable

from .quotes import Priced
from .values import Evaluation


def groups(evaluation: Evaluation, bids: Iterable[Priced]) -> list[list[Priced]]:
    """The bids by brand, in the order of their ids; each alone where the document has no such rule or names none."""
    found: dict[tuple[str, str], list[Priced]] = {}
    for one in sorted(bids, key=lambda one: one.bid.id):
        brand = one.bid.declared.brand if evaluation.scheme.same_brand else ""
        found.setdefault((brand, "" if brand else one.bid.id), []).append(one)
    return list(found.values())


def bidders(evaluation: Evaluation, bids: Iterable[Priced]) -> int:
    """How many bidders they count as for the minimum."""
    return len(groups(evaluation, bids))
