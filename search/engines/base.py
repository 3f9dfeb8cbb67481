"""What an engine is asked and what it answers. Engines know nothing of addresses, labels or pages."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

TERM_FACETS = ("record_type", "trade", "stage", "kind", "region", "method", "sme", "purchaser", "agent", "winner",
               "source")
"""Facets whose values are words. A record that does not state one holds ``UNSTATED``."""
NUMBER_FACETS = ("amount", "deadline", "opens", "published")
"""Facets whose values are numbers: ``amount`` in 分, the moments in seconds since 1970. Nothing where not stated."""
UNSTATED = "none"

SORTS = ("relevance", "published", "deadline", "amount")


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing a record must hold somewhere: ``text`` as one run, or its ``words`` apart, or one of ``others``.

    ``exact`` asks for the run alone. ``others`` are synonyms. ``sounds`` are ways to read typed letters as pinyin.
    """

    text: str
    words: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    sounds: tuple[tuple[str, ...], ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from ``low`` (counted in) to ``high`` (``closed``: counted in); None leaves that side open."""

    low: int | None = None
    high: int | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A record passes when its value is one of ``values``, or in one of ``spans``, or, if asked, not stated."""

    values: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    unstated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A search as the engine sees it.

    ``pieces`` must all be found; ``whole`` is the typed text in one run, whose exact hits come first. ``filters`` is
    by facet. ``now`` (seconds since 1970) parts running deadlines from past ones when sorting. ``terms`` and ``bands``
    name the facets to count, each under all filters but its own; bands by their inner edges in rising order.
    """

    pieces: tuple[Piece, ...] = ()
    whole: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    sort: str = "relevance"
    now: int = 0
    offset: int = 0
    limit: int = 20
    terms: tuple[str, ...] = ()
    bands: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


STRICT, NEAR, SOME = "", "near", "some"
"""How far an answer departs from the question: not; like spellings and sounds; some of the pieces only."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Ids in order and how many there are in all.

    ``facets`` maps a term facet to {value: count}, not stated under ``UNSTATED``; a number facet to {band: count},
    band number i lying before edge i, the last after all edges, and ``UNSTATED``.
    """

    total: int
    ids: tuple[UUID, ...]
    facets: Mapping[str, Mapping[Any, int]] = field(default_factory=dict)
    relaxed: str = STRICT


class Unready(Exception):
    """There is no index yet, or it cannot be opened: rebuild it with ``manage.py rebuild_search``."""


Changes = Callable[[], tuple[Iterable, Iterable[UUID]]]
"""Answers (records to write, ids gone)."""


class Engine(Protocol):
    """Finds records. Each method may be called from any number of threads and processes."""

    def answer(self, question: Question) -> Answer:
        """Raises Unready."""

    def count(self, question: Question) -> int:
        """How many records fit strictly; paging and facets are ignored. Raises Unready."""

    def write(self, changes: Changes) -> int:
        """Add or replace records and drop ids, visible on return. Returns how many records were written.

        ``changes`` is asked once no other writing goes on, so what it reads is not overtaken. A record whose
        ``revision`` is not newer than the one held is passed over.
        """

    def rebuild(self, records: Iterable, catch_up: Changes) -> int:
        """Build everything anew beside what is in use, then exchange the two without a moment between.

        ``catch_up`` is asked when all else is done and no other writing goes on, for what changed since the start.
        """
