"""The rows of the session that opens what is reviewed: whose volumes are open and which could not be. No file is named.
"""
from dataclasses import dataclass

from ..models import Bid, OpenedBid
from . import lists
from .faults import Fault
from .roles import Look


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """One volume of a bid: sealed, opened, or what is wrong with it."""

    label: str
    opened: bool
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class BidRow:
    """One bid with its volumes of the stage."""

    name: str
    mine: bool
    volumes: list[VolumeRow]


@dataclass(frozen=True, slots=True)
class LotRows:
    """One lot with the bids that were opened at the opening."""

    lot: object
    rows: list[BidRow]


def of(look: Look, lots: list) -> list[LotRows]:
    """The rows of these lots; a bidder reads its own alone. The number of queries does not grow with them."""
    session, keys = look.session, [lot.pk for lot in lots]
    bids = Bid.objects.filter(lot__in=keys, status=session.course.bids).select_related("party").order_by("party__name")
    if look.mode == "bidder":
        bids = bids.filter(pk__in=[bid.pk for bid in look.bids])
    bids, mine = list(bids), {bid.pk for bid in look.bids}
    volumes = lists.envelopes(session, bids=[bid.pk for bid in bids])
    shown = {row.bid_id: row for row in OpenedBid.objects.filter(bid__lot__in=keys, stage=session.stage)}
    labels = {one.key: one.label for one in session.tender.rulebook.volumes}
    made = {lot.pk: LotRows(lot, []) for lot in lots}
    for bid in bids:
        own = [one.volume for one in volumes[bid.pk] if one.envelope.stage == session.stage]
        made[bid.lot_id].rows.append(BidRow(bid.party.name if bid.party else "", bid.pk in mine, [
            _volume(labels.get(key, key), key, shown.get(bid.pk)) for key in own]))
    return list(made.values())


def _volume(label: str, key: str, opened: OpenedBid | None) -> VolumeRow:
    wrong = opened.broken.get(key) if opened else None
    return VolumeRow(label, opened is not None, Fault(**wrong) if wrong else None)
