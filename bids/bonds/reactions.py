"""What bonds follow from: bids handed in and withdrawn, deadlines moved, lots ended, money that arrived."""
from functools import partial

from market.core.subscribers import after, inside
from market.funds.models import Bill, Refund
from tenders.models import Lot, Tender

from ..models import Bid
from . import awarded, lateness, receipts, returns, sealed

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
    for bill in Bill.objects.filter(pk__in=_ids(event)):
        receipts.issue(bill)


@inside("tenders.lot.open_bids")
def show_what_was_paid(event) -> None:
    """From the opening on the centre sees what was paid for a lot."""
    sealed.opened(_ids(event))


@inside(*ENDED)
def show_what_ended(event) -> None:
    """So it does, from the deadline on, of a lot that ended without being opened."""
    lots = Lot.objects.filter(**{"pk__in" if event.kind.startswith("tenders.lot.") else "tender__in": _ids(event)})
    for tender in Tender.objects.filter(pk__in=lots.values("tender")):
        sealed.ended(tender, lots.filter(tender=tender).values_list("pk", flat=True))


AWARDED = {
    "tenders.lot.publish_result": awarded.letters_sent,
    "tenders.lot.sign_contract": awarded.contract_signed,
    "tenders.lot.record_default": awarded.defaulted,
    "tenders.lot.cancel_award": partial(awarded.award_ended, reason="award_cancelled"),
    "tenders.lot.void_award": partial(awarded.award_ended, reason="voided"),
    "tenders.lot.accept": awarded.performed,
}


@inside(*AWARDED)
def bonds_follow_the_award(event) -> None:
    """Losers' bonds go back with the letter, the winner's with the contract; a defaulter's never."""
    for lot in Lot.objects.filter(pk__in=_ids(event)).select_related("tender__region"):
        AWARDED[event.kind](lot)


@inside("funds.refund.settle")
def put_down_what_was_late(event) -> None:
    """A bond that came back late costs interest."""
    for refund in Refund.objects.filter(pk__in=_ids(event)).select_related("payment__bill"):
        lateness.settled(refund)


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
