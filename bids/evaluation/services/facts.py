"""Facts behind objective points: entered by one member, confirmed by another, then alike for everybody."""
from collections.abc import Mapping
from uuid import UUID

from market.core import clock
from tenders.models import Lot
from tenders.rulebooks.schemes import Criterion

from ...models import ObjectiveFact
from .. import faults
from ..refusals import refusal
from . import journal
from .scoring import objective, scored_bids

MOST = 1_000_000
"""The most of anything that is counted."""


def enter(lot: Lot, *, values: Mapping[tuple[UUID, str], str], actor) -> int:
    """Enter facts by bid and criterion: a whole number, or the key of a choice. Returns how many changed.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``score.unknown``, ``score.closed``,
    ``fact.locked``, ``fact.value``.
    """
    with journal.evaluating(lot.pk, "enter_facts") as (committee, lot):
        member = journal.member_of(committee, actor, "enter_facts")
        rows, criteria = _rows(lot, values)
        changed = 0
        for (bid, key), value in values.items():
            row = rows.get((bid, key))
            value = _sound(criteria[key], value)
            if row is not None and row.value == value:
                continue
            if row is not None and row.confirmed_at:
                raise refusal("enter_facts", "fact.locked")
            ObjectiveFact.objects.update_or_create(bid_id=bid, criterion=key, defaults={
                "value": value, "entered_by": member, "entered_at": clock.now(), "confirmed_by": None,
                "confirmed_at": None})
            changed += 1
        if changed:
            words = f"{member.label}登记包 {lot.number} 的客观分事实 {changed} 项。"
            journal.write(committee, "facts", words, actor=member)
        return changed


def confirm(lot: Lot, *, values: Mapping[tuple[UUID, str], str], actor) -> int:
    """Confirm facts that another member entered; what is confirmed is what was read. Returns how many.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``score.unknown``, ``score.closed``,
    ``fact.self``, ``fact.changed``.
    """
    with journal.evaluating(lot.pk, "confirm_facts") as (committee, lot):
        member = journal.member_of(committee, actor, "confirm_facts")
        rows, _ = _rows(lot, values)
        done = 0
        for place, value in values.items():
            row = rows.get(place)
            if row is None or row.value != value:
                raise refusal("confirm_facts", "fact.changed")
            if row.confirmed_at:
                continue
            if row.entered_by_id == member.pk:
                raise refusal("confirm_facts", "fact.self")
            row.confirmed_by, row.confirmed_at = member, clock.now()
            row.save(update_fields=["confirmed_by", "confirmed_at"])
            done += 1
        if done:
            words = f"{member.label}确认包 {lot.number} 的客观分事实 {done} 项。"
            journal.write(committee, "facts_confirmed", words, actor=member)
        return done


def _rows(lot: Lot, values: Mapping) -> tuple[dict, dict[str, Criterion]]:
    if faults.newest(lot.pk) is not None:
        raise refusal("facts", "score.closed")
    criteria, bids = {one.key: one for one in objective(lot)}, {bid.pk for bid in scored_bids(lot)}
    if any(bid not in bids or key not in criteria for bid, key in values):
        raise refusal("facts", "score.unknown")
    found = ObjectiveFact.objects.select_for_update(of=("self",)).filter(bid__in=bids)
    return {(one.bid_id, one.criterion): one for one in found}, criteria


def _sound(criterion: Criterion, value: str) -> str:
    """The value as it is kept. Raises StepRefused ``fact.value``."""
    value = str(value).strip()
    if criterion.rule["kind"] == "count":
        if value.isascii() and value.isdigit() and int(value) <= MOST:
            return str(int(value))
    elif value in {one["key"] for one in criterion.rule["choices"]}:
        return value
    raise refusal("enter_facts", "fact.value", label=criterion.label)
