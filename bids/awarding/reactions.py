"""What follows a result: the paper of each letter."""
from market.core.subscribers import after

from ..models import AwardLetter
from . import services


@after("tenders.lot.publish_result", name="bids.award_letters")
def papers(event) -> None:
    """Typeset and seal the letters of these lots."""
    lots = event.payload.get("ids") or [event.object_id]
    for letter in AwardLetter.objects.filter(award__lot__in=lots, file=None).values_list("pk", flat=True):
        services.make_pdf(letter)
