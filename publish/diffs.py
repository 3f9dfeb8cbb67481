"""What changed between two versions, by paragraph, with the changed words inside a paragraph marked."""
import difflib
from dataclasses import dataclass

from tenders.rulebooks.fields import FACTS, Fact

MAX_WORDWISE = 4_000
"""Characters of a paragraph compared word by word; a longer one is shown as replaced whole."""


MAX_PAIRS = 4_000_000
"""Paragraph pairs compared exactly; above it frequent paragraphs are skipped as anchors, to stay quick."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text; ``mark`` is empty, ``del`` or ``ins``."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after; ``kind`` is same, changed, added, removed, or gap (``count`` unchanged ones)."""

    kind: str
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    count: int = 0


def text_rows(before: str, after: str, *, context: int = 1) -> list[Row]:
    """Rows of a two-column comparison; long unchanged stretches become one gap."""
    old, new = before.splitlines(), after.splitlines()
    rows: list[Row] = []
    crowded = len(old) * len(new) > MAX_PAIRS
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=crowded).get_opcodes():
        if tag == "equal":
            rows += _equal(old[a:b], context, first=not rows, last=b == len(old) and d == len(new))
            continue
        for i in range(max(b - a, d - c)):
            left = old[a + i] if a + i < b else None
            right = new[c + i] if c + i < d else None
            rows.append(_row(left, right))
    return rows


def _equal(lines, context, *, first, last):
    head, tail = (0 if first else context), (0 if last else context)
    if len(lines) <= head + tail + 1:
        return [Row("same", (Part(x),), (Part(x),)) for x in lines]
    return [*(Row("same", (Part(x),), (Part(x),)) for x in lines[:head]), Row("gap", count=len(lines) - head - tail),
            *(Row("same", (Part(x),), (Part(x),)) for x in lines[len(lines) - tail:])]


def _row(left, right):
    if left is None:
        return Row("added", (), (Part(right, "ins"),))
    if right is None:
        return Row("removed", (Part(left, "del"),), ())
    if len(left) + len(right) > MAX_WORDWISE:
        return Row("changed", (Part(left, "del"),), (Part(right, "ins"),))
    before, after = [], []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if a < b:
            before.append(Part(left[a:b], "" if tag == "equal" else "del"))
        if c < d:
            after.append(Part(right[c:d], "" if tag == "equal" else "ins"))
    return Row("changed", tuple(before), tuple(after))


def fact_rows(before: dict, after: dict) -> list[tuple[Fact, object, object]]:
    """Facts that differ, in the order of their declarations; None where one side does not state it."""
    return [(fact, before.get(fact.code), after.get(fact.code)) for fact in FACTS
            if before.get(fact.code) != after.get(fact.code)]
