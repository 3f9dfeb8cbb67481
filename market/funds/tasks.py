"""What the worker does with the payment service; asked every few seconds, each turn harmless when it runs twice."""
import logging
from datetime import timedelta

from celery import shared_task
from django.db.models import F

from market.core import clock

from . import callbacks, gateway, payments
from .models import Bill, Payment, Refund, Statement
from .reasons import STRAY_DAYS

log = logging.getLogger(__name__)

FEW = 50
"""How many of each kind one turn takes."""

DAYS_BACK = 7
"""How many of the bank's days are looked at again where something differs."""

UNTOLD = timedelta(minutes=10)
"""So long a refund may be under way before the service is asked how it stands."""


@shared_task
def settle(**_) -> None:
    """Open accounts for bills that have none, order refunds that are due, ask after those nobody told of."""
    if gateway.offered():
        open_accounts()
        return_unclaimed()
        for refund in Refund.objects.filter(next_try_at__lte=clock.now()).select_related("payment")[:FEW]:
            pursue(refund)


@shared_task
def catch_up(**_) -> int:
    """Take what the service could not tell us by itself; returns how many events were new."""
    if not gateway.offered():
        return 0
    taken, new = [], 0
    try:
        for event in gateway.untold():
            try:
                new += callbacks.heed(event)
            except callbacks.EventRefused as refused:
                log.warning("an event of the payment service was refused: %s", refused.code)
                continue
            taken.append(event["event_id"])
        if taken:
            gateway.acknowledge(taken)
    except gateway.ServiceRefused as refused:
        log.warning("the payment service could not be asked for events: %s", refused.code)
    return new


@shared_task
def reconcile(**_) -> None:
    """Compare the bank's last days: yesterday's once it is out, and those with differences again."""
    from .reconciling import reading, services

    if not gateway.offered():
        return
    today = services.bank_day(clock.now())
    for back in range(1, DAYS_BACK + 1):
        day = today - timedelta(days=back)
        known = Statement.objects.filter(day=day, final=True).first()
        if known is None and back > 1 and Statement.objects.filter(day__lt=day).first() is None:
            continue
        if known is None or known.differences.standing().exists():
            try:
                services.reconcile(day)
            except (gateway.ServiceRefused, reading.Unreadable) as refused:
                log.warning("the statement of %s could not be taken: %s", day, refused)


def return_unclaimed() -> None:
    """Send back what bears no known reference and nobody claimed in the days this platform gives itself."""
    today = clock.today()
    waiting = Payment.objects.filter(unmatched=payments.KIND.UNKNOWN, refund=None,
                                     told_at__lt=clock.now() - timedelta(days=STRAY_DAYS)).exclude(
        handlings__status="proposed")
    for payment in waiting.order_by("told_at")[:FEW]:
        if payments.stray_day(payment.told_at.astimezone(clock.SHANGHAI).date()) <= today:
            payments.send_back(payment)


def open_accounts() -> None:
    """Register open bills whose account is missing, or known there under a deadline that was moved since."""
    for bill in Bill.objects.filter(status="open", due_at__gt=clock.now()).order_by("issued_at")[:1000]:
        if bill.account.get("due_at") != bill.due_at.isoformat():
            try:
                gateway.register(bill)
            except gateway.ServiceRefused as refused:
                log.warning("an account could not be opened: %s", refused.code)
                return


def pursue(refund: Refund) -> None:
    """Order a refund, or ask how it stands; whoever else is at it meanwhile does no harm."""
    wait = timedelta(seconds=min(5 * 2 ** min(refund.tries, 10), 3600))
    mine = Refund.objects.filter(pk=refund.pk, next_try_at=refund.next_try_at, attempt=refund.attempt)
    if not mine.update(next_try_at=clock.now() + wait, tries=F("tries") + 1):
        return
    try:
        told = gateway.order(refund) if refund.status == "due" else gateway.state_of(refund)
    except gateway.ServiceRefused as refused:
        Refund.objects.filter(pk=refund.pk).exclude(status="done").update(error=refused.code)
        log.warning("a refund could not be ordered: %s", refused.code)
        return
    heed(refund, told)


def heed(refund: Refund, told: dict) -> None:
    """Act on how the service says an attempt stands."""
    if told.get("status") == "succeeded":
        payments.refund_paid(refund, at=gateway.moment(told["finished_at"]))
    elif told.get("status") == "failed":
        payments.refund_failed(refund, attempt=refund.attempt, error=str(told.get("error") or "failed"))
    else:
        payments.refund_sent(refund, ask_again=UNTOLD)
