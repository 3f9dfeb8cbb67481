"""Who may take which step of a disclosure. People with roles join with the trading hall; so far only programs act."""

PROGRAMS = frozenset({"import", "demo", "operator"})
"""``import`` takes in outside notices, ``demo`` fills the invented city, ``operator`` is the command line."""


def may(step: str, actor) -> bool:
    """Whether an actor may publish, revise or withdraw."""
    return str(actor) in PROGRAMS
