"""Who may do what with a bid."""
from django.db.models import Q

from market.core import tags
from tenders.policy import WORKING

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


def readable(files, actor):
    """Those of some opened files that an actor may read. What is left out does not exist for it."""
    if not actor or not actor.party:
        return files.none()
    seen = Q(opened__bid__party=actor.party)
    if actor.proved and actor.duties & WORKING:
        tender = "opened__bid__lot__tender"
        house = Q(**{f"{tender}__principal": actor.party}) | Q(**{f"{tender}__agent": actor.party})
        seen |= Q(for_house=True) & house
        if "supervisor" in actor.roles:
            seen |= Q(**{f"{tender}__supervisor": actor.party})
    return files.filter(seen, opened__visible_at__isnull=False)
