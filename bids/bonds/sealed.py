"""From when on money may belong to a lot that is still sealed: by the public course of tenders, never by who paid."""
from datetime import datetime

from django.db.models import Min

from market.core import clock
from market.funds import services
from tenders.models import Lot, Tender

RUNNING = ("published", "bidding", "closed")


def since() -> datetime | None:
    """When the first of the lots that ask for a bond and are not opened yet was published; None where there is none."""
    sealed = Lot.objects.filter(bond__gt=0, status__in=("pending", "closed"), tender__status__in=RUNNING)
    return sealed.aggregate(first=Min("tender__published_at"))["first"]


def opened(lots) -> None:
    """The bids of these lots are open: that they paid is no secret from the centre any longer."""
    services.show(lots, at=clock.now())


def ended(tender: Tender, lots) -> None:
    """Lots ended without being opened: until the deadline that was set nobody is to count who meant to bid."""
    services.show(lots, at=max(clock.now(), tender.bids_due_at or clock.now()))
