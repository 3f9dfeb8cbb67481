"""What a session does when its tender moves, and what follows its own steps. Imported by ``bids.subscribers``."""
from market.core.steps import CLOCKWORK, take_steps
from market.core.subscribers import after, inside
from tenders.models import Tender

from ..models import Bid
from . import services


@inside("tenders.tender.publish_notice", "tenders.tender.extend", "tenders.tender.amend", "tenders.tender.resume",
        "tenders.tender.extend_for_outage")
def arrange(event) -> None:
    """The session is made with the notice and its time follows the tender's."""
    tender = Tender.objects.get(pk=event.object_id)
    if tender.published_at and tender.opens_at:
        services.arrange(tender)


@inside("tenders.tender.fail", "tenders.tender.terminate")
def fall_away(event) -> None:
    """No session without its tender."""
    services.fall_away(Tender.objects.get(pk=event.object_id))


@inside("tenders.lot.fail", "tenders.lot.terminate")
def leave_sealed(event) -> None:
    """Bids for a lot that ends unopened stay sealed for good."""
    lots = event.payload.get("ids", [event.object_id])
    for tender in Tender.objects.filter(lots__in=lots).distinct():
        services.fall_away_without_lots(tender)
    if bids := list(Bid.objects.filter(lot__in=lots, status=Bid.Status.SUBMITTED).values_list("pk", flat=True)):
        take_steps(Bid.objects.filter(pk__in=bids), "leave_sealed", actor=CLOCKWORK)


@after("bids.openingsession.end", name="bids.opening_record")
def paper(event) -> None:
    """The paper of a record."""
    services.make_pdf(event.object_id)
