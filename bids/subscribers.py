"""Reactions of bids to events of tenders, of bonds and of their own; each part keeps its own."""
from .bonds import reactions as bonds
from .opening import reactions

__all__ = ["bonds", "reactions"]
