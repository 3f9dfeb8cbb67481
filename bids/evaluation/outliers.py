"""Whose total for which bid lies far from the others' (畸高畸低): a question to that member, never a correction."""
from collections.abc import Mapping
from uuid import UUID

from tenders.models import Lot

from ..ranking import points
from ..ranking.values import Evaluation
from . import bundling


def of(lot: Lot) -> set[tuple[int, UUID]]:
    """Seat and bid, among the sheets handed in."""
    return among(lot, bundling.evaluation(lot), bundling.ids(lot))


def among(lot: Lot, evaluation: Evaluation, names: Mapping[UUID, str]) -> set[tuple[int, UUID]]:
    """The same of an evaluation that was read already, with the names of its bids."""
    number = lot.rulebook.score_outlier
    most_off = number.value if number else points.OUTLIER
    bids = {name: bid for bid, name in names.items()}
    return {(int(expert.removeprefix("e")), bids[bid.id]) for bid in evaluation.bids
            for expert in points.outliers(evaluation.scheme, bid, most_off)}
