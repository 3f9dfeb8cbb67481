"""Who may do what with a bid and in a session."""
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


def may_host(session, step: str, actor) -> bool:
    """The host is of the principal or its agent and has that duty."""
    tender = session.tender
    return bool(actor and actor.proved and actor.party in {tender.principal_id, tender.agent_id}
                and "host" in actor.duties)
