"""What bonds follow from: bids handed in and withdrawn, deadlines moved, lots ended, money that arrived."""
from market.core.subscribers import after, inside
from market.funds.models import Bill
from tenders.models import Lot, Tender

from ..models import Bid
from . import receipts, returns

MOVED = ("tenders.tender.extend", "tenders.tender.amend", "tenders.tender.resume")
ENDED = {"tenders.lot.fail": "failed", "tenders.lot.terminate": "terminated", "tenders.tender.fail": "failed",
         "tenders.tender.terminate": "terminated"}


def _ids(event) -> list[str]:
    return event.payload.get("ids") or [event.object_id]


@inside("bids.bid.withdraw")
def plan_the_return(event) -> None:
    """A withdrawn bid's bond is to go back."""
    for bid in Bid.objects.filter(pk__in=_ids(event)).select_related("lot__tender__region"):
        returns.withdrawn(bid)


@inside("bids.bid.submit")
def keep_the_bond(event) -> None:
    """A bid handed in again keeps its bond."""
    for bid in Bid.objects.filter(pk__in=_ids(event)):
        returns.handed_in(bid)


@inside(*MOVED)
def bills_follow_the_deadline(event) -> None:
    """Bills of a tender are due when its bids are."""
    for tender in Tender.objects.filter(pk__in=_ids(event)):
        returns.deadline_moved(tender)


@inside("funds.bill.receive", "funds.bill.lodge")
def sign_a_receipt(event) -> None:
    """Whoever secured a bond has a receipt of it at once."""
    for bill in Bill.objects.filter(pk__in=_ids(event), purpose="bid_bond"):
        receipts.issue(bill)


@after("tenders.tender.close_bidding", name="bids.bonds.closed")
def return_what_nobody_bid_for(event) -> None:
    """Bonds without a bid go back after the deadline."""
    for tender in Tender.objects.filter(pk__in=_ids(event)):
        returns.closed(tender)


@after(*ENDED, name="bids.bonds.ended")
def return_what_a_lot_took(event) -> None:
    """Everything paid for a lot that ended goes back."""
    ids = _ids(event)
    lots = ids if event.kind.startswith("tenders.lot.") else Lot.objects.filter(tender__in=ids).values_list(
        "pk", flat=True)
    returns.ended(lots, ENDED[event.kind])
