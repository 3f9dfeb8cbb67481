"""Who may take which step of a tender, and who may read one."""
from django.db.models import Q

WORKING = frozenset({"handler", "approver", "host"})
"""Duties whose holders work on the tenders of their organisation."""
PRINCIPALS = frozenset({"purchaser", "tenderer", "grantor", "transferor"})


def visible(tenders, actor):
    """Public ones for everybody; drafts for those who work on them in the principal or its agent."""
    seen = Q(published_at__isnull=False)
    if actor and actor.party and actor.duties & WORKING:
        seen |= Q(principal=actor.party) | Q(agent=actor.party)
    return tenders.filter(seen)


def works_on(tender, actor) -> bool:
    """Whether the actor works on it for the principal or for its agent."""
    return bool(actor and actor.proved and actor.party in {tender.principal_id, tender.agent_id}
                and actor.duties & WORKING)


def may(tender, step: str, actor) -> bool:
    """Whether an actor may take a step."""
    return works_on(tender, actor)
