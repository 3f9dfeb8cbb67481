"""A region sets a number of a rulebook differently: one person proposes, another approves; for new tenders only."""
from datetime import date

from django.db import IntegrityError, transaction

from market.core import clock
from market.core.models import Region

from .. import policy
from ..models import RuleOverride
from ..rulebooks.base import editions, numbers
from ..rulebooks.editions import typed
from .errors import refuse

_NOT_YOURS = "只有交易中心或者监督部门中有经办人、审核人职责的人员可以办理。"


@transaction.atomic
def propose_override(*, region: Region, key: str, field: str, value: str, since: date, basis: str,
                     actor) -> RuleOverride:
    """Propose a value for a region, with its basis, from a day on. Raises StepRefused."""
    if not policy.sets_rules(actor):
        raise refuse("propose_override", "step.not_permitted", _NOT_YOURS)
    held = {one.name: one for one in numbers(editions(key)[-1])} if editions(key) else {}
    if field not in held:
        raise refuse("propose_override", "override.no_number", "该规则没有这一项数值，未提交；请重新选择。")
    if not basis.strip():
        raise refuse("propose_override", "override.no_basis", "没有写明依据的文件，未提交；请填写文号和条款。")
    if since < clock.today():
        raise refuse("propose_override", "override.past", "生效日期早于今天，未提交；规则只对以后发布的项目生效，"
                                                          "请改晚。")
    try:
        if not typed(key, field, value) >= 0:
            raise ValueError(value)
    except (ValueError, TypeError) as error:
        raise refuse("propose_override", "override.value", f"“{value}”不是{held[field].label}可用的数值，未提交；现行为"
                     f" {held[field].number}，请按同样的单位填写数字。") from error
    return RuleOverride.objects.create(region=region, key=key, field=field, value=value.strip(), since=since,
                                       basis=basis.strip(), proposed_by=str(actor), proposed_at=clock.now())


@transaction.atomic
def approve_override(override: RuleOverride, *, actor, agrees: bool = True, reason: str = "") -> RuleOverride:
    """Approve or refuse a proposal; by somebody other than who made it. Raises StepRefused."""
    fresh = RuleOverride.objects.select_for_update().get(pk=override.pk)
    if not policy.sets_rules(actor):
        raise refuse("approve_override", "step.not_permitted", _NOT_YOURS)
    if str(actor) == fresh.proposed_by:
        raise refuse("approve_override", "override.same_person", "提出人不能批准自己的提案；请由另一人批准。")
    if fresh.approved_at or fresh.refused_reason:
        raise refuse("approve_override", "override.decided", "这项提案已有结论，请刷新页面查看。")
    if not agrees:
        if not reason.strip():
            raise refuse("approve_override", "override.no_reason", "不同意时应当写明理由，未办理；请填写。")
        fresh.refused_reason = reason.strip()
    else:
        fresh.approved_by, fresh.approved_at = str(actor), clock.now()
        fresh.since = max(fresh.since, clock.today())
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError as error:
        raise refuse("approve_override", "override.twice", "同一地区、同一数值在该日已有获批的规定，未批准；"
                                                           "请另定生效日期。"
                     ) from error
    return fresh
