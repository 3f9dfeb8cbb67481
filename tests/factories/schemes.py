"""Evaluation schemes for tests: what a draft is offered, with what a test wants otherwise."""
from dataclasses import replace

from tenders.rulebooks.base import Rulebook
from tenders.rulebooks.offers import offer
from tenders.rulebooks.schemes import COMPREHENSIVE, GOODS, Scheme


def scheme(book: Rulebook, method: str = COMPREHENSIVE, kind: str = GOODS, **changes) -> Scheme:
    """A lawful scheme under a rulebook."""
    return replace(offer(book, method, kind, product="核心产品"), **changes)


def kept(book: Rulebook, method: str = COMPREHENSIVE, kind: str = GOODS, **changes) -> dict:
    """The same as a tender keeps it."""
    return scheme(book, method, kind, **changes).as_json()
