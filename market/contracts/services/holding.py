"""Getting hold of a contract for an act: its lot locked first, then the contract; only for who may, in its state."""
from datetime import date

from market.core import clock, holds
from market.core.steps import take_step
from tenders.models import Lot

from .. import clocks, policy
from ..models import Contract, LateAct
from .errors import refuse

NOT_YOURS = "您所在单位不是办理这一步的一方，或者您没有相应的职责，没有任何内容被更改。"


def locked(contract) -> Contract:
    """The contract afresh, with its lot, under their row locks; inside a transaction only."""
    Lot.objects.select_for_update().get(pk=contract.lot_id)
    Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    return Contract.objects.whole().get(pk=contract.pk)


def acting(contract, act: str, actor, *states: str) -> Contract:
    """The contract, locked, for who may do that act while its lot is in one of the states.

    Raises StepRefused ``step.not_permitted``, ``step.wrong_state``, ``step.on_hold``.
    """
    fresh = locked(contract)
    if not policy.may_act(fresh, act, actor):
        raise refuse(act, "step.not_permitted", NOT_YOURS)
    if fresh.status == Contract.Status.VOID or fresh.lot.status not in states:
        raise refuse(act, "step.wrong_state", f"当前状态（{fresh.lot.get_status_display()}）不能办理这一步，"
                                              f"请刷新页面查看最新进展。")
    if held := holds.in_force(holds.of(fresh)).first():
        raise refuse(act, "step.on_hold", f"{held.by}已以{held.order_no}暂停本项目，恢复之前不能办理。")
    return fresh


def move(contract: Contract, step: str, *, actor, reason: str = "") -> Lot:
    """Take the lot of a contract through a step. Raises StepRefused."""
    return take_step(Lot.objects, contract.lot_id, step, actor=actor, reason=reason,
                     acting_for=getattr(actor, "acting_for", "") or f"party:{contract.purchaser_id}",
                     basis=contract.lot.rulebook.basis.get(step, ""))


def record_if_late(contract: Contract, act: str, due_on: date | None, *, done_on: date | None = None,
                   about: str = "") -> LateAct | None:
    """Record an act that comes after its legal day, with what follows of it."""
    day = done_on or clock.today()
    if due_on is None or day <= due_on:
        return None
    return LateAct.objects.create(contract=contract, act=act, about=about, due_on=due_on, done_on=day,
                                  law=clocks.LAW[act], consequence=clocks.CONSEQUENCE[act], at=clock.now())
