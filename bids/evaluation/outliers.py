"""Whose total for which bid lies far from the others' (畸高畸低): a question to that member, never a correction."""
from uuid import UUID

from tenders.models import Lot

from ..ranking import points
from . import bundling


def of(lot: Lot) -> set[tuple[int, UUID]]:
    """Seat and bid, among the sheets handed in."""
    scheme, names = lot.evaluation_scheme, {name: bid for bid, name in bundling.ids(lot).items()}
    return {(int(expert.removeprefix("e")), names[bid.id]) for bid in bundling.evaluation(lot).bids
            for expert in points.outliers(scheme, bid)}
