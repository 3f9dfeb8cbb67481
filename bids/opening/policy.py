"""Who may do what in an opening session."""
from market.core import steps

SESSION = "opening"
"""The actor of what a session does by itself: opening lots and bids, calling itself off with its tender."""


def is_of_the_house(session, actor) -> bool:
    """Whether the actor acts for the principal or its agent."""
    tender = session.tender
    return bool(actor) and getattr(actor, "proved", False) and actor.party in {tender.principal_id, tender.agent_id}


def may_host(session, step: str, actor) -> bool:
    """The host is of the principal or its agent and has that duty; the session's own acts need nobody."""
    if str(actor) in {SESSION, steps.CLOCKWORK}:
        return step == "call_off"
    return is_of_the_house(session, actor) and "host" in actor.duties
