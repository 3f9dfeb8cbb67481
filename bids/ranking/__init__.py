"""Ranking the bids for a lot: plain functions of plain values, so that anyone can recompute what the committee found.

``rank`` turns an ``Evaluation`` into an ``Outcome``; ``bundles`` writes and reads both as one public file
(``evaluation-bundle/1``, ``docs/ranking.md``); ``verify`` recomputes such a file and names every place that differs.
Arithmetic is exact; what is rounded, and where, says ``exact``. Imports nothing of Django.
"""
from .faults import BundleFault, Incomplete
from .ranked import rank
from .values import BidIn, Evaluation, Outcome, Row
from .verification import Difference, verify

__all__ = ["BidIn", "BundleFault", "Difference", "Evaluation", "Incomplete", "Outcome", "Row", "rank", "verify"]
