"""Performance: begun, and its milestones reported done with evidence."""
from datetime import date

from django.db import transaction

from market.core import clock
from market.core.models import StoredFile
from market.core.wording import local_day

from ..models import Contract, Milestone
from .errors import refuse
from .holding import acting, move

LAW = "政府采购法实施条例 第四十五条"


@transaction.atomic
def start(contract: Contract, *, actor) -> Contract:
    """The winner begins. Raises StepRefused."""
    fresh = acting(contract, "perform", actor, "filed")
    move(fresh, "start_performance", actor=actor)
    return Contract.objects.whole().get(pk=fresh.pk)


@transaction.atomic
def report_done(milestone: Milestone, *, done_on: date, evidence: StoredFile, actor) -> Milestone:
    """Say that a milestone was reached on a day, with what proves it. Raises StepRefused."""
    contract = acting(milestone.contract, "report", actor, "performing")
    fresh = Milestone.objects.select_for_update().get(pk=milestone.pk, contract=contract)
    if fresh.done_on is not None:
        raise refuse("report", "milestone.done", "这个节点已经登记完成，没有重复登记。")
    if done_on > clock.today():
        raise refuse("report", "milestone.future", "完成日期晚于今天，未登记；请填写实际完成的日期。", LAW)
    if contract.signed_at and done_on < local_day(contract.signed_at):
        raise refuse("report", "milestone.early", "完成日期早于合同签订日期，未登记；请核对日期。", LAW)
    fresh.done_on, fresh.evidence, fresh.done_by, fresh.reported_at = done_on, evidence, str(actor), clock.now()
    fresh.save()
    return fresh
