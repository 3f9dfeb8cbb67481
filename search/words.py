"""The one tokenizer of search: words, bigrams, syllables and initials of Chinese text, for documents and queries alike.

Everything here is pure. What an engine gets is already cut and joined by single spaces, so that a plain whitespace
analyser is enough and two engines agree. Folding works character by character, which keeps it the same whether a
phrase stands alone or inside a document.
"""
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

END = "¶"
"""Closes a stream of bigrams, so that the last character too begins one."""

_QUOTES = set("\"'“”‘’「」『』＂＇`´")
_HAN = re.compile(r"[㐀-鿿豈-﫿]+")
_WORD = re.compile(r"[^\W_]")


class _Folding(dict):
    """A table for ``str.translate``: width, compatibility forms and case folded, controls and quotes dropped."""

    def __init__(self, space: str):
        self.space = space

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in _QUOTES:
            folded = ""
        elif char.isspace():
            folded = self.space
        elif unicodedata.category(char)[0] == "C":
            folded = ""
        else:
            folded = "".join(c for c in unicodedata.normalize("NFKC", char).lower()
                             if c not in _QUOTES and c != END and unicodedata.category(c)[0] != "C")
            folded = "".join(self.space if c.isspace() else c for c in folded)
        self[code] = folded
        return folded


_stream, _spaced = _Folding(""), _Folding(" ")


@cache
def _jieba():
    """The cutter; it and the readings take a second to load, which a process that cuts nothing need not spend."""
    import rjieba

    return rjieba.Jieba()


def stream(text: str) -> str:
    """The text as one run of folded characters: no space, no quotation mark, full width as half, lower case."""
    return text.translate(_stream)


def spaced(text: str) -> str:
    """The folded text with its spaces kept, each run of them as one."""
    return " ".join(text.translate(_spaced).split())


def is_han(text: str) -> bool:
    """Whether the text is Chinese characters only, at least one."""
    return bool(_HAN.fullmatch(text))


def bigrams(text: str) -> list[str]:
    """Every two neighbouring characters of a query's stream: ``防洪堤`` gives 防洪 and 洪堤."""
    return [a + b for a, b in pairwise(stream(text))]


def grams(text: str) -> str:
    """The bigrams of a document's text with its end marked, ready for the engine."""
    run = stream(text)
    return " ".join([a + b for a, b in pairwise(run + END)]) if run else ""


def words(text: str) -> list[str]:
    """The words of a text in search mode (long words and the shorter ones inside them), without punctuation."""
    return [word for word in _jieba().cut_for_search(spaced(text)) if _WORD.search(word)]


def sought(text: str) -> list[str]:
    """The words of a query: as ``words``, but lone characters are left out where longer words remain."""
    cut = list(dict.fromkeys(words(text)))
    return [word for word in cut if len(word) > 1] or cut


@lru_cache(maxsize=200_000)
def _sounds(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin

    return tuple(lazy_pinyin(word, style=Style.NORMAL))


def voiced(text: str) -> Iterator[tuple[str, list[str]]]:
    """For each unbroken Chinese run of the text, the run and the sound of each character, read word by word."""
    for run in _HAN.findall(text):
        sounds = [sound for word in _jieba().cut(run) for sound in _sounds(word)]
        if len(sounds) == len(run):  # characters nobody can read come back joined
            yield run, sounds


def syllables(text: str) -> Iterator[list[str]]:
    """For each unbroken Chinese run of the text, its syllables without tones (银行 is yin hang)."""
    for _, sounds in voiced(text):
        yield sounds


def sound_pairs(text: str) -> list[str]:
    """Every two neighbouring syllables written together (防洪堤: fanghong, hongdi), each once."""
    return list(dict.fromkeys(a + b for run in syllables(text) for a, b in pairwise(run)))


def initials(text: str) -> str:
    """The first letters of the syllables as bigrams joined by spaces; runs are parted so that none spans two."""
    letters = " ".join("".join(sound[0] for sound in run if sound) for run in syllables(text))
    return " ".join(a + b for a, b in pairwise(letters) if " " not in (a, b))


@lru_cache(maxsize=1)
def _all_syllables() -> frozenset[str]:
    from pypinyin.constants import PINYIN_DICT

    found = set()
    for readings in PINYIN_DICT.values():
        for reading in readings.split(","):
            bare = "".join(c for c in unicodedata.normalize("NFD", reading).replace("u\u0308", "v") if c.isascii())
            if bare.isalpha():
                found.add(bare)
    return frozenset(found)


@lru_cache(maxsize=2000)
def spellings(letters: str, limit: int = 4) -> tuple[tuple[str, ...], ...]:
    """The ways to read typed Latin letters as pinyin of two or more syllables, longest syllables first.

    ``zhongjie`` gives ("zhong", "jie"); what is no pinyin gives nothing. At most ``limit`` readings.
    """
    if not letters.isascii() or not letters.isalpha() or not 3 <= len(letters) <= 40:
        return ()
    known = _all_syllables()
    found: list[tuple[str, ...]] = []
    dead: set[int] = set()

    def read(start: int, sofar: tuple[str, ...]) -> bool:
        if start == len(letters):
            found.append(sofar)
            return True
        if start in dead:
            return False
        reached = False
        for end in range(min(start + 6, len(letters)), start, -1):
            if letters[start:end] in known:
                reached = read(end, (*sofar, letters[start:end])) or reached
            if len(found) >= limit:
                return True
        if not reached:
            dead.add(start)
        return reached

    read(0, ())
    return tuple(reading for reading in found if len(reading) > 1 and len(reading) * 6 >= len(letters)
                 and sum(len(s) == 1 for s in reading) * 2 < len(reading))


def code(text: str) -> str:
    """A code with nothing but its letters, digits and Chinese: dashes, brackets, dots and spaces do not count."""
    return "".join(c for c in stream(text) if c.isalnum())


def looks_like_code(text: str) -> bool:
    """Whether a typed piece may be a project or credit code: five or more characters, a digit among them, no word."""
    bare = code(text)
    return 5 <= len(bare) <= 120 and any(c.isdigit() for c in bare) and sum(c.isascii() for c in bare) * 2 > len(bare)


def codes(texts: Iterable[str]) -> list[str]:
    """The bare forms of these codes, each once."""
    return list(dict.fromkeys(bare for text in texts if (bare := code(text))))
