"""A found record as a row of a list: marked title, the words around the hit, its state in words."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.safestring import SafeString

from publish import overtaken
from publish.models import PublicRecord
from tenders.rulebooks import notices
from tenders.rulebooks.standing import standing

from . import highlight, words
from .engines.base import NEAR, STRICT, Piece

PAGE = "\v"
"""Stands between the pages of an attachment's text."""
ALIKE_READ = 5000
"""Characters of a body looked through for words that only sound or look alike."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. ``where`` says where the hit of ``snippet`` stands, e.g. 附件命中：清单.xlsx 第 3 页;
    ``moved`` is the newest word of the project where it moved the deadline."""

    record: PublicRecord
    title: SafeString
    kind: str
    status: str
    tone: str
    where: str = ""
    snippet: SafeString | None = None
    moved: overtaken.Word | None = None

    @property
    def last_day(self) -> datetime | None:
        """The last day to take part, where only a day was stated: its 24:00 is the next day's first moment."""
        return self.record.deadline_at and self.record.deadline_at - timedelta(seconds=1)


def status(record: PublicRecord, now: datetime) -> tuple[str, str]:
    """How a notice stands at that moment, and the tone of the word."""
    return standing(record.stage, record.deadline_at, record.opens_at, now, withdrawn=record.withdrawn)


def load(ids: Sequence[UUID]) -> list[PublicRecord]:
    """The records in the order of the ids, without the attachments' text; those gone meanwhile are left out."""
    found = PublicRecord.objects.defer("attachment_text").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


class Marker:
    """Marks rows for one search."""

    def __init__(self, whole: str, pieces: tuple[Piece, ...], relaxed: str):
        self.whole, self.pieces, self.relaxed = whole, pieces, relaxed
        self.wanted = sorted({run for piece in pieces for run in (piece.text, *piece.words, *piece.others)
                              if len(run) > 1 or len(piece.text) == 1} | {whole}, key=len, reverse=True)
        self.readings = [reading for piece in pieces for reading in piece.sounds]
        self.spellings: list[str] = []
        if relaxed != STRICT:
            self.readings += [tuple(run) for piece in pieces for run in words.syllables(piece.text) if len(run) > 1]
            self.spellings = [piece.text for piece in pieces if piece.text.isascii() and len(piece.text) >= 4]

    def rows(self, records: list[PublicRecord], now: datetime) -> list[Row]:
        """Rows of these records; the text of attachments is read in one go, and only where it must hold the hit."""
        moved = overtaken.among(records, now)
        made = {record.pk: replace(self._row(record, now), moved=moved.get(record.pk)) for record in records}
        unseen = [record.pk for record in records if self.whole and not self._seen(record)]
        if unseen:
            texts = PublicRecord.objects.filter(pk__in=unseen).exclude(attachment_text="")
            for pk, text in texts.values_list("pk", "attachment_text"):
                made[pk] = self._in_files(made[pk], text)
        return list(made.values())

    def _seen(self, record: PublicRecord) -> bool:
        """Whether title and body hold everything that was asked for."""
        text = words.stream(record.title) + words.stream(record.text[:highlight.READ])
        return self.whole in text or all(
            piece.text in text or (piece.words and all(word in text for word in piece.words))
            or any(other in text for other in piece.others) for piece in self.pieces)

    def _row(self, record: PublicRecord, now: datetime) -> Row:
        word, tone = status(record, now)
        wanted = self._wanted(record)
        pattern = highlight.pattern(wanted)
        row = Row(record=record, title=highlight.marked(record.title, pattern), kind=notices.kind(record.kind).label,
                  status=word, tone=tone)
        title = words.stream(record.title)
        if not self.whole or self.whole in title:
            return row
        first = [self.whole, *(run for run in wanted if run not in title)]
        if hit := highlight.snippet(record.text, first, pattern):
            return replace(row, where="正文命中：", snippet=hit.html)
        return row

    def _in_files(self, row: Row, text: str) -> Row:
        """Files are parted by form feeds, their first line is the name; pages are parted by vertical tabs."""
        pattern = highlight.pattern(self.wanted)
        for sought in ([self.whole], self.wanted):
            for block in text.split("\f"):
                name, _, content = block.partition("\n")
                if hit := highlight.snippet(content, sought, pattern):
                    page = f" 第 {content.count(PAGE, 0, hit.at) + 1} 页" if PAGE in content else ""
                    return replace(row, where=f"附件命中：{name.strip()[:60]}{page} ", snippet=hit.html)
        return row

    def _wanted(self, record: PublicRecord) -> list[str]:
        if not self.readings and not self.spellings:
            return self.wanted
        text = f"{record.title}\n{record.purchaser}\n{record.text[:ALIKE_READ]}"
        return sorted({*self.wanted, *highlight.alike(text, self.readings, self.spellings)}, key=len, reverse=True)


def literal_first(rows: list[Row], whole: str, typed: str) -> list[Row]:
    """Rows whose body holds the whole run first, among them those that hold it exactly as typed, width and all."""
    def apart(row: Row) -> tuple[bool, bool, bool]:
        text = row.record.text
        inside = whole in words.stream(text)
        return not (inside or whole in words.stream(row.record.title)), not inside, typed not in text

    return sorted(rows, key=apart)


def relaxed_sentence(relaxed: str) -> str:
    """What to tell a reader whose words were not all found."""
    if relaxed == STRICT:
        return ""
    return ("没有完全相符的结果，以下按读音相同、首字母或拼写相近查找。" if relaxed == NEAR
            else "没有同时包含全部词语的结果，以下包含其中大部分词语。")


