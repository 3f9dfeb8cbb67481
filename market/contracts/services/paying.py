"""Payments: marked with day and voucher; late ones recorded; then settled."""
from datetime import date

from django.db import transaction

from market.core import clock
from market.core.models import StoredFile

from ..models import Contract, Instalment
from .errors import refuse
from .holding import acting, move, record_if_late

PAYING = ("contracted", "contract_published", "filed", "performing", "accepted")


@transaction.atomic
def mark_paid(instalment: Instalment, *, paid_on: date, voucher: StoredFile, actor) -> Instalment:
    """Mark a part of the price as paid on a day, with its voucher; late is recorded. Raises StepRefused."""
    contract = acting(instalment.contract, "pay", actor, *PAYING)
    fresh = Instalment.objects.select_for_update().get(pk=instalment.pk, contract=contract)
    if fresh.paid_on is not None:
        raise refuse("pay", "payment.paid", "这笔款项已经登记支付，没有重复登记。")
    if paid_on > clock.today():
        raise refuse("pay", "payment.future", "付款日期晚于今天，未登记；请填写银行转账的实际日期。")
    fresh.paid_on, fresh.voucher, fresh.marked_by, fresh.marked_at = paid_on, voucher, str(actor), clock.now()
    fresh.save()
    record_if_late(contract, "pay", fresh.due_on, done_on=paid_on, about=fresh.name)
    return fresh


@transaction.atomic
def settle(contract: Contract, *, actor) -> Contract:
    """Everything is paid. Raises StepRefused."""
    fresh = acting(contract, "pay", actor, "accepted")
    move(fresh, "settle", actor=actor)
    return Contract.objects.whole().get(pk=fresh.pk)
