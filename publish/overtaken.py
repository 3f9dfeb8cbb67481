"""Deadlines that a later notice of the same project has moved: what an older notice says of them no longer holds."""
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import PublicRecord

BEFORE_OPENING = ("notice", "change")
"""Stages whose deadline is the one to take part."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a notice says of the deadline to take part. ``revised``: not in its first version."""

    id: UUID
    stage: str
    said_at: datetime
    due_at: datetime | None
    url: str
    revised: bool


def overtaking(own: Word, others: Iterable[Word]) -> Word | None:
    """The newest word of the project, where it moved the deadline of ``own``; None where that still holds.

    Only a change, or a revised notice after a change, speaks of what was said before: two tender notices of a project
    may be of two lots.
    """
    later = [word for word in others if word.id != own.id and word.due_at and word.said_at > own.said_at
             and (word.stage == "change" or (word.revised and word.stage == "notice" and own.stage == "change"))]
    newest = max(later, key=lambda word: word.said_at, default=None)
    return newest if newest and own.stage in BEFORE_OPENING and newest.due_at != own.due_at else None


def among(records: Iterable[PublicRecord], now: datetime) -> dict[UUID, Word]:
    """The newest words for those of the records whose deadline lies ahead and was moved since; one query at most."""
    asked = [record for record in records if record.project_code and record.stage in BEFORE_OPENING
             and record.deadline_at and record.deadline_at > now]
    if not asked:
        return {}
    words = defaultdict(list)
    for record in PublicRecord.objects.filter(
            project_code__in={record.project_code for record in asked}, stage__in=BEFORE_OPENING, withdrawn=False,
            record_type="notice").only("id", "url", "stage", "project_code", "source_key", "outside", "deadline_at",
                                       "published_at", "updated_at"):
        words[record.source_key, record.project_code].append(_word(record))
    found = {record.pk: overtaking(_word(record), words[record.source_key, record.project_code]) for record in asked}
    return {pk: word for pk, word in found.items() if word}


def _word(record: PublicRecord) -> Word:
    return Word(record.pk, record.stage, record.published_at if record.outside else record.updated_at,
                record.deadline_at, record.url, record.updated_at > record.published_at)
