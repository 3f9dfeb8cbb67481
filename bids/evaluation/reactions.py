"""What an evaluation does when its lot moves. Imported by ``bids.subscribers``."""
from market.core.subscribers import after, inside
from tenders.models import Lot

from . import papers, services


@inside("tenders.lot.start_evaluation")
def begin(event) -> None:
    """Sheets and questions are laid out with the step that starts it."""
    for lot in Lot.objects.filter(pk__in=event.payload.get("ids", [event.object_id])).select_related("tender__region"):
        services.begin(lot)


@after("tenders.lot.finish_evaluation", name="bids.evaluation_report")
def paper(event) -> None:
    """The paper of a report."""
    papers.make_pdf(event.object_id)
