"""Rows of the page of regional values: each with the national value beside it, and why it may not be decided here."""
from dataclasses import dataclass

from market.core.guards import Reason
from market.parties.models import User
from tenders.models import RuleOverride
from tenders.rulebooks.base import editions, everyone, numbers
from tenders.rulebooks.numbers import Number


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal: what it is about, the value in words before and after, who proposed it, what came of it."""

    override: RuleOverride
    procedure: str
    label: str
    national: Number
    value: str
    proposed_by: str
    decided_by: str
    reasons: tuple[Reason, ...]

    @property
    def state(self) -> tuple[str, str]:
        """What the status says, and its tone."""
        if self.override.refused_reason:
            return "未批准", "danger"
        return ("已批准", "ok") if self.override.approved_at else ("待另一人批准", "warn")

    @property
    def open(self) -> bool:
        return not (self.override.approved_at or self.override.refused_reason)


def rows(actor) -> list[Row]:
    """All proposals, those that wait first, then the latest; in a fixed number of queries."""
    found = list(RuleOverride.objects.select_related("region").order_by("-proposed_at")[:200])
    ids = {name.removeprefix("user:") for one in found for name in (one.proposed_by, one.approved_by) if name}
    people = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}
    made = [_row(one, actor, people) for one in found]
    return sorted(made, key=lambda row: not row.open)


def _row(one: RuleOverride, actor, people: dict[str, str]) -> Row:
    book = editions(one.key)[-1]
    named = {number.name: number for number in numbers(book)}[one.field]
    own = Number(one.typed, named.number.unit, one.basis)
    reasons = (Reason("override.same_person", "提出人不能批准自己的提案；请由另一人批准。"),) \
        if str(actor) == one.proposed_by else ()
    return Row(one, book.title, named.label, named.number, own.words(named.bound), people.get(one.proposed_by, "—"),
               people.get(one.approved_by, "—"), reasons)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every number of every procedure, as ``key/field`` under the procedure's title, with its national value."""
    latest = {book.key: book for book in everyone()}
    return [(book.title, [(f"{book.key}/{one.name}", f"{one.label}（{one.words}）") for one in numbers(book)])
            for book in latest.values()]
