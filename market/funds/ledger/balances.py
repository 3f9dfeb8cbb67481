"""What stands on the accounts, summed over entries that may be read."""
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, F, QuerySet, Sum
from django.db.models.functions import Cast, Round

from ..models import Posting
from .accounts import ACCOUNTS, Account

NIL = Decimal("0.00")
_CENTS = Sum(Cast(Round(F("amount") * 100), BigIntegerField()))
"""Summed as whole 分: SQLite adds decimals up as floats."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One account: what was put to its debit and to its credit, in 元."""

    account: Account
    debit: Decimal
    credit: Decimal

    @property
    def amount(self) -> Decimal:
        """What there is, or is owed, as a positive number where the account stands on its own side."""
        return self.credit - self.debit if self.account.owed else self.debit - self.credit


def of(entries: QuerySet) -> dict[str, Balance]:
    """The balance of every account over some entries, in two queries."""
    lines = Posting.objects.filter(entry__in=entries.order_by().values("pk"))
    sums = {side: {key: Decimal(cents).scaleb(-2)
                    for key, cents in lines.order_by().values_list(side).annotate(cents=_CENTS)}
            for side in ("debit", "credit")}
    return {key: Balance(one, sums["debit"].get(key, NIL), sums["credit"].get(key, NIL))
            for key, one in ACCOUNTS.items()}


def difference(found: dict[str, Balance]) -> Decimal:
    """Debit less credit over all accounts: nothing, or the ledger is broken."""
    return sum((one.debit - one.credit for one in found.values()), NIL)
