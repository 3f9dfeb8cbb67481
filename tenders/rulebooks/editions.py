"""Editions beside each other: what changed between two, and the lock that keeps released ones as they are."""
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .base import Rulebook, editions, numbers
from .numbers import Unit
from .steps import STEPS

_MOST = {Unit.SHARE: 1, Unit.YUAN: 10**10}
_MOST_ELSE = 10_000
"""No number of a rulebook is greater: days, working days, years, minutes, seconds, bidders, people."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it is about, and how it stood before and stands after; empty where there was no rule."""

    label: str
    before: str
    after: str


def differences(older: Rulebook, newer: Rulebook) -> list[Change]:
    """The numbers and the steps in which two rulebooks differ."""
    was, now = ({one.name: one for one in numbers(book)} for book in (older, newer))
    found = [Change((now.get(name) or was[name]).label, _words(was.get(name)), _words(now.get(name)))
             for name in [*now, *(name for name in was if name not in now)]
             if _words(was.get(name)) != _words(now.get(name))]
    before, after = ({edge.step for edge in book.path} for book in (older, newer))
    return found + [Change(f"步骤“{STEPS[step].label}”", _there(step in before), _there(step in after))
                    for step in STEPS if (step in before) != (step in after)]


def _words(one) -> str:
    return f"{one.words}（{one.number.law}）" if one else ""


def _there(present: bool) -> str:
    return "有" if present else ""


def in_force(key: str, on: date) -> Rulebook | None:
    """The edition of a rulebook in force on a day, None before the first."""
    return next((book for book in reversed(editions(key)) if book.since <= on), None)


def previous(book: Rulebook) -> Rulebook | None:
    """The edition before this one, None for the first."""
    return next((one for one in reversed(editions(book.key)) if one.since < book.since), None)


def following(book: Rulebook) -> Rulebook | None:
    """The edition that replaced or will replace this one, None for the last."""
    return next((one for one in editions(book.key) if one.since > book.since), None)


def name(book: Rulebook) -> str:
    """How an edition is named where no page is: ``procurement.open@2025-06-01``."""
    return f"{book.key}@{book.since}"


def typed(key: str, field: str, text: str):
    """A value given as text, in the type the number of that name has. Raises ValueError where there is no such number
    or the text is none of its values."""
    held = next((getattr(book, field) for book in reversed(editions(key)) if getattr(book, field, None)), None)
    if held is None:
        raise ValueError(f"{key} holds no number {field!r}.")
    try:
        value = type(held.value)(text)
    except (ArithmeticError, TypeError) as error:
        raise ValueError(f"{text!r} is no value of {field}.") from error
    if not math.isfinite(value) or value > _MOST.get(held.unit, _MOST_ELSE):
        raise ValueError(f"{text!r} is no value of {field}.")
    return value


def read_lock(text: str) -> dict[str, str]:
    """Digest by name of edition, from the lines of a lock."""
    return dict(line.split() for line in text.splitlines() if line and not line.startswith("#"))


def changed(books: Iterable[Rulebook], locked: dict[str, str]) -> list[str]:
    """Names of released editions that are no longer what they were, or are gone."""
    now = {name(book): book.digest for book in books}
    return sorted(one for one, digest in locked.items() if now.get(one) != digest)
