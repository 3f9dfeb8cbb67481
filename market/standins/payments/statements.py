"""The daily statement: every booking of one bank day with the balances before and after. It names no payer."""
import time
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from .bank import Bank, Refused, _iso

BANK_TIME = timezone(timedelta(hours=8))


def payment(bank: Bank, name: str) -> dict:
    """One payment again, in the words in which it was told."""
    with bank._book() as book:
        row = book.execute("SELECT * FROM payment WHERE id = ?", [name]).fetchone()
    if row is None:
        raise Refused(404, "payment.unknown")
    return {"payment_id": row["id"], "reference": row["reference"], "amount": row["amount"], "currency": "CNY",
            "payer": row["payer"], "received_at": _iso(row["booked_at"])}


def statement(bank: Bank, text: str) -> dict:
    """The statement of a day; of a day that still runs it is what was booked so far. Switches spoil it on demand.

    Raises Refused for what is no day, for a day to come, and while it is said to be late.
    """
    try:
        begins = datetime.combine(date.fromisoformat(text), datetime.min.time(), BANK_TIME)
    except ValueError as error:
        raise Refused(422, "statement.malformed") from error
    start, end = begins.timestamp(), (begins + timedelta(days=1)).timestamp()
    with bank._book() as book:
        if start > time.time() or bank._take(book, "statement_late"):
            raise Refused(404, "statement.not_ready")
        rows = sorted([*_payments(book, end), *_refunds(book, end)])
        lines = [_line(*row) for row in rows if row[0] >= start]
        opening = sum((Decimal(row[3]) for row in rows if row[0] < start), Decimal(0))
        closing = opening + sum((Decimal(row[3]) for row in rows if row[0] >= start), Decimal(0))
        if lines and bank._take(book, "statement_gap"):
            lines.pop()
        if lines and bank._take(book, "statement_wrong"):
            lines[-1]["amount"] = f"{Decimal(lines[-1]['amount']) + 1:.2f}"
    return {"day": text, "final": end <= time.time(), "currency": "CNY", "opening": f"{opening:.2f}",
            "closing": f"{closing:.2f}", "lines": lines}


def _payments(book, end: float) -> list[tuple]:
    return [(row["booked_at"], "payment", row["id"], row["amount"], row["reference"])
            for row in book.execute("SELECT * FROM payment WHERE booked_at < ?", [end])]


def _refunds(book, end: float) -> list[tuple]:
    paid = "SELECT * FROM refund WHERE status = 'succeeded' AND finished_at < ?"
    return [(row["finished_at"], "refund", row["id"], f"-{row['amount']}", "") for row in book.execute(paid, [end])]


def _line(at: float, kind: str, name: str, amount: str, reference: str) -> dict:
    return {"kind": kind, "id": name, "amount": amount, "reference": reference, "booked_at": _iso(at)}
