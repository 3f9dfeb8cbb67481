"""Taking money as the payment service tells of it: once, exactly, and what pays no bill goes back."""
import contextlib
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from market.core import clock, money, tags, workdays
from market.core.calendars import HolidayTableMissing
from market.core.steps import CLOCKWORK, StepRefused, take_step

from .guards import PAYMENTS
from .ledger import events as ledger
from .models import Bill, Payment, Refund
from .reasons import STRAY_DAYS, STRAY_LAW

KIND = Payment.Unmatched


class Contradicted(Exception):
    """The service tells of a payment it told of before, in other words. ``code`` is stable."""

    code = "payment.contradicted"


class NotYours(Exception):
    """A payment may not be claimed. ``code`` is stable, ``sentence`` is for the screen."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def plain(reference: str) -> str:
    """A reference as it is kept: no spaces or hyphens, capital letters."""
    return "".join(letter for letter in reference.upper() if letter.isalnum())[:60]


@transaction.atomic
def take_payment(*, external_id: str, reference: str, amount: Decimal, payer: str, received_at: datetime) -> Payment:
    """Keep a payment and let it count on the bill of its reference, or say why it does not and send it back.

    It counts where the amount is exact, the bill is open, and the bank booked it before the bill was due. Told twice
    is told once. Raises Contradicted.
    """
    if known := Payment.objects.filter(external_id=external_id).first():
        if (known.reference, known.amount, known.received_at) != (plain(reference), amount, received_at):
            raise Contradicted(external_id)
        return known
    bill = Bill.objects.select_for_update().filter(reference=plain(reference)).first()
    payment = Payment.objects.create(
        external_id=external_id, reference=plain(reference), amount=money.yuan(amount), bill=bill,
        payer=tags.veil(payer, external_id), received_at=received_at, told_at=clock.now(),
        unmatched=_why_not(bill, amount, received_at))
    ledger.received(payment)
    if not payment.unmatched:
        take_step(Bill.objects, bill.pk, "receive", actor=PAYMENTS, at=received_at)
    elif bill:
        send_back(payment)
    return payment


def _why_not(bill: Bill | None, amount: Decimal, received_at: datetime) -> str:
    """Why a payment does not count on a bill; empty where it does."""
    if bill is None:
        return KIND.UNKNOWN
    if bill.status != "open":
        return KIND.AGAIN if bill.status in {"paid", "guaranteed"} else KIND.ENDED
    if received_at >= bill.due_at:
        return KIND.LATE
    if amount != bill.amount:
        return KIND.SHORT if amount < bill.amount else KIND.OVER
    return ""


@transaction.atomic
def claim(bill: Bill, *, external_id: str, payer: str) -> Payment:
    """Let a payment with a wrong reference count on the bill of whoever's name is on it; ``payer`` is that party's.

    Raises NotYours, in the same words whether there is no such payment or it is somebody else's.
    """
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    payment = Payment.objects.select_for_update().filter(external_id=external_id, unmatched=KIND.UNKNOWN).first()
    if payment is None or hasattr(payment, "refund") or tags.unveil(payment.payer, external_id) != payer:
        raise NotYours("payment.not_found", "没有找到付款户名与贵单位一致、尚未匹配的这笔来款。请核对银行流水号；"
                       "已经退回的款项不能再认领，请重新缴纳。")
    if why := _why_not(bill, payment.amount, payment.received_at):
        raise NotYours(f"payment.{why}", f"这笔来款{KIND(why).label}，不能计入本缴款单，将原路退回。")
    return _count(payment, bill)


def _count(payment: Payment, bill: Bill) -> Payment:
    """Let money that waited count on a bill."""
    payment.bill, payment.unmatched = bill, ""
    payment.save(update_fields=["bill", "unmatched"])
    ledger.matched(payment)
    take_step(Bill.objects, bill.pk, "receive", actor=PAYMENTS, at=payment.received_at)
    return payment


@transaction.atomic
def match(payment: Payment, bill: Bill) -> Payment:
    """Let a payment with a wrong reference count on a bill by decision of the centre. Raises NotYours."""
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if reason := why_not_match(payment, bill):
        raise reason
    return _count(payment, bill)


def why_not_match(payment: Payment, bill: Bill | None) -> NotYours | None:
    """Why a payment cannot be made to count on a bill; None where it can."""
    if payment.unmatched != KIND.UNKNOWN or hasattr(payment, "refund"):
        return NotYours("payment.settled", "这笔来款已经计入或者正在退回，不能再匹配。请刷新页面查看最新情况。")
    if bill is None:
        return NotYours("bill.unknown", "没有这个缴款码。请向付款人核对后重新填写。")
    if why := _why_not(bill, payment.amount, payment.received_at):
        return NotYours(f"payment.{why}", f"这笔来款{KIND(why).label}，不能计入该缴款单，请原路退回。")
    return None


def send_back(payment: Payment) -> Refund:
    """Owe a payment that pays no bill back to whoever paid it; owed already is owed once."""
    return owe(payment, reason=payment.unmatched, by=stray_day(clock.today()), law=STRAY_LAW)


def stray_day(since: date) -> date:
    """The day by which money that pays no bill goes back; plain days where the year's table is missing."""
    try:
        return workdays.load().add_working_days(since, STRAY_DAYS)
    except HolidayTableMissing:
        return since + timedelta(days=STRAY_DAYS)


@transaction.atomic
def owe(payment: Payment, *, reason: str, by, law: str) -> Refund:
    """The refund of a payment, made once; the worker orders it from the payment service."""
    refund, fresh = Refund.objects.get_or_create(payment=payment, defaults={
        "amount": payment.amount, "reason": reason, "refund_by": by, "law": law, "owed_at": clock.now(),
        "next_try_at": clock.now()})
    if fresh:
        ledger.owed(refund)
    return refund


@transaction.atomic
def refund_paid(refund: Refund, *, at: datetime) -> None:
    """The payment service has paid back; told twice is told once."""
    refund = Refund.objects.select_for_update().select_related("payment").get(pk=refund.pk)
    if refund.status == "done":
        return
    settled = take_step(Refund.objects, refund.pk, "settle", actor=PAYMENTS, at=at)
    ledger.repaid(settled)
    payment = refund.payment
    payment.returned_at = at
    payment.save(update_fields=["returned_at"])
    if payment.bill_id and not payment.unmatched:
        take_step(Bill.objects, payment.bill_id, "settle", actor=PAYMENTS, at=at)


@transaction.atomic
def refund_failed(refund: Refund, *, attempt: int, error: str) -> None:
    """The payment service could not pay an attempt out: the next one follows later. An older attempt's fate is past."""
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    if refund.status == "done" or refund.attempt != attempt:
        return
    wait = timedelta(minutes=min(2 ** min(refund.attempt, 10), 24 * 60))
    take_step(Refund.objects, refund.pk, "fail", actor=PAYMENTS, reason=error, error=error[:60],
              next_try_at=clock.now() + wait)


def refund_sent(refund: Refund, *, ask_again: timedelta) -> None:
    """The payment service took the order."""
    with contextlib.suppress(StepRefused):  # told before the order was noted
        take_step(Refund.objects, refund.pk, "send", actor=CLOCKWORK, next_try_at=clock.now() + ask_again)
