"""From a question to tantivy queries."""
import math
import re
from dataclasses import dataclass
from itertools import pairwise

from tantivy import FieldType, Occur, Order, Query, Schema

from .. import words
from ..documents import PARTS
from .base import NEAR, NUMBER_FACETS, SOME, STRICT, UNSTATED, Filter, Piece, Question, Span

WEIGHTS = {"title": 4.0, "about": 2.0, "text": 1.0, "file": 0.5}
"""How much a word counts by where it stands."""
EXACT = {"title": 400.0, "about": 300.0, "text": 200.0, "file": 100.0}
"""What the whole typed text in one run earns: far above any sum of words, so that such records come first."""
EXACT_LONG = {"title": 300.0, "about": 200.0, "text": 400.0, "file": 100.0}
"""The same for a run of ``LONG`` characters or more, which was taken from a body sooner than from a title."""
LONG = 6
SAMPLES = 60
"""Every other bigram and the last cover each character of a run; of runs past twice this length only so many bigrams,
evenly spread and each in its place, are compared. What agrees in those and differs elsewhere is sorted out by ``rows``.
"""
CODE = 500.0
SYNONYM, SOUND = 0.3, 0.2
ENOUGH = 0.6
"""The share of the pieces a record must hold when not all can be had."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a sorted list: a query, the field that orders it (None: by relevance) and which way."""

    query: Query
    field: str | None
    order: Order = Order.Desc


def every(*queries: Query) -> Query:
    """Records that fit all of these."""
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Must, query) for query in queries])


def either(*queries: Query) -> Query:
    """Records that fit at least one of these."""
    if not queries:
        return Query.empty_query()
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def without(query: Query) -> Query:
    """All records but these."""
    return Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, query)])


