"""Who may do what in redress: plain questions about an actor and a tender."""
from tenders.policy import PREPARING, WORKING

FILING = frozenset({"handler", "approver"})
"""Duties whose holders write for their organisation."""


def files(actor) -> bool:
    """Whether the actor writes letters for a proved supplier."""
    return bool(actor) and actor.proved and "supplier" in actor.roles and bool(actor.duties & FILING)


def reads_house(tender, actor) -> bool:
    """Whether the actor works for the principal or its agent."""
    return bool(actor) and actor.proved and actor.party in {tender.principal_id, tender.agent_id} and bool(
        actor.duties & WORKING)


def answers(tender, actor) -> bool:
    """Whether the actor answers for the principal or its agent."""
    return reads_house(tender, actor) and bool(actor.duties & PREPARING)


def supervises(tender, actor) -> bool:
    """Whether the actor handles complaints about this tender for its supervising department."""
    return bool(actor) and actor.party is not None and actor.party == tender.supervisor_id and oversees(actor)


def oversees(actor) -> bool:
    """Whether the actor handles complaints for a supervising department at all."""
    return bool(actor) and actor.proved and "supervisor" in actor.roles and bool(actor.duties & PREPARING)
