"""Who may do what with a bid."""
from market.core import tags

from .acting import Sealed


def may_bid(actor) -> bool:
    """Whether the actor prepares bids for a proved organisation."""
    return bool(actor) and actor.acts_as("supplier", "handler")


def owns(bid, actor) -> bool:
    """Whether the actor acts for the bidder whose bid it is: a person by its party, ``Sealed`` by the tag alone."""
    if isinstance(actor, Sealed):
        return actor.tag == bid.tag
    return bool(actor and actor.party and tags.owner_tag(bid.lot_id, actor.party) == bid.tag)


def may(bid, step: str, actor) -> bool:
    """Only the bidder touches its bid."""
    return owns(bid, actor)
