"""Who may do what about a committee: those who run the tender form it, the centre records the draw, members evaluate.
"""
from market.parties.policy import works_at_centre
from tenders import policy as of_tenders

COMMITTEE = "committee"
"""The actor of what a committee does as a whole; its members are not named before the result."""


def runs(tender, actor) -> bool:
    """Whether the actor prepares this tender for its principal or its agent."""
    return bool(actor) and bool(of_tenders.capacities(tender, actor) & {"principal", "agent"}) \
        and bool(actor.duties & of_tenders.PREPARING)


def keeps_the_draw(actor) -> bool:
    """Whether the actor works at the centre, which enters the records of the bank and prints the codes."""
    return bool(actor) and works_at_centre(actor)


def is_expert(actor) -> bool:
    """Whether the actor acts for a party that holds the role of experts."""
    return bool(actor) and actor.acts_as("expert")


def oversees(tender, actor) -> bool:
    """Whether the actor is of the department that supervises this tender."""
    return bool(actor) and "supervisor" in of_tenders.capacities(tender, actor) \
        and bool(actor.duties & of_tenders.PREPARING)
