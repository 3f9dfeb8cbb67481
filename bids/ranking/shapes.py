"""Reading JSON strictly: each reader takes what stands at a place and gives a value, or says which place is wrong."""
import json
import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from .faults import BundleFault

Value = TypeVar("Value")
NUMBER = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
"""Digits, a point, at most six decimals; no sign, no exponent, nothing before it."""
POINTS = re.compile(r"(0|[1-9][0-9]{0,14})\.[0-9]{2}")
"""The same with exactly two decimals."""
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SURROGATE = re.compile("[\ud800-\udfff]")
MANY = 5000


def canonical(value: Any) -> bytes:
    """JSON in its one form: keys sorted, no blanks, UTF-8, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def loaded(raw: bytes) -> dict:
    """The object that these bytes are the one form of; one line break at the end is forgiven. Raises BundleFault."""
    try:
        text = raw.decode("utf-8").removesuffix("\n")
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BundleFault("bundle.not_json") from error
    try:
        same = not _has_float(value) and canonical(value) == text.encode()
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise BundleFault("bundle.not_canonical")
    if not isinstance(value, dict):
        raise BundleFault("bundle.format")
    return value


def _refuse(name: str):
    raise ValueError(f"{name} is no JSON")


def _has_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return any(map(_has_float, value)) if isinstance(value, list) else isinstance(value, float)


def keys(value: Any, expected: Collection[str], place: str) -> dict:
    """An object with exactly these keys."""
    if not isinstance(value, dict) or set(value) != set(expected):
        raise BundleFault("bundle.keys", place)
    return value


def rows(value: Any, place: str, one: Callable[[Any, str], Value], most: int = MANY) -> tuple[Value, ...]:
    """A list, each of its rows read with its own place."""
    if not isinstance(value, list) or len(value) > most:
        raise BundleFault("bundle.value", place)
    return tuple(one(row, f"{place}[{at}]") for at, row in enumerate(value))


def text(value: Any, place: str, *, most: int = 2000, least: int = 0) -> str:
    """A text of so many characters (code points)."""
    if not isinstance(value, str) or not least <= len(value) <= most or SURROGATE.search(value):
        raise BundleFault("bundle.value", place)
    return value


def matching(pattern: re.Pattern, value: Any, place: str) -> str:
    """A text of that pattern, whole."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BundleFault("bundle.value", place)
    return value


def choice(options: Collection[str], value: Any, place: str) -> str:
    """One of these."""
    if not isinstance(value, str) or value not in options:
        raise BundleFault("bundle.value", place)
    return value


def number(value: Any, place: str) -> Decimal:
    """A number, written as text; its written form is kept."""
    return Decimal(matching(NUMBER, value, place))


def points(value: Any, place: str) -> Decimal:
    """Points, written as text with two decimals."""
    return Decimal(matching(POINTS, value, place))


def flag(value: Any, place: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BundleFault("bundle.value", place)
    return value


def whole(value: Any, place: str, least: int, most: int) -> int:
    """A whole number in these bounds."""
    if type(value) is not int or not least <= value <= most:
        raise BundleFault("bundle.value", place)
    return value


def day(value: Any, place: str) -> date:
    """A day as ``2026-01-31``."""
    try:
        return date.fromisoformat(matching(DAY, value, place))
    except ValueError as error:
        raise BundleFault("bundle.value", place) from error


def optional(value: Any, place: str, one: Callable[[Any, str], Value]) -> Value | None:
    """Nothing, or what the reader makes of it."""
    return None if value is None else one(value, place)


def distinct(values: Iterable, place: str) -> None:
    """No two alike; the second of a pair is named."""
    seen = set()
    for at, value in enumerate(values):
        if value in seen:
            raise BundleFault("bundle.twice", f"{place}[{at}]")
        seen.add(value)
