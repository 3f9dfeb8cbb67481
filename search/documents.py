"""A public record as engines hold it: cut into words, bigrams and sounds, its facets as plain values."""
import re
from typing import Any

from publish.models import PublicRecord

from . import words
from .engines.base import UNSTATED

PARTS = ("title", "about", "text", "file")
"""Where words are looked for: the title; parties, place and codes; the body; the attachments."""
SOUND_LIMIT = 20_000
"""Characters of a body whose sounds are kept."""

OURS = "ours"
"""The source of our own notices; others go by their name."""

_BETWEEN = re.compile(r"[、；;]")


def names(joined: str) -> list[str]:
    """The names in a field that holds several, or ``UNSTATED`` alone."""
    return list(dict.fromkeys(name for part in _BETWEEN.split(joined) if (name := part.strip()))) or [UNSTATED]


def region_values(path: str) -> list[str]:
    """The values a place is found under: each region it lies in, itself alone (``:own``), or ``out`` and its name.

    ``3201/320102/`` gives 3201, 320102 and 320102:own; ``out/浙江省/`` gives out and out:浙江省; nothing gives none.
    """
    steps = [step for step in path.split("/") if step]
    if not steps:
        return [UNSTATED]
    if steps[0] == "out":
        return ["out", "out:" + "/".join(steps[1:])] if steps[1:] else ["out"]
    return [*steps, f"{steps[-1]}:own"]


def number(value) -> int | None:
    """A moment in whole seconds since 1970; None stays None."""
    return None if value is None else int(value.timestamp())


def document(record: PublicRecord) -> dict[str, Any]:
    """The fields of a record: lists of terms, numbers (None: not stated), and texts of tokens parted by spaces."""
    about = "\n".join(filter(None, (record.purchaser, record.agent, record.winner, record.region_label,
                                    record.project_code, *map(str, record.codes), record.source_name)))
    parts = dict(zip(PARTS, (record.title, about, record.text, record.attachment_text), strict=True))
    head = f"{record.title}\n{about}"
    return {
        "id": str(record.pk), "revision": record.revision,
        "record_type": [record.record_type], "trade": [record.trade], "stage": [record.stage], "kind": [record.kind],
        "region": region_values(record.region_path), "method": [record.method or UNSTATED],
        "sme": [record.sme or UNSTATED], "source": [record.source_name if record.outside else OURS],
        "purchaser": names(record.purchaser), "agent": names(record.agent), "winner": names(record.winner),
        "codes": words.codes([record.project_code, *map(str, record.codes)]),
        "amount": None if record.amount is None else int(record.amount * 100),
        "deadline": number(record.deadline_at), "opens": number(record.opens_at),
        "published": number(record.published_at),
        **{f"{part}_words": " ".join(words.words(text)) for part, text in parts.items()},
        **{f"{part}_grams": words.grams(text) for part, text in parts.items()},
        "head_sounds": " ".join(words.sound_pairs(head)), "head_initials": words.initials(head),
        "text_sounds": " ".join(words.sound_pairs(record.text[:SOUND_LIMIT])),
    }
