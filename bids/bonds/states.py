"""How the bond of a lot stands for one bidder: read by the wizard, the list and the page of a bill."""
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from market.core import clock, tags
from market.core.parts import Tone
from market.funds import services
from market.funds.models import Bill, BillHolder
from market.funds.reasons import KEPT, RETURNS
from tenders.models import Lot, Tender

from .. import joined
from ..models import Bid

PURPOSE, PERFORMANCE = Bill.Purpose.BID_BOND, Bill.Purpose.PERFORMANCE_BOND
BEFORE = ("withdrawn", "not_bid")
"""Reasons of a return that began without a bid: nothing stood for a bid then."""
TAKING = ("published", "bidding")
"""States of a tender in which bonds may be paid."""


@dataclass(frozen=True, slots=True)
class BondState:
    """What a bidder has to know: whether a bond is asked, whether it is secured, in words, and where to act.

    ``amount`` in 元. ``secured`` is true where none is asked.
    """

    required: bool
    secured: bool
    amount: Decimal
    words: str
    tone: Tone
    url: str
    bill: Bill | None = None


def tag_of(lot_id: UUID, actor) -> str:
    """The tag of the party acted for within a lot."""
    return tags.owner_tag(lot_id, actor.party)


def group_tag(tender_id: UUID, party: UUID) -> str:
    """The tag under which a party is found to have bills in a tender, and under nothing else."""
    return tags.owner_tag(f"bonds:{tender_id}", party)


def bond_state(lot: Lot, actor) -> BondState:
    """How the bond of a lot stands for the party acted for. Tells nothing of any other party."""
    if not lot.bond:
        return BondState(False, True, Decimal(0), "本标段（包）不收取投标保证金。", "ok", "")
    bill = services.bill_of(PURPOSE, lot.pk, tag_of(lot.pk, actor)) if actor and actor.party else None
    if bill is None:
        return BondState(True, False, lot.bond, "还没有取得缴款码。", "warn", reverse("bonds:begin", args=[lot.pk]))
    return BondState(True, bill.status in services.SECURED, bill.amount, *said(bill),
                     reverse("bonds:bill", args=[bill.pk]), bill)


def said(bill: Bill) -> tuple[str, Tone]:
    """The state of a bill in a sentence, and its tone."""
    if bill.status in services.SECURED and bill.refund_by:
        return f"{RETURNS.get(bill.refund_reason, '')}，保证金将退还；截止前重新递交的继续有效。", "warn"
    if bill.status == "open" and clock.now() >= bill.due_at:
        return "缴纳截止时间已过，没有足额到账的款项，也没有保函。", "danger"
    return {
        "new": ("正在出具缴款单。", ""), "open": ("待缴纳，或者提交保函。", "warn"), "paid": ("已足额到账。", "ok"),
        "guaranteed": ("已提交保函。", "ok"), "refund_due": ("正在退还。", "blue"), "refunded": ("已退还。", ""),
        "released": ("保函已解除。", ""), "cancelled": ("不再需要缴纳。", ""),
        "forfeited": (KEPT.get(bill.refund_reason, "保证金不予退还。"), "danger"),
    }[bill.status]


def my_bills(actor) -> list[Bill]:
    """All bills of the party acted for, those due last in front.

    Rows name nobody: the party's tag is tried for each tender in which there are bills, then for the lots of those
    alone that it has bills in.
    """
    groups = BillHolder.objects.order_by().values_list("group", flat=True).distinct()
    marks = joined.slices(group_tag(group, actor.party) for group in groups.iterator())
    mine = [group for few in marks for group in BillHolder.objects.filter(tag__in=few).values_list("group", flat=True)]
    lots = (lot for start in range(0, len(mine), 500) for lot in Bill.objects.order_by().filter(
        group__in=mine[start:start + 500]).values_list("subject", flat=True).distinct())
    found = [bill for few in joined.slices(tag_of(lot, actor) for lot in lots)
             for bill in Bill.objects.filter(payer_tag__in=few)]
    return sorted(found, key=lambda bill: bill.due_at, reverse=True)


def bonds_missing(lot: Lot) -> list[Bid]:
    """Bids of an opened lot that came without the bond it asks for: a fact of the qualification review, by which they
    are invalid (政府采购货物和服务招标投标管理办法 第六十三条). None before the lot is opened."""
    if not lot.bond or lot.opened_at is None:
        return []
    bids = list(Bid.objects.filter(lot=lot, status__in=["opened", "broken"]).order_by("tag"))
    bills = Bill.objects.filter(purpose=PURPOSE, subject=lot.pk, payer_tag__in=[bid.tag for bid in bids])
    secured = {bill.payer_tag for bill in bills
               if bill.paid_at and (bill.status in services.SECURED or bill.refund_reason not in BEFORE)}
    return [bid for bid in bids if bid.tag not in secured]


def my_bill(pk: UUID, actor) -> Bill | None:
    """A bill if it is of the party acted for; None for everybody else's, as for one that is not there."""
    bill = Bill.objects.filter(pk=pk).first()
    return bill if bill and actor.party and tag_of(bill.subject, actor) == bill.payer_tag else None


def my_lots_without_bill(actor, bills: list[Bill]) -> list[Lot]:
    """Lots that ask for a bond, of tenders the party confirmed to take part in, and that it has no bill for."""
    lots = list(Lot.objects.filter(bond__gt=0, tender__status__in=TAKING, tender__bids_due_at__gt=clock.now())
                .exclude(pk__in=[bill.subject for bill in bills]).select_related("tender")
                .order_by("tender__bids_due_at", "tender", "number"))
    mine = joined.of(Tender.objects.filter(pk__in={lot.tender_id for lot in lots}), actor)
    return [lot for lot in lots if lot.tender_id in mine]
