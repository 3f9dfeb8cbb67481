"""Marking what was found, in the text as it was published: escaped, with ``<mark>`` and nothing else."""
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from . import words

BEFORE, AFTER = 16, 36
"""Characters of context round a hit."""
READ = 400_000
"""Characters of a text that are looked through for a snippet."""
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a text: the marked fragment and the offset of the hit."""

    html: SafeString
    at: int


def pattern(runs: Iterable[str]) -> re.Pattern | None:
    """What to mark: any of these folded runs, the longest first; None for none."""
    wanted = sorted({run for run in runs if run}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wanted))) if wanted else None


def _offsets(text: str) -> tuple[str, list[int]]:
    """The stream of a text and, for each of its characters, where it stands in the text."""
    run = words.stream(text)
    if len(run) == len(text):
        return run, list(range(len(text)))
    offsets: list[int] = []
    for at, char in enumerate(text):
        offsets += [at] * len(words.stream(char))
    return run, offsets


def marked(text: str, wanted: re.Pattern | None) -> SafeString:
    """The text, escaped, with every hit marked."""
    if wanted is None:
        return mark_safe(escape(text))
    run, offsets = _offsets(text)
    html, done = [], 0
    for match in wanted.finditer(run):
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        if start < done:
            continue
        html += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return mark_safe("".join([*html, escape(text[done:])]))


def snippet(text: str, first: Sequence[str], wanted: re.Pattern | None) -> Hit | None:
    """The surroundings of the first run of ``first`` that occurs in the text, hits marked; None where none does."""
    text = text[:READ]
    run = words.stream(text)
    at = next((place for sought in first if sought and (place := run.find(sought)) >= 0), -1)
    if at < 0:
        return None
    start = _original(text, at)
    left, right = max(0, start - BEFORE), min(len(text), start + AFTER)
    fragment = " ".join(text[left:right].split())
    html = marked(fragment, wanted)
    return Hit(mark_safe(f"{'……' if left else ''}{html}{'……' if right < len(text) else ''}"), start)


def _original(text: str, at: int) -> int:
    """Where the character number ``at`` of the stream stands in the text."""
    for start in range(0, len(text), _BLOCK):
        block = text[start:start + _BLOCK]
        length = len(words.stream(block))
        if at < length:
            return start + _offsets(block)[1][at]
        at -= length
    return len(text)


_LATIN = re.compile(r"[a-z0-9]{4,40}")


def alike(text: str, readings: Iterable[Sequence[str]], spellings: Iterable[str]) -> set[str]:
    """Runs of a text that sound like one of the readings (syllables) or are a letter away from one of the spellings."""
    found: set[str] = set()
    readings = [tuple(reading) for reading in readings]
    for chars, sounds in words.voiced(text):
        for reading in readings:
            size = len(reading)
            found |= {chars[at:at + size] for at in range(len(chars) - size + 1)
                      if tuple(sounds[at:at + size]) == reading}
    spellings = list(spellings)
    if spellings:
        for word in set(_LATIN.findall(words.spaced(text))):
            if any(abs(len(word) - len(other)) <= 1 and _one_away(word, other) for other in spellings):
                found.add(word)
    return found


def _one_away(one: str, other: str) -> bool:
    """Whether one letter changed, missing, added, or two neighbours exchanged make the one the other."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1:]
    exchanged = one[at:at + 2] == other[at:at + 2][::-1] and one[at + 2:] == other[at + 2:]
    return one[at + 1:] == other[at + 1:] or exchanged
