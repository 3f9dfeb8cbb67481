"""What changed between two versions, by paragraph, with the changed words inside a paragraph marked."""
import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from tenders.rulebooks.fields import FACTS, Fact

from .models import Attachment

MAX_WORDWISE = 4_000
"""Characters of a paragraph compared word by word; a longer one is shown as replaced whole."""


MAX_PAIRS = 16_000_000
"""Pairs of changed paragraphs that are matched; above it all between the first and the last change is one change."""

ALL_WORDWISE = 20_000_000
"""Pairs of characters compared word by word over a whole comparison; what comes after is shown as replaced."""

MAX_ROWS = 5_000
"""Rows shown; more are no help to a reader."""


_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[A-Za-z]+|.", re.DOTALL)
"""What is never cut: a number with its marks, a Latin word; else one character."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text; ``mark`` is empty, ``del`` or ``ins``."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph before and after; ``kind`` is same, changed, added, removed, gap (``count`` unchanged
    ones), or rest (further ones are not shown)."""

    kind: str
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    count: int = 0


def text_rows(before: str, after: str, *, context: int = 1) -> list[Row]:
    """Rows of a two-column comparison; long unchanged stretches become one gap, what is beyond MAX_ROWS one ``rest``.

    The work is bounded whatever the two texts are.
    """
    rows = _rows(before.splitlines(), after.splitlines(), context)
    shown = list(islice(rows, MAX_ROWS))
    return [*shown, Row("rest")] if next(rows, None) else shown


def _rows(old: list[str], new: list[str], context: int) -> Iterator[Row]:
    left_over = ALL_WORDWISE
    for tag, a, b, c, d in _changes(old, new):
        if tag == "equal":
            yield from _equal(old[a:b], context, first=a == c == 0, last=b == len(old) and d == len(new))
            continue
        for i in range(max(b - a, d - c)):
            left = old[a + i] if a + i < b else None
            right = new[c + i] if c + i < d else None
            left_over -= len(left or "") * len(right or "")
            yield _row(left, right, wordwise=left_over >= 0)


def _changes(old: list[str], new: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Opcodes of difflib. Where too much lies between the first and the last change, that is one change."""
    most = min(len(old), len(new))
    head = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - head) if old[-1 - i] != new[-1 - i]), most - head)
    a, c = len(old) - tail, len(new) - tail
    between = [("replace", head, a, head, c)]
    if (a - head) * (c - head) <= MAX_PAIRS:
        between = [(tag, i + head, j + head, k + head, m + head) for tag, i, j, k, m in difflib.SequenceMatcher(
            None, old[head:a], new[head:c], autojunk=False).get_opcodes()]
    found = [("equal", 0, head, 0, head), *between, ("equal", a, len(old), c, len(new))]
    return [change for change in found if change[1] < change[2] or change[3] < change[4]]


def _equal(lines, context, *, first, last):
    head, tail = (0 if first else context), (0 if last else context)
    if len(lines) <= head + tail + 1:
        return [Row("same", (Part(x),), (Part(x),)) for x in lines]
    return [*(Row("same", (Part(x),), (Part(x),)) for x in lines[:head]), Row("gap", count=len(lines) - head - tail),
            *(Row("same", (Part(x),), (Part(x),)) for x in lines[len(lines) - tail:])]


def _row(left, right, *, wordwise: bool):
    if left is None:
        return Row("added", (), (Part(right, "ins"),))
    if right is None:
        return Row("removed", (Part(left, "del"),), ())
    if not wordwise or len(left) + len(right) > MAX_WORDWISE:
        return Row("changed", (Part(left, "del"),), (Part(right, "ins"),))
    before, after = [], []
    old, new = _TOKEN.findall(left), _TOKEN.findall(right)
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a < b:
            before.append(Part("".join(old[a:b]), "" if tag == "equal" else "del"))
        if c < d:
            after.append(Part("".join(new[c:d]), "" if tag == "equal" else "ins"))
    return Row("changed", tuple(before), tuple(after))


@dataclass(frozen=True, slots=True)
class FileRow:
    """An attachment of one version or of both; ``kind`` is same, changed (one title, other content), added, removed."""

    kind: str
    title: str
    before: Attachment | None = None
    after: Attachment | None = None

    @property
    def status(self) -> tuple[str, str]:
        """The word on screen and its tone."""
        return {"same": ("未变", ""), "changed": ("已替换", "warn"), "added": ("新增", "ok"),
                "removed": ("已移除", "danger")}[self.kind]


def file_rows(before: Iterable[Attachment], after: Iterable[Attachment]) -> list[FileRow]:
    """The attachments of two versions side by side by their titles: those of the new one first, then what is gone."""
    gone = list(before)
    rows = []
    for new in after:
        old = next((one for one in gone if one.title == new.title), None)
        if old:
            gone.remove(old)
        kind = "added" if old is None else "same" if _content(old) == _content(new) else "changed"
        rows.append(FileRow(kind, new.title, old, new))
    return [*rows, *(FileRow("removed", old.title, old) for old in gone)]


def _content(attachment: Attachment) -> str:
    return attachment.file.sha256 if attachment.file else attachment.origin_url


def fact_rows(before: dict, after: dict) -> list[tuple[Fact, object, object]]:
    """Facts that differ, in the order of their declarations; None where one side does not state it."""
    return [(fact, before.get(fact.code), after.get(fact.code)) for fact in FACTS
            if before.get(fact.code) != after.get(fact.code)]