class Queries:
    """The queries of one question over one schema."""

    def __init__(self, schema: Schema, question: Question):
        self.schema, self.question = schema, question

    # the text

    def text(self, relaxed: str) -> Query | None:
        """What the typed text asks for; None where nothing was typed."""
        question = self.question
        if not question.pieces and not question.whole:
            return None
        found = []
        if question.whole:
            found.append(self._run(question.whole, EXACT if len(question.whole) < LONG else EXACT_LONG, flat=True))
            if words.looks_like_code(question.whole):
                found.append(self._code(question.whole))
        asked = [self._piece(piece, relaxed) for piece in question.pieces]
        if asked and relaxed == SOME:
            singles = [self._piece(single, NEAR) for single in self._apart()]
            if len(singles) > 1:
                found.append(Query.boolean_query([(Occur.Should, query) for query in singles],
                                                 minimum_number_should_match=math.ceil(len(singles) * ENOUGH) - (
                                                     len(singles) == 2)))
        elif asked:
            found.append(every(*asked))
        return either(*found)

    def _apart(self) -> list[Piece]:
        """The pieces cut into their words."""
        cut = []
        for piece in self.question.pieces:
            if piece.exact or len(piece.words) < 2:
                cut.append(piece)
            else:
                cut += [Piece(text=word, words=(word,)) for word in piece.words]
        return cut

    def _piece(self, piece: Piece, relaxed: str) -> Query:
        run = self._run(piece.text, EXACT if piece.exact else
                        {part: weight * (10 if len(piece.text) > 3 else 2) for part, weight in WEIGHTS.items()},
                        flat=piece.exact or len(piece.text) > 3)
        if piece.exact:
            return run
        lone = piece.text == self.question.whole
        # long pieces among others go by their words: clauses that stand in most bodies make costly runs
        ways = [] if lone or (len(piece.text) > LONG and piece.words) else [run]
        if piece.words:
            ways.append(every(*(self._word(word) for word in piece.words)))
        ways += [Query.boost_query(self._run(words.stream(other), WEIGHTS), SYNONYM) for other in piece.others]
        ways += [self._sounding(reading) for reading in piece.sounds]
        if words.looks_like_code(piece.text):
            ways.append(self._code(piece.text))
        if relaxed != STRICT:
            ways += self._near(piece)
        return either(*ways)

    def _word(self, word: str) -> Query:
        return Query.disjunction_max_query(
            [Query.boost_query(Query.term_query(self.schema, f"{part}_words", word, "freq"), weight)
             for part, weight in WEIGHTS.items()], 0.1)

    def _run(self, text: str, weights: dict[str, float], flat: bool = False) -> Query:
        """Records that hold this text in one run, in any part. ``flat``: for the weight itself, not by how often."""
        found = []
        for part in PARTS:
            query = self._phrase(f"{part}_grams", text)
            if query is not None:
                found.append(Query.const_score_query(query, weights[part]) if flat
                             else Query.boost_query(query, weights[part]))
        return either(*found)

    def _phrase(self, field: str, text: str) -> Query | None:
        pairs = words.bigrams(text)
        if not pairs:
            return Query.regex_query(self.schema, field, f"{re.escape(text)}.") if len(text) == 1 else None
        if len(pairs) == 1:
            return Query.term_query(self.schema, field, pairs[0], "freq")
        last = len(pairs) - 1
        step = max(2, last // SAMPLES)
        return Query.phrase_query(self.schema, field, [(at, pairs[at]) for at in sorted({*range(0, last, step), last})])

    def _code(self, text: str) -> Query:
        return Query.const_score_query(Query.term_query(self.schema, "codes", words.code(text), "basic"), CODE)

    def _sounding(self, syllables: tuple[str, ...]) -> Query:
        pairs = [a + b for a, b in pairwise(syllables)]
        return either(*(Query.const_score_query(
            every(*(Query.term_query(self.schema, field, pair, "basic") for pair in pairs)), SOUND * weight)
            for field, weight in (("head_sounds", 4), ("text_sounds", 1))))

    def _near(self, piece: Piece) -> list[Query]:
        """Like spellings of Latin words, first letters, and Chinese that sounds the same."""
        near = []
        if piece.text.isascii() and piece.text.isalnum():
            if len(piece.text) >= 4:
                near += [Query.boost_query(Query.fuzzy_term_query(self.schema, f"{part}_words", piece.text), weight)
                         for part, weight in WEIGHTS.items()]
            if piece.text.isalpha() and 2 <= len(piece.text) <= 12:
                query = self._phrase("head_initials", piece.text)
                near += [Query.const_score_query(query, SOUND)] if query is not None else []
        for run in words.syllables(piece.text):
            if len(run) > 1:
                near.append(self._sounding(tuple(run)))
        return near

    # filters and order

    def all(self, text: Query | None, leave_out: str = "") -> Query:
        """The text under every filter but the one left out."""
        parts = [] if text is None else [text]
        parts += [Query.const_score_query(self._filter(facet, wanted), 0.0)
                  for facet, wanted in self.question.filters.items() if facet != leave_out]
        return every(*parts) if parts else Query.all_query()

    def _filter(self, facet: str, wanted: Filter) -> Query:
        ways = [self._span(facet, span) for span in wanted.spans]
        values = list(wanted.values)
        if wanted.unstated:
            if facet in NUMBER_FACETS:
                ways.append(without(Query.exists_query(facet)))
            else:
                values.append(UNSTATED)
        if values:
            ways.append(Query.term_set_query(self.schema, facet, values))
        return either(*ways)

    def _span(self, facet: str, span: Span) -> Query:
        if span.low is None and span.high is None:
            return Query.exists_query(facet)
        return Query.range_query(self.schema, facet, FieldType.Integer, span.low, span.high, include_lower=True,
                                 include_upper=span.closed or span.high is None)

    def legs(self, text: Query | None) -> list[Leg]:
        """The stretches of the wanted order. What states no deadline or amount follows what does."""
        query, sort, now = self.all(text), self.question.sort, self.question.now

        def where(facet: str, wanted: Filter) -> Query:
            return every(query, Query.const_score_query(self._filter(facet, wanted), 0.0))

        if sort == "deadline":
            return [Leg(where("deadline", Filter(spans=(Span(low=now + 1),))), "deadline", Order.Asc),
                    Leg(where("deadline", Filter(spans=(Span(high=now, closed=True),))), "deadline"),
                    Leg(where("deadline", Filter(unstated=True)), "published")]
        if sort == "amount":
            return [Leg(where("amount", Filter(spans=(Span(),))), "amount"),
                    Leg(where("amount", Filter(unstated=True)), "published")]
        if sort == "relevance" and text is not None:
            return [Leg(query, None)]
        return [Leg(query, "published")]
