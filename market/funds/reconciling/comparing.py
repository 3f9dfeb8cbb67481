"""Two sides of one day, line by line: pure."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .reading import Line, Told


@dataclass(frozen=True, slots=True)
class Ours:
    """A movement at the bank as the ledger has it; out is negative."""

    bank_id: str
    amount: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One difference, with what either side says."""

    kind: str
    at: datetime
    bank_id: str = ""
    theirs: Decimal | None = None
    ours: Decimal | None = None
    reference: str = ""


def compare(told: Told, ours: Iterable[Ours], *, ordered: frozenset[str], before: Decimal | None,
            ends_at: datetime) -> list[Found]:
    """Every difference of a day. ``ordered`` are the ids of refunds we ever ordered, ``before`` the closing balance of
    the day before, where it is known."""
    here = {one.bank_id: one for one in ours}
    found = [_line(line, here.get(line.bank_id), ordered) for line in told.lines]
    there = {line.bank_id for line in told.lines}
    found += [Found("not_there", one.at, one.bank_id, None, one.amount)
              for key, one in here.items() if key not in there]
    if told.opening + sum((line.amount for line in told.lines), Decimal(0)) != told.closing:
        found.append(Found("sum", ends_at, theirs=told.closing))
    if before is not None and before != told.opening:
        found.append(Found("opening", ends_at, theirs=told.opening, ours=before))
    return [one for one in found if one]


def _line(line: Line, ours: Ours | None, ordered: frozenset[str]) -> Found | None:
    said = {"at": line.at, "bank_id": line.bank_id, "theirs": line.amount, "reference": line.reference}
    if ours is not None:
        return Found("amount", ours=ours.amount, **said) if ours.amount != line.amount else None
    if line.kind == "refund" and line.bank_id not in ordered:
        return Found("unordered", **said)
    return Found("not_here", **said)
