"""Words that stand for one another, read from ``synonyms.txt``."""
import re
from functools import cache
from pathlib import Path

from .words import stream

FILE = Path(__file__).with_name("synonyms.txt")


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Each word of the table and the words that stand for it."""
    known: dict[str, tuple[str, ...]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            group = [stream(word) for word in line.split()]
            for word in group:
                others = known.get(word, ())
                known[word] = (*others, *(other for other in group if other != word and other not in others))
    return known


@cache
def _longest_first() -> re.Pattern:
    return re.compile("|".join(map(re.escape, sorted(groups(), key=len, reverse=True))))


def found(text: str) -> list[tuple[int, int, str]]:
    """Where words of the table stand in a folded text: (start, end, word), longest first, none overlapping."""
    return [(match.start(), match.end(), match.group()) for match in _longest_first().finditer(text)]
