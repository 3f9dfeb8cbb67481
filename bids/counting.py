"""How many bids a lot has. To be asked only once the list of envelopes is fixed: before, nobody may know."""
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from tenders.ports import Counts

from .models import Bid, OpeningSession, Verdict


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


def review_counts(tender_id: UUID) -> dict[UUID, Counts]:
    """How far the review has come, for every lot of a tender that has bids that were opened, in one query."""
    said = Verdict.objects.filter(bid=OuterRef("pk"))
    reviewed = said.filter(phase=Verdict.Phase.QUALIFICATION)
    rows = Bid.objects.filter(lot__tender=tender_id, status=Bid.Status.OPENED).annotate(
        decided=Exists(reviewed), qualified=Exists(reviewed.filter(passed=True)),
        out=Exists(said.filter(passed=False))).order_by().values("lot").annotate(
            of=Count("pk"), of_decided=Count("pk", filter=Q(decided=True)),
            of_qualified=Count("pk", filter=Q(qualified=True)), of_standing=Count("pk", filter=Q(out=False)))
    return {row["lot"]: Counts(row["of"], row["of_decided"], row["of_qualified"], row["of_standing"]) for row in rows}
