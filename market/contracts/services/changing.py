"""Supplementary agreements: additions within the law's share of the price, other changes on a legal ground."""
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from market.core import clock, money

from .. import clocks, text
from ..models import Change, Contract
from .errors import refuse
from .holding import acting

OPEN = ("contracted", "contract_published", "filed", "performing")
BASIS = {"addition": "政府采购法 第四十九条", "other": "政府采购法 第五十条"}


def room(contract: Contract) -> Decimal | None:
    """What may still be added (元), proposals that wait counted in; None where there is no cap."""
    added = contract.changes.filter(kind=Change.Kind.ADDITION, declined_at=None).values_list("amount", flat=True)
    return clocks.room(contract.amount, list(added), contract.lot.rulebook.addition_cap)


@transaction.atomic
def propose(contract: Contract, *, kind: str, content: str, ground: str, actor,
            amount: Decimal | None = None) -> Change:
    """Propose a supplementary agreement; it holds once both signed it. Raises StepRefused."""
    with clock.still():
        fresh = acting(contract, "change", actor, *OPEN)
        law = BASIS[kind]
        if not content.strip() or not ground.strip():
            raise refuse("change", "change.no_ground", "没有写明变更的内容或者理由，未提出；合同不得擅自变更，"
                                                       "请写明法定的理由。",
                         "政府采购法 第五十条")
        amount = money.yuan(amount or 0) if kind == Change.Kind.ADDITION else Decimal(0)
        if kind == Change.Kind.ADDITION:
            _require_room(fresh, amount)
        number = (fresh.changes.aggregate(last=Max("number"))["last"] or 0) + 1
        made = Change(contract=fresh, number=number, kind=kind, amount=amount, content=content.strip(),
                      ground=ground.strip(), basis=law, proposed_by=str(actor), proposed_at=clock.now())
        made.text = text.write_change(made, at=clock.now())
        made.digest = text.digest(made.text)
        made.save(force_insert=True)
        return made


def _require_room(contract: Contract, amount: Decimal) -> None:
    left, cap = room(contract), contract.lot.rulebook.addition_cap
    if amount <= 0:
        raise refuse("change", "change.no_amount",
            "没有填写追加的金额，未提出；请填写大于零的金额。", BASIS["addition"])
    if left is not None and amount > left:
        raise refuse("change", "change.over_cap", f"所有补充合同的采购金额不得超过原合同金额的 {cap}，"
                                                  f"还可以追加 {left:,.2f} 元，"
                     f"本次 {amount:,.2f} 元超出，未提出；超出部分应当另行采购。",
                         f"{cap.law}；政府采购法实施条例 第六十七条")


@transaction.atomic
def decline(change: Change, *, reason: str, actor) -> Change:
    """The winner does not agree; a proposal ends. Raises StepRefused."""
    acting(change.contract, "decline", actor, *OPEN)
    fresh = Change.objects.select_for_update().get(pk=change.pk)
    if not fresh.is_open:
        raise refuse("change", "change.closed", "这份补充合同已经签订或者没有被接受，不能再答复；请刷新页面查看。")
    if not reason.strip():
        raise refuse("change", "change.no_reason", "没有写明不接受的理由，未办理；请填写。")
    fresh.declined_at, fresh.declined_for = clock.now(), reason.strip()
    fresh.save(update_fields=["declined_at", "declined_for"])
    return fresh
