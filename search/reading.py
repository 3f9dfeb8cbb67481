"""From what a reader asks to what an engine is asked."""
import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from market.core.trades import trade_by_slug

from . import synonyms, windows, words
from .ask import PAGE_SIZE, TIMES, Ask
from .engines.base import Filter, Piece, Question, Span

SPLIT_LIMIT = 16
"""Longer runs were copied from somewhere: their words are not exchanged for synonyms."""
PIECES = 16
"""So many pieces are looked for one by one; of a longer text the whole run as well."""
TERMS = ("trade", "stage", "kind", "region", "method", "sme", "purchaser", "agent", "winner", "source")
AMOUNTS = (10**8, 5 * 10**8, 10**9, 5 * 10**9)
"""Inner edges of the amount bands in 分: 100, 500, 1,000 and 5,000 万元."""

_QUOTED = re.compile(r"(?<!\S)[\"“”「『＂]([^\"“”「」『』＂]+)[\"“”」』＂](?!\S)")


def pieces(text: str) -> tuple[Piece, ...]:
    """The things a text asks for: what stands in quotation marks exactly, the rest by its words."""
    found = [Piece(text=run, exact=True) for quoted in _QUOTED.findall(text) if (run := words.stream(quoted))]
    for typed in _QUOTED.sub(" ", text).split():
        run = words.stream(typed)
        if any(c.isalnum() for c in run):
            found += _by_synonyms(run) or [_piece(run, typed)]
    return tuple(dict.fromkeys(found))[:PIECES]


def _piece(run: str, typed: str = "") -> Piece:
    return Piece(text=run, words=tuple(words.sought(typed or run)), sounds=words.spellings(run),
                 others=synonyms.groups().get(run, ()))


def _by_synonyms(run: str) -> list[Piece]:
    """The run cut at the words that have synonyms; nothing where there is none.

    Where single characters would remain (防汛 + 墙) the run stays whole, and its synonyms are whole runs as well.
    """
    known = synonyms.found(run) if len(run) <= SPLIT_LIMIT else []
    if not known:
        return []
    cuts = sorted({0, len(run), *(edge for start, end, _ in known for edge in (start, end))})
    parts = [run[start:end] for start, end in pairwise(cuts)]
    if all(len(part) > 1 for part in parts):
        return [_piece(part) for part in parts]
    others = [run[:start] + other + run[end:] for start, end, word in known for other in synonyms.groups()[word]]
    return [replace(_piece(run), others=tuple(others[:6]))]


def question(ask: Ask, now: datetime, *, facets: bool = True, offset: int | None = None,
             limit: int = PAGE_SIZE) -> Question:
    """The question an engine can answer, at that moment."""
    seconds = int(now.timestamp())
    edges = (seconds, *(windows.span(key, now, running=True).high for key in ("today", "3d", "7d")))
    return Question(
        pieces=pieces(ask.text), whole=words.stream(ask.text), filters=filters(ask, now), sort=ask.order, now=seconds,
        offset=(ask.page - 1) * limit if offset is None else offset, limit=limit,
        terms=("record_type", *TERMS) if facets else (),
        bands={"amount": AMOUNTS, "deadline": tuple(edge + 1 for edge in edges)} if facets else {})


def filters(ask: Ask, now: datetime) -> dict[str, Filter]:
    """The filters of an ask by facet; those not asked for are absent."""
    wanted = {facet: Filter(values=getattr(ask, facet)) for facet in TERMS if facet != "trade" and getattr(ask, facet)}
    if ask.trade:
        wanted["trade"] = Filter(values=tuple(trade_by_slug(slug).key for slug in ask.trade))
    if ask.only or ask.type:
        wanted["record_type"] = Filter(values=(ask.only or ask.type,))
    if ask.bounded:
        low, high = (None if bound is None else int(bound * 100) for bound in (ask.low, ask.high))
        wanted["amount"] = Filter(spans=(Span(low, high, closed=True),), unstated=ask.unstated)
    for facet in TIMES:
        if values := getattr(ask, facet):
            wanted[facet] = Filter(spans=tuple(_time(facet, value, now) for value in values if value != "none"),
                                   unstated="none" in values)
    return wanted


def _time(facet: str, value: str, now: datetime) -> Span:
    if value == "closed":
        return Span(high=int(now.timestamp()), closed=True)
    return windows.span(value, now, back=facet == "published", running=facet == "deadline")
