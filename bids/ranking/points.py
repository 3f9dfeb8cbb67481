"""The points that are not for the price: what the experts gave, added up; what facts are worth; who is far off."""
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from tenders.rulebooks.schemes import OBJECTIVE, TECHNICAL, Criterion, Scheme

from .exact import rounded
from .parameters import OUTLIER
from .values import BidIn, Others

ZERO = Decimal(0)


def others(scheme: Scheme, bid: BidIn) -> Others | None:
    """The sums over all experts: out of the scores where there are any, else as given."""
    if bid.scores is None:
        return bid.others
    technical = [one.key for one in scheme.criteria if one.group == TECHNICAL]
    sheets = bid.scores.values()
    return Others(len(bid.scores), sum((sum(sheet.values(), ZERO) for sheet in sheets), ZERO),
                  sum((sum(map(sheet.__getitem__, technical), ZERO) for sheet in sheets), ZERO))


def mean(others: Others, of: Decimal | None = None) -> Decimal:
    """The arithmetic mean of the experts' totals (or of another sum of theirs), rounded once; nothing is trimmed."""
    return rounded(Fraction(others.sum if of is None else of) / others.experts)


def objective(criterion: Criterion, fact: int | str) -> Decimal:
    """The points an objective criterion gives for a fact: so many a piece up to its most, or those of the grade.
    Raises KeyError for a grade the criterion does not have."""
    rule = criterion.rule
    if rule["kind"] == "count":
        return min(criterion.most, int(fact) * Decimal(rule["each"]))
    return min(criterion.most, {one["key"]: Decimal(one["points"]) for one in rule["choices"]}[str(fact)])


def objective_points(scheme: Scheme, facts: Mapping[str, int | str]) -> dict[str, Decimal]:
    """The points of every objective criterion that a fact is known for: alike for every expert (article 64)."""
    return {one.key: objective(one, facts[one.key]) for one in scheme.criteria
            if one.kind == OBJECTIVE and one.key in facts}


def outliers(scheme: Scheme, bid: BidIn, most_off: Decimal = OUTLIER) -> tuple[str, ...]:
    """The experts whose total for a bid is further from the mean of the others than that share of the judged points
    (exactly so far is not); each is asked to explain (畸高畸低)."""
    totals = {expert: Fraction(sum(sheet.values(), ZERO)) for expert, sheet in sorted((bid.scores or {}).items())}
    if len(totals) < 2:
        return ()
    most = Fraction(most_off) * Fraction(scheme.subjective_points)
    whole, rest = sum(totals.values()), len(totals) - 1
    return tuple(expert for expert, total in totals.items() if abs(total - (whole - total) / rest) > most)
