"""Reactions of bids to events of tenders, of bonds and of their own; each part keeps its own."""
from .awarding import reactions as awarding
from .bonds import reactions as bonds
from .evaluation import reactions as evaluation
from .opening import reactions

__all__ = ["awarding", "bonds", "evaluation", "reactions"]
