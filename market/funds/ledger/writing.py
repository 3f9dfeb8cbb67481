"""The one function that writes the ledger."""
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection

from market.core import clock, money

from ..models import Bill, Entry, Payment, Posting
from .accounts import ACCOUNTS


class Unbalanced(ValueError):
    """What was to be written is no entry: no posting, an account nobody knows, an amount that is none."""


class Contradicted(ValueError):
    """An event that was written is told again with other postings."""


def write(kind: str, *, key: str, at: datetime, postings: Sequence[tuple[str, str, Decimal]], words: str,
          law: str = "", bill: Bill | None = None, payment: Payment | None = None, bank_id: str = "") -> Entry:
    """Write one event, once: told again in the same words it is the entry that stands.

    ``postings`` are (debit, credit, amount in 元). Belongs into the transaction of the act it tells of. Raises
    Unbalanced, Contradicted.
    """
    if not connection.in_atomic_block:
        raise Unbalanced(f"{key} was written outside the transaction of its act.")
    lines = sorted((debit, credit, money.yuan(amount)) for debit, credit, amount in postings)
    if not lines or any({debit, credit} - set(ACCOUNTS) or debit == credit or amount <= 0
                        for debit, credit, amount in lines):
        raise Unbalanced(f"{key}: {postings}")
    entry, fresh = Entry.objects.get_or_create(key=key, defaults={
        "kind": kind, "at": at, "written_at": clock.now(), "words": words, "law": law, "bill": bill,
        "payment": payment, "bank_id": bank_id})
    if not fresh:
        if sorted(entry.postings.values_list("debit", "credit", "amount")) != lines or entry.kind != kind:
            raise Contradicted(key)
        return entry
    for debit, credit, amount in lines:
        Posting.objects.create(entry=entry, debit=debit, credit=credit, amount=amount)
    return entry
