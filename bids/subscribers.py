"""Reactions of bids to events of tenders and of their own."""
from .opening import reactions

__all__ = ["reactions"]
