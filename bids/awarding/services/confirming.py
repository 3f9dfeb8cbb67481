"""The report reaches the principal, and the winner is determined: by the principal, or by its silence."""
from django.db import transaction
from django.db.models import Max

from market.core import clock
from market.core.steps import CLOCKWORK, StepRefused, why_not
from tenders.models import Lot
from tenders.services.publishing import door

from ...models import Award
from .. import candidates


@transaction.atomic
def deliver_report(lot: Lot, *, actor) -> Lot:
    """The signed report is handed to the principal; from now on the time to confirm runs. Raises StepRefused."""
    return door(lot, "deliver_report", actor=actor)


@transaction.atomic
def confirm_award(lot: Lot, *, actor) -> Award:
    """Determine the next candidate in rank order as the winner. Raises StepRefused."""
    return _award(lot, actor=actor)


@transaction.atomic
def deem(lot: Lot) -> Award | None:
    """The time to confirm passed in silence: the first candidate is the winner. The clockwork asks for it.

    Where suspensions moved the end of the time, only the moment to ask again is put off. Raises StepRefused.
    """
    fresh = Lot.objects.select_for_update().get(pk=lot.pk)
    if reasons := why_not(fresh, "confirm_award", CLOCKWORK):
        raise StepRefused("confirm_award", reasons)
    ends = fresh.confirmation_ends()
    if ends is None or ends > clock.now():
        fresh.next_due_at = ends
        fresh.save(update_fields=["next_due_at"])
        return None
    words = f"采购人收到评标报告后 {fresh.rulebook.award_confirmation} 内未确定中标人且未说明理由，" \
            "视同确定排名第一的候选人为中标人。"
    return _award(fresh, actor=CLOCKWORK, reason=words)


def _award(lot: Lot, *, actor, reason: str = "") -> Award:
    row = candidates.next_row(lot.pk)
    fresh = door(lot, "confirm_award", actor=actor, reason=reason)
    last = fresh.awards.aggregate(last=Max("number"))["last"] or 0
    return Award.objects.create(
        lot=fresh, number=last + 1, ranking=row.ranking, bid=row.bid, amount=row.amount, rank=row.candidate,
        confirmed_at=clock.now(), confirmed_by=str(actor), deemed=actor == CLOCKWORK, reason=reason,
        basis=fresh.rulebook.basis.get("confirm_award", "") if reason else "")
