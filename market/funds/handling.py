"""Matching by hand: one of the centre's finance staff proposes, another decides."""
from django.db import IntegrityError, transaction

from market.core import clock
from market.core.guards import Reason
from market.core.steps import StepRefused, take_step

from . import payments
from .models import Bill, Handling, Payment

STAFF = Reason("handling.not_staff", "来款由公共资源交易中心的财务人员办理。"
                                     "如需办理，请由本单位管理员授予“财务人员”职责。")
WAITS = Reason("handling.waits", "这笔来款已有一件匹配在等待复核，复核之后才能再提出。")


def propose(payment: Payment, *, reference: str, reason: str, actor) -> Handling:
    """Say on which bill a payment should count, and why; nothing moves yet. Raises StepRefused."""
    if not actor.acts_as("centre", "finance"):
        raise StepRefused("propose", [STAFF])
    bill = Bill.objects.filter(reference=payments.plain(reference)).first()
    if no := payments.why_not_match(payment, bill):
        raise StepRefused("propose", [Reason(no.code, no.sentence)])
    try:
        with transaction.atomic():
            return Handling.objects.create(payment=payment, bill=bill, reason=reason, proposed_by=str(actor),
                                           proposed_at=clock.now())
    except IntegrityError as error:
        raise StepRefused("propose", [WAITS]) from error


@transaction.atomic
def agree(handling: Handling, *, actor) -> Handling:
    """The second person agrees: the payment counts. Raises StepRefused, and then nothing has moved."""
    done = take_step(Handling.objects, handling.pk, "agree", actor=actor, acting_for=actor.acting_for,
                     reason=handling.reason, by=str(actor), at=clock.now())
    try:
        payments.match(done.payment, done.bill)
    except payments.NotYours as no:
        raise StepRefused("agree", [Reason(no.code, no.sentence)]) from no
    return done


def refuse(handling: Handling, *, actor) -> Handling:
    """The second person does not agree, or the first takes it back. Raises StepRefused."""
    return take_step(Handling.objects, handling.pk, "refuse", actor=actor, acting_for=actor.acting_for, by=str(actor),
                     at=clock.now())
