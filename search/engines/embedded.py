"""The default engine: a tantivy index on disk."""
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import tantivy
from django.conf import settings

from ..documents import PARTS, document
from .base import NEAR, NUMBER_FACETS, SOME, STRICT, TERM_FACETS, UNSTATED, Answer, Changes, Question
from .folder import Folder
from .queries import Queries

VERSION = "v1"
"""Raise it whenever ``schema`` or ``documents.document`` changes: an older index is then rebuilt."""
BUILDER_HEAP, WRITER_HEAP = 128_000_000, 20_000_000
TOP = {"region": 400, "kind": 40, "purchaser": 12, "agent": 12, "winner": 12}
"""How many values of a facet are counted; 30 where none is given."""


@cache
def schema() -> tantivy.Schema:
    """The fields of ``documents.document`` as tantivy holds them."""
    build = tantivy.SchemaBuilder()
    build.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in TERM_FACETS:
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    build.add_text_field("codes", tokenizer_name="raw", index_option="basic")
    for name in ("revision", *NUMBER_FACETS):
        build.add_integer_field(name, indexed=name == "revision", fast=True)
    for part in PARTS:
        build.add_text_field(f"{part}_words", tokenizer_name="whitespace", index_option="freq")
        build.add_text_field(f"{part}_grams", tokenizer_name="whitespace", index_option="position")
    build.add_text_field("head_sounds", tokenizer_name="whitespace", index_option="basic")
    build.add_text_field("text_sounds", tokenizer_name="whitespace", index_option="basic")
    build.add_text_field("head_initials", tokenizer_name="whitespace", index_option="position")
    return build.build()


