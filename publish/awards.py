"""Notices of awards: made in the transaction that makes a result public, or takes a public one back."""
from bids.awarding import notices
from bids.models import Award
from tenders.models import Lot

from . import tenders


def publish_result(ids: list[str]) -> None:
    """One notice for the lots whose results go out together."""
    awards = list(Award.objects.living().filter(lot__in=ids).select_related("lot__tender", "bid__party", "ranking"))
    tender = awards[0].lot.tender
    tenders.publish(tender, notices.result(tender, awards))


def publish_end(lot_id: str) -> None:
    """An award that was public stands no longer; one that never was is told by the public ledger alone."""
    lot = Lot.objects.select_related("tender").get(pk=lot_id)
    award = Award.objects.filter(lot=lot).order_by("-number").select_related("lot", "bid__party").first()
    if award is not None and award.letter_at is not None and award.ended_at is not None:
        tenders.publish(lot.tender, notices.ended(lot.tender, award))
