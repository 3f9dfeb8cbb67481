"""A statement as the service writes it, read into values."""
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from market.core import money

from .. import gateway

KINDS = ("payment", "refund")
MOST = 50_000
"""Lines of one day; more are no statement of this platform."""


class Unreadable(ValueError):
    """What came is no statement."""


@dataclass(frozen=True, slots=True)
class Line:
    """One booking: ``amount`` in 元, out is negative; ``bank_id`` is the payment's or the refund order's."""

    kind: str
    bank_id: str
    amount: Decimal
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """The statement of a day. ``final`` once the day was over."""

    day: date
    opening: Decimal
    closing: Decimal
    final: bool
    lines: tuple[Line, ...]


def read(said: dict) -> Told:
    """Raises Unreadable."""
    try:
        if said["currency"] != "CNY" or not isinstance(said["final"], bool) or len(said["lines"]) > MOST:
            raise ValueError(said["currency"])
        lines = tuple(_line(one) for one in said["lines"])
        if len({(one.kind, one.bank_id) for one in lines}) < len(lines):
            raise ValueError("a booking stands there twice")
        return Told(date.fromisoformat(said["day"]), money.yuan(said["opening"]), money.yuan(said["closing"]),
                    said["final"], lines)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise Unreadable(str(error)) from error


def _line(said: dict) -> Line:
    amount = money.yuan(said["amount"])
    if said["kind"] not in KINDS or (amount > 0) != (said["kind"] == "payment") or not said["id"]:
        raise ValueError(said)
    return Line(said["kind"], str(said["id"])[:80], amount, str(said["reference"])[:60],
                gateway.moment(said["booked_at"]))