class Embedded:
    """Searches one index folder. Cheap to make, but keep one: it holds the opened index."""

    def __init__(self, path: Path):
        self.folder = Folder(path, schema(), VERSION)
        self._counted: dict = {}

    # reading

    def ready(self) -> bool:
        """Whether there is an index of the right shape."""
        try:
            self.folder.current()
        except Exception:
            return False
        return True

    def forget_counts(self) -> None:
        """Count facets anew at the next question; only measuring needs this."""
        self._counted.clear()

    def count(self, question: Question) -> int:
        queries = Queries(schema(), question)
        return self.folder.searcher().search(queries.all(queries.text(STRICT)), limit=1).count

    def answer(self, question: Question) -> Answer:
        key, searcher = self.folder.view()
        queries = Queries(schema(), question)
        relaxed, text = STRICT, queries.text(STRICT)
        total, ids = self._page(searcher, queries, text)
        if not total and text is not None and (looser := self._looser(searcher, queries, text)):
            relaxed, text = looser
            total, ids = self._page(searcher, queries, text)
        return Answer(total=total, ids=ids, relaxed=relaxed, facets=self._facets(key, searcher, queries, text, relaxed))

    @staticmethod
    def _looser(searcher, queries: Queries, strict) -> tuple | None:
        """The least loosened text that finds anything, where the strict one without any filter finds nothing."""
        if queries.question.filters and searcher.search(strict, limit=1).count:
            return None
        for relaxed in (NEAR, SOME):
            text = queries.text(relaxed)
            if searcher.search(text, limit=1).count:
                return relaxed, text
        return None

    def _page(self, searcher, queries: Queries, text) -> tuple[int, tuple[UUID, ...]]:
        """One page over the legs of the wanted order, each leg sorted by itself and following the one before."""
        question, total, found = queries.question, 0, []
        for leg in queries.legs(text):
            skip, want = max(0, question.offset - total), question.limit - len(found)
            by_score = leg.field is None
            result = searcher.search(leg.query, limit=max(1, want), offset=skip, order_by_field=leg.field,
                                     **({} if by_score else {"order": leg.order}))
            total += result.count
            found += [address for _, address in result.hits][:want]
        return total, tuple(UUID(searcher.doc(address).get_first("id")) for address in found)

    def _facets(self, key, searcher, queries: Queries, text, relaxed) -> Mapping[str, Mapping]:
        question = queries.question
        wanted = (*question.terms, *question.bands)
        if not wanted:
            return {}
        memo = (key, question.pieces, question.whole, relaxed, tuple(sorted(question.filters.items())), question.terms,
                tuple(question.bands.items()))
        if (known := self._counted.get(memo)) is not None:
            return known
        together = [facet for facet in wanted if facet not in question.filters]
        counts = self._counts(searcher, queries.all(text), together, question)
        for facet in wanted:
            if facet in question.filters:
                counts |= self._counts(searcher, queries.all(text, leave_out=facet), [facet], question)
        if len(self._counted) > 200:
            self._counted.clear()
        self._counted[memo] = counts
        return counts

    @staticmethod
    def _counts(searcher, query, facets, question: Question) -> dict[str, dict]:
        if not facets:
            return {}
        asked = {"all": {"terms": {"field": "record_type", "size": 30}}}
        for facet in facets:
            if facet in question.bands:
                edges = [float(edge) for edge in question.bands[facet]]
                asked[facet] = {"range": {"field": facet, "ranges": [
                    {"to": edges[0]}, *({"from": low, "to": high} for low, high in pairwise(edges)),
                    {"from": edges[-1]}]}}
            else:
                asked[facet] = {"terms": {"field": facet, "size": TOP.get(facet, 30)}}
        answer = searcher.aggregate(query, asked)
        everything = sum(bucket["doc_count"] for bucket in answer["all"]["buckets"])
        counts: dict[str, dict] = {}
        for facet in facets:
            buckets = answer[facet]["buckets"]
            if facet in question.bands:
                found = {_band(bucket, question.bands[facet]): bucket["doc_count"] for bucket in buckets}
                counts[facet] = found | {UNSTATED: everything - sum(found.values())}
            else:
                counts[facet] = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
        return counts

    # writing

    def write(self, changes: Changes) -> int:
        with self.folder.alone():
            records, gone = changes()
            if self.ready():
                index = tantivy.Index.open(str(self.folder.path / self.folder.current()))
                return self._write(index, list(records), gone, WRITER_HEAP)
            name, index = self.folder.fresh()
            written = self._write(index, list(records), gone, WRITER_HEAP)
            self.folder.use(name)
            return written

    def rebuild(self, records: Iterable, catch_up: Changes) -> int:
        name, index = self.folder.fresh()
        mark = self.folder.path / name / "building"
        mark.touch()
        written = self._write(index, records, (), BUILDER_HEAP)
        with self.folder.alone():
            changed, gone = catch_up()
            written += self._write(index, list(changed), gone, WRITER_HEAP)
            mark.unlink()
            self.folder.use(name)
        return written

    @staticmethod
    def _write(index: tantivy.Index, records: Iterable, gone: Iterable[UUID], heap: int) -> int:
        index.reload()
        searcher, written = index.searcher(), 0
        held = _revisions(searcher, records) if isinstance(records, list) and searcher.num_docs else {}
        writer = index.writer(heap, 1)
        try:
            for pk in gone:
                writer.delete_documents_by_term("id", str(pk))
            for record in records:
                pk = str(record.pk)
                if held.get(pk, -1) >= record.revision:
                    continue
                if searcher.num_docs:
                    writer.delete_documents_by_term("id", pk)
                writer.add_document(_tantivy(document(record)))
                written += 1
            writer.commit()
        finally:
            writer.wait_merging_threads()  # lets go of the index; what was not committed is forgotten
        return written


def _band(bucket: dict, edges: tuple[int, ...]) -> int:
    return edges.index(int(bucket["to"])) if "to" in bucket else len(edges)


def _revisions(searcher, records: list) -> dict[str, int]:
    """The revision held of each of these records."""
    query = tantivy.Query.term_set_query(schema(), "id", [str(record.pk) for record in records])
    hits = [address for _, address in searcher.search(query, limit=max(1, len(records)), count=False).hits]
    revisions = searcher.fast_field_values("revision", hits)
    return {searcher.doc(address).get_first("id"): revision or 0
            for address, revision in zip(hits, revisions, strict=True)}


def _tantivy(fields: dict) -> tantivy.Document:
    made = tantivy.Document()
    for name, value in fields.items():
        if value is None:
            continue
        if isinstance(value, int):
            made.add_integer(name, value)
        else:
            for text in (value if isinstance(value, list) else [value]):
                made.add_text(name, text)
    return made


@cache
def engine() -> Embedded:
    """The engine over ``settings.INDEX``."""
    return Embedded(settings.INDEX)
