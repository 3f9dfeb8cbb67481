"""The body of a notice as label and value: cells of its tables, ``label：value`` lines, tables flattened to lines."""
import re
from dataclasses import dataclass

import lxml.html

from .labels import COLUMNS, FACT_OF, OWN_NAME, SECTIONS, canonical, rank

_SECTION_OF = {word: code for code, words in SECTIONS for word in words}
_PRICED = {"投标报价", "中标金额", "中标价", "评审价格", "经评审的投标价", "包预算", "包最高限价"}
_SEVERAL = re.compile(r"\s(?=[\u4e00-\u9fff]{2,8}[:：])")
"""Where a line that holds several labels comes apart."""

_LABELLED = re.compile(r"^(?P<label>[^:：]{2,34})[:：]\s*(?P<value>.*)$")
_HEADS = COLUMNS | {label for label, code in FACT_OF.items()
                    if code in {"winner", "award", "budget", "price_ceiling", "lot_code", "project_name"}}


@dataclass(frozen=True, slots=True)
class Pair:
    """A value under its label as printed; ``fact`` is the code in ``LABELS`` (or of the section) it states."""

    fact: str
    label: str
    value: str
    following: tuple[str, ...] = ()
    """The lines after the value, for values that were broken over several."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a page: rows of cells as text."""

    rows: tuple[tuple[str, ...], ...]


def grids(markup: str) -> list[Grid]:
    """The tables of cleaned HTML, the outermost first; cells of inner tables are read as text."""
    if "<table" not in markup:
        return []
    tree = lxml.html.fragment_fromstring(markup, create_parent="div")
    return [Grid(tuple(cells for row in table.iter("tr") if (cells := _cells(row)))) for table in tree.iter("table")]


def _cells(row) -> tuple[str, ...]:
    return tuple(" ".join(cell.text_content().split()) for cell in row if cell.tag in {"td", "th"})


def cell_pairs(grid: Grid) -> list[Pair]:
    """Pairs of a table whose cells stand label, value, label, value."""
    found = []
    for row in grid.rows:
        for label, value in zip(row[::2], row[1::2], strict=False):
            if (code := FACT_OF.get(canonical(label))) and value and not _is_label(value):
                found.append(Pair(code, label, value))
    return found


def lines_of(text: str) -> list[str]:
    """The lines of a plain body without blanks; a line that begins with a colon belongs to the one before."""
    lines: list[str] = []
    for raw in text.splitlines():
        line = " ".join(raw.split())
        if not line:
            continue
        if line[0] in ":：" and lines:
            lines[-1] += line
        else:
            lines.extend(_SEVERAL.split(line) if len(_SEVERAL.findall(line)) > 1 else [line])
    return lines


def line_pairs(lines: list[str], *, bare: bool = True) -> list[Pair]:
    """Pairs of a body that is lines: ``label：value``, a label with its value on the next line, named sections.

    ``bare`` allows labels without a colon: not where the page has real tables, whose cells are lines of it too.
    """
    found: list[Pair] = []
    section = ""
    for at, line in enumerate(lines):
        labelled = _LABELLED.match(line)
        label = canonical(labelled["label"] if labelled else line)
        broken = canonical(line + lines[at + 1]) if len(line) < 12 and at + 1 < len(lines) else ""
        heading = next((word for word in (label, label.removesuffix("(如有)"), broken) if word in _SECTION_OF), "")
        if heading:
            section = _SECTION_OF[heading]
            continue
        if labelled is None and not bare:
            continue
        if labelled is None and any(_is_head(lines[near]) for near in (at - 1, at + 1) if 0 <= near < len(lines)):
            continue
        code = FACT_OF.get(label) or (section if label in OWN_NAME else "")
        if not code or (labelled is None and len(line) > 40):
            continue
        value = labelled["value"] if labelled else ""
        rest = lines[at + 1:at + 9]
        if not value:
            if not rest or _is_label(rest[0]):
                continue
            value, rest = rest[0], rest[1:]
        found.append(Pair(code, labelled["label"] if labelled else line, value, tuple(rest)))
    return found


def _is_head(line: str) -> bool:
    """Whether a line is the head of a column: what stands beside another head is one too, not a label."""
    return canonical(line) in _HEADS or _priced(line)


def _is_label(line: str) -> bool:
    """Whether a line is itself a label or a column head, so that the one before it has no value."""
    label = canonical(line)
    return label in FACT_OF or label in COLUMNS or label in _SECTION_OF


def flat_tables(lines: list[str]) -> list[Grid]:
    """Tables of a body that is lines: a run of column heads, then as many lines a row."""
    found, at = [], 0
    while at < len(lines):
        width = _heads(lines, at)
        if width < 3:
            at += 1
            continue
        rows, end = [tuple(lines[at:at + width])], at + width
        numbered = canonical(lines[at]) in {"序号", "排序", "中标候选人及排序", "中标候选人排序", "名次"}
        while end + width <= len(lines) and (len(rows) == 1 or numbered):
            if numbered and rank(lines[end]) != len(rows):
                break
            rows.append(tuple(lines[end:end + width]))
            end += width
        if len(rows) > 1:
            found.append(Grid(tuple(rows)))
        at = max(end, at + 1)
    return found


def _heads(lines: list[str], at: int) -> int:
    """How many column heads begin here; 序号 vouches for unknown heads up to the line ``1``."""
    count = 0
    while at + count < len(lines) and (canonical(lines[at + count]) in _HEADS or _priced(lines[at + count])):
        count += 1
    if canonical(lines[at]) == "序号":
        for extra in range(1, 13):
            if at + extra < len(lines) and lines[at + extra] == "1":
                return extra
    return count


def _priced(line: str) -> bool:
    return re.sub(r"\(.*\)$", "", canonical(line)) in _PRICED
