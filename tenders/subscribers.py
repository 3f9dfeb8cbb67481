"""What follows in the same transaction when a tender moves."""
from market.core.subscribers import inside

from .services import hand_over


@inside("tenders.tender.close_bidding")
def lots_go_on(event) -> None:
    """The lots of a closed tender take over at once."""
    hand_over(event.payload.get("ids") or [event.object_id])
