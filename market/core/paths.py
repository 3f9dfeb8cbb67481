"""The edges a procedure is made of: plain data, so that rulebooks need no Django. ``core.steps`` walks them."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edge:
    """One move of a path. Edges not ``by_hand`` are taken by the clockwork or by another step, never by a person."""

    step: str
    before: str
    after: str
    by_hand: bool = True
