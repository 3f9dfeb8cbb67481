"""The one way to search: pages, exports, feeds and the programming interface all come through here."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.paginator import Page, Paginator

from market.core import clock
from publish.models import PublicRecord

from . import facets, places, reading, rows, words
from .ask import DEEPEST, PAGE_SIZE, Ask, parse
from .engines.base import STRICT, Answer, Piece, Question, Unready
from .engines.embedded import engine

EXPORT_LIMIT = 10_000
"""Records an export gives at most."""
TAKEN = 6
"""From so many characters on, words were taken from a body sooner than from a title."""
TRIED = 12
"""Conditions that are tried away one by one where nothing was found; each costs a search."""
LITERAL = 10
"""From so many characters on, words and conditions together may be a phrase copied from a notice."""


@dataclass(frozen=True, slots=True)
class Loosened:
    """The same search without one condition, and how many it finds."""

    label: str
    count: int
    ask: Ask

    @property
    def query(self) -> str:
        return self.ask.query()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a search found, ready to be shown.

    ``remarks`` are sentences for the reader; ``synonyms`` pairs of a word and what was searched with it; ``loosened``
    is filled where nothing was found, the most fruitful first; ``types`` counts by type of record; ``by_conditions``
    is the other reading of a text that was taken literally although it holds conditions; ``too_deep`` says that the
    page asked for lies beyond paging.
    """

    ask: Ask
    total: int
    rows: list[rows.Row]
    page: Page
    facets: Mapping[str, facets.Facet]
    chips: list[facets.Chip]
    remarks: tuple[str, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...]
    loosened: list[Loosened]
    types: Mapping[str, int]
    by_conditions: Ask | None = None
    relaxed: str = STRICT
    too_deep: bool = False


class _Page(Page):
    def end_index(self) -> int:
        return self.start_index() + max(0, len(self.object_list) - 1)


class _Paginator(Paginator):
    """Pages of what is found, as deep as paging goes; ``count`` is the whole."""

    def __init__(self, total: int, size: int):
        super().__init__(range(total), size)

    @property
    def num_pages(self) -> int:
        return max(1, -(-min(self.count, DEEPEST) // self.per_page))


def from_address(query, *, only: str = "", **wanted) -> Found:
    """Search for what an address asks for (a ``QueryDict``). Raises Unready."""
    known = places.load()
    return find(parse(query, places=known.codes, only=only), known=known, **wanted)


def find(ask: Ask, *, known: places.Places | None = None, with_facets: bool = True, size: int = PAGE_SIZE) -> Found:
    """Search, and gather all a page needs. Raises Unready when there is no index though there are records."""
    known = known or places.load()
    now = clock.now()
    ask, other = _literally(ask, now)
    too_deep = (ask.page - 1) * size >= DEEPEST
    asked = reading.question(ask if not too_deep else replace(ask, page=1), now, facets=with_facets, limit=size)
    answer = _answer(asked)
    pages = _Paginator(answer.total, size)
    beyond = ask.page > pages.num_pages and not too_deep
    if beyond:
        ask = replace(ask, page=pages.num_pages)
        answer = _answer(reading.question(ask, now, facets=with_facets, limit=size))
    found = [] if too_deep else rows.Marker(asked.whole, asked.pieces, answer.relaxed).rows(rows.load(answer.ids), now)
    if ask.order == "relevance" and len(asked.whole) >= TAKEN:
        found = rows.literal_first(found, asked.whole, ask.text)
    chips = facets.chips(ask, known)
    return Found(
        ask=ask, total=answer.total, rows=found, page=_Page(found, min(ask.page, pages.num_pages), pages),
        facets=facets.build(ask, answer.facets, known) if with_facets else {}, chips=chips,
        remarks=(*ask.remarks, *_remarks(ask, answer, beyond, too_deep)), synonyms=_synonyms(asked.pieces),
        loosened=_loosened(ask, chips, now) if not answer.total else [],
        types=answer.facets.get("record_type", {}), by_conditions=other,
        relaxed=answer.relaxed, too_deep=too_deep)


def every(ask: Ask, limit: int = EXPORT_LIMIT) -> tuple[int, Iterator[PublicRecord]]:
    """How many records fit, and these in order, at most ``limit``, without their long texts. Raises Unready."""
    now = clock.now()
    ask, _ = _literally(ask, now)
    answer = _answer(reading.question(ask, now, facets=False, offset=0, limit=limit))
    ids = answer.ids

    def read():
        for start in range(0, len(ids), 500):
            chunk = ids[start:start + 500]
            known = PublicRecord.objects.defer("text", "attachment_text").in_bulk(chunk)
            yield from (known[pk] for pk in chunk if pk in known)

    return answer.total, read()


def count(ask: Ask) -> int:
    """How many records fit strictly. Raises Unready."""
    return engine().count(reading.question(ask, clock.now(), facets=False))


def _answer(question: Question) -> Answer:
    try:
        return engine().answer(question)
    except Unready:
        if PublicRecord.objects.exists():
            raise
        return Answer(total=0, ids=())


def _literally(ask: Ask, now: datetime) -> tuple[Ask, Ask | None]:
    """The ask with its typed words unread, where a record holds them in one run; and the other reading."""
    if ask.typed is None or not ask.text or len(run := words.stream(ask.typed.text)) < LITERAL:
        return ask, None
    plain = Question(pieces=(Piece(text=run, exact=True),), filters=reading.filters(ask.typed, now))
    try:
        if not engine().count(plain):
            return ask, None
    except Unready:
        return ask, None
    return replace(ask.typed, remarks=ask.remarks), replace(ask, typed=None)


def _remarks(ask: Ask, answer: Answer, beyond: bool, too_deep: bool) -> Iterator[str]:
    if sentence := rows.relaxed_sentence(answer.relaxed):
        yield sentence
    if len(ask.text.split()) > reading.PIECES:
        yield f"词语较多：已按整句和前 {reading.PIECES} 个词语查找。"
    if beyond and answer.total:
        yield f"没有这一页，已显示最后一页（第 {ask.page} 页）。"
    if too_deep:
        yield f"翻页最多到第 {DEEPEST} 条。请增加条件缩小范围，或用 CSV、JSON 导出（最多 {EXPORT_LIMIT:,} 条）。"


def _synonyms(pieces: tuple[Piece, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((piece.text, piece.others) for piece in pieces if piece.others)


def _loosened(ask: Ask, chips: list[facets.Chip], now: datetime) -> list[Loosened]:
    """What each condition costs: the search without it, where that finds something."""
    tries = [(f"{facets.HEADINGS.get(chip.facet, '金额')}：{chip.label}", chip.ask) for chip in chips[:TRIED]]
    if len(chips) > 1:
        tries.append(("全部筛选条件", Ask(text=ask.text, only=ask.only, type=ask.type)))
    if ask.text and chips:
        tries.append((f"关键词：{ask.text[:30]}", replace(ask, text="", sort="", page=1)))
    found = []
    for label, looser in tries:
        try:
            number = engine().count(reading.question(looser, now, facets=False))
        except Unready:
            return []
        if number:
            found.append(Loosened(label, number, looser))
    return sorted(found, key=lambda one: -one.count)[:4]
