"""A failed lot: the principal asks the finance department for another method, the department decides."""
from django.db import transaction

from market.core import clock
from tenders import policy
from tenders.models import Lot
from tenders.services.errors import refuse
from tenders.services.publishing import door

from ...models import MethodChange


@transaction.atomic
def request_method_change(lot: Lot, *, target: str, statement: str, actor) -> MethodChange:
    """Ask for another method, with the experts' statement that the document was reasonable and the procedure lawful.

    Raises StepRefused.
    """
    if target not in MethodChange.Target.values:
        raise refuse("request_method_change", "method.unknown", "没有选择拟采用的采购方式，未办理；请选择。")
    if not statement.strip():
        raise refuse("request_method_change", "method.no_statement",
                     "没有写明评审专家关于招标文件没有不合理条款、招标程序符合规定的意见，未办理；请填写。",
                     "政府采购货物和服务招标投标管理办法 第四十三条")
    done = door(lot, "request_method_change", actor=actor, reason=statement.strip())
    return MethodChange.objects.create(lot=done, target=target, statement=statement.strip(), asked_by=str(actor),
                                       asked_at=clock.now())


@transaction.atomic
def decide_method_change(asked: MethodChange, *, approved: bool, order_no: str, decision: str, actor) -> MethodChange:
    """The finance department approves or refuses it, once. Raises StepRefused."""
    fresh = MethodChange.objects.select_for_update().get(pk=asked.pk)
    if "supervisor" not in policy.capacities(fresh.lot.tender, actor) or not actor.duties & policy.PREPARING:
        raise refuse("decide_method_change", "step.not_permitted", "变更采购方式由本项目的监督部门（财政部门）批复。")
    if fresh.approved is not None:
        raise refuse("decide_method_change", "method.decided", "这件申请已经批复，不能更改。")
    if not order_no.strip() or not decision.strip():
        raise refuse("decide_method_change", "method.no_decision", "批复应当写明文号和意见，未办理；请填写。")
    fresh.approved, fresh.order_no, fresh.decision = approved, order_no.strip(), decision.strip()
    fresh.decided_by, fresh.decided_at = str(actor), clock.now()
    fresh.save()
    return fresh
