"""What undoes an award. Each is a discretionary act: it wants a reason and the words of the law, and stays public."""
from django.db import transaction

from market.core import clock, outbox
from tenders.models import Lot
from tenders.services.errors import refuse
from tenders.services.publishing import door

from ...models import Award
from .. import candidates
from ..grounds import AFTER_DEFAULT, CANCEL


@transaction.atomic
def cancel_award(lot: Lot, *, ground: str, reason: str, actor) -> Award:
    """Take the award back on one of ``grounds.CANCEL``. Raises StepRefused."""
    if ground not in CANCEL:
        raise refuse("cancel_award", "award.no_ground", "没有选择取消中标资格的情形，未办理；请选择。")
    if ground in AFTER_DEFAULT and Lot.objects.select_for_update().get(pk=lot.pk).status != "defaulted":
        raise refuse("cancel_award", "award.default_first", "中标人拒签合同或者不交履约保证金的，其投标保证金不予退还；"
                     "请先办理“认定中标人违约”，再取消中标资格。", "政府采购法 第七十七条")
    return _end(lot, "cancel_award", f"{CANCEL[ground]}{_said('cancel_award', reason)}", actor)


@transaction.atomic
def record_default(lot: Lot, *, reason: str, actor) -> Award:
    """The winner refuses to sign or to give the performance bond without a lawful reason: its bond is kept.

    Raises StepRefused.
    """
    return _end(lot, "record_default", _said("record_default", reason), actor)


@transaction.atomic
def void_award(lot: Lot, *, order_no: str, reason: str, actor) -> Award:
    """The supervising department decides that the award is void. Raises StepRefused."""
    if not order_no.strip():
        raise refuse("void_award", "award.no_order", "认定中标无效应当写明处理决定的文号，未办理；请填写。")
    return _end(lot, "void_award", f"{order_no.strip()}：{_said('void_award', reason)}", actor)


@transaction.atomic
def next_candidate(lot: Lot, *, reason: str, actor) -> Lot:
    """Go on to the candidate that follows in rank order; the time to confirm runs anew. Raises StepRefused."""
    return door(lot, "next_candidate", actor=actor, reason=_said("next_candidate", reason))


def _said(step: str, reason: str) -> str:
    if not reason.strip():
        raise refuse(step, "award.no_reason", "没有写明理由，未办理；请填写，理由将向社会公开。")
    return reason.strip()


def _end(lot: Lot, step: str, reason: str, actor) -> Award | None:
    award = candidates.living(lot.pk)
    fresh = door(lot, step, actor=actor, reason=reason)
    if award is not None:
        award.ended_at, award.ended_for = clock.now(), step
        award.reason, award.basis = reason, fresh.rulebook.basis.get(step, "")
        award.save(update_fields=["ended_at", "ended_for", "reason", "basis"])
        outbox.emit("bids.award.ended", id=award.pk, lot=str(lot.pk))
    return award
