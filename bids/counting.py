"""How many bids a lot has. To be asked only once the list of envelopes is fixed: before, nobody may know."""
from uuid import UUID

from django.db.models import Count

from .models import Bid, OpeningSession


def valid_count(lot_id: UUID) -> int:
    """Bids handed in and not withdrawn."""
    return Bid.objects.handed_in().filter(lot=lot_id).count()


def valid_counts(tender_id: UUID) -> dict[UUID, int]:
    """The same for every lot of a tender that has any, in one query."""
    return dict(Bid.objects.handed_in().filter(lot__tender=tender_id).order_by().values_list("lot")
                .annotate(count=Count("pk")))


def list_is_fixed(tender_id: UUID) -> bool:
    """Whether the opening session has fixed the list of envelopes."""
    return OpeningSession.objects.filter(tender=tender_id, fixed_at__isnull=False).exists()
