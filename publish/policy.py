"""Who may take which step of a disclosure: only programs; people act on what a disclosure tells of."""

PROGRAMS = frozenset({"import", "demo", "operator", "tenders"})
"""``tenders`` tells of every step of our own tenders, ``import`` takes in outside notices, ``demo`` fills the invented
city, ``operator`` is the command line."""


def may(step: str, actor) -> bool:
    """Whether an actor may publish, revise or withdraw."""
    return str(actor) in PROGRAMS
