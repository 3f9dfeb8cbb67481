"""A rulebook out of the JSON a tender keeps of it: what was pinned is read back as it stood."""
from datetime import date
from decimal import Decimal
from fractions import Fraction

from market.core.paths import Edge

from .base import FORMAT, Rulebook
from .numbers import Number, Unit
from .volumes import Volume

_VALUE = {Unit.SHARE: lambda text: Fraction(text) if "/" in text else Decimal(text), Unit.YUAN: Decimal}


_known: dict[str, Rulebook] = {}
"""Pinned rulebooks this process has read, by digest: one procedure asks for its path hundreds of times a page."""


class PinBroken(ValueError):
    """The kept values are not those the digest was made of."""


def read_once(kept: dict, digest: str) -> Rulebook:
    """The rulebook pinned with that digest, read once in this process. Raises PinBroken, and what ``read`` raises."""
    if digest not in _known:
        book = read(kept)
        if book.digest != digest:
            raise PinBroken(f"{kept.get('key')} as kept has the digest {book.digest}, not {digest}.")
        _known[digest] = book
    return _known[digest]


def read(kept: dict) -> Rulebook:
    """The rulebook as pinned. Raises ValueError for another format."""
    if kept.get("format") != FORMAT:
        raise ValueError(f"A rulebook of the format {kept.get('format')!r} cannot be read.")
    return Rulebook(
        key=kept["key"], since=date.fromisoformat(kept["since"]), trade=kept["trade"], method=kept["method"],
        title=kept["title"], law=tuple(kept["law"]), handover=kept["handover"],
        path=tuple(Edge(*edge) for edge in kept["path"]), basis=kept["basis"],
        volumes=tuple(Volume(*said, tuple(readers)) for *said, readers in kept["volumes"]),
        custodians=tuple(kept["custodians"]),
        opening_record_from=kept["opening_record_from"],
        **{name: _number(number) for name, number in kept["numbers"].items()})


def _number(kept: dict) -> Number:
    unit = Unit(kept["unit"])
    return Number(_VALUE.get(unit, int)(kept["value"]), unit, kept["law"], kept["sure"])
