"""What is written about bonds: bills, letters of guarantee, their return. Payments are in ``payments``."""
import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from market.core import clock, money, tags
from market.core.steps import CLOCKWORK, take_step, take_steps

from .ledger import events as ledger
from .models import Bill, BillHolder, Guarantee

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Letters of a reference: none that is taken for another when written by hand."""
SECURED = frozenset({"paid", "guaranteed"})


def bill_of(purpose: str, subject, payer_tag: str) -> Bill | None:
    """The bill of one payer for one purpose, if it asked for one."""
    return Bill.objects.filter(purpose=purpose, subject=subject, payer_tag=payer_tag).first()


@transaction.atomic
def issue_bill(*, purpose: str, subject: UUID, payer_tag: str, payer: str, title: str, amount: Decimal,
               due_at: datetime, group: tuple[UUID, str] | None = None, shown: bool = False) -> Bill:
    """The payer's bill, made or begun anew; one that is open or secured is returned as it is.

    ``payer`` is the name, kept veiled under the subject. ``group`` is what the subject belongs to and the payer's tag
    of that. ``shown`` says that it is no secret who has to pay. Raises StepRefused once it is past due, MoneyError for
    what is no amount.
    """
    if group:
        BillHolder.objects.get_or_create(group=group[0], tag=group[1])
    bill, _ = Bill.objects.get_or_create(
        purpose=purpose, subject=subject, payer_tag=payer_tag,
        defaults={"reference": _reference(), "payer": tags.veil(payer, subject), "title": title[:300],
                  "amount": money.yuan(amount), "due_at": due_at, "issued_at": clock.now(),
                  "shown_at": clock.now() if shown else None, "group": group[0] if group else None})
    if bill.status == "open" or bill.status in SECURED:
        return bill
    return take_step(Bill.objects, bill.pk, "issue", actor=f"tag:{payer_tag}", at=clock.now(),
                     amount=money.yuan(amount), due_at=due_at)


def _reference() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


@transaction.atomic
def lodge_guarantee(bill: Bill, *, issuer: str, number: str, amount: Decimal, valid_until: date, name: str,
                    letter: bytes) -> Guarantee:
    """Put a letter of guarantee in place of money; a later one replaces it. Everything of it is veiled.

    ``letter`` are the bytes of a PDF already checked, ``name`` its file name. Raises StepRefused.
    """
    moment = clock.now()
    take_step(Bill.objects, bill.pk, "lodge", actor=f"tag:{bill.payer_tag}", at=moment)
    said = {"issuer": issuer, "number": number, "amount": str(money.yuan(amount)), "name": name}
    return Guarantee.objects.update_or_create(bill=bill, defaults={
        "content": tags.veil(json.dumps(said, ensure_ascii=False), bill.pk),
        "letter": tags.veil_bytes(letter, bill.pk), "valid_until": valid_until, "lodged_at": moment})[0]


def said_in(guarantee: Guarantee) -> dict:
    """What the letter says: issuer, number, amount (元, as text), name of the file. For its payer alone."""
    return json.loads(tags.unveil(guarantee.content, guarantee.bill_id))


def letter_of(guarantee: Guarantee) -> bytes:
    """The file itself. For its payer alone."""
    return tags.unveil_bytes(guarantee.letter, guarantee.bill_id)


def plan_return(bill: Bill, *, by: date, law: str, reason: str, begins_at: datetime) -> Bill:
    """Have a secured bond returned from ``begins_at`` on, by a last lawful day; until then ``keep`` undoes it."""
    return take_step(Bill.objects, bill.pk, "plan_return", actor=CLOCKWORK, reason=reason, basis=law, by=by, law=law,
                     why=reason, begins_at=begins_at)


def keep(bill: Bill) -> Bill:
    """The bond is needed after all."""
    return take_step(Bill.objects, bill.pk, "keep", actor=CLOCKWORK)


@transaction.atomic
def refund_due(bill: Bill, *, by: date, law: str, reason: str) -> Bill:
    """Return a bond at once: money is owed back by a day, a letter is released, an open bill is cancelled.

    A bill already on its way back is left as it is.
    """
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    if bill.status == "open":
        return take_step(Bill.objects, bill.pk, "cancel", actor=CLOCKWORK, reason=reason)
    if bill.status not in SECURED:
        return bill
    plan_return(bill, by=by, law=law, reason=reason, begins_at=clock.now())
    return take_step(Bill.objects, bill.pk, "owe" if bill.status == "paid" else "release", actor=CLOCKWORK,
                     reason=reason)


@transaction.atomic
def forfeit(bill: Bill, *, law: str, reason: str) -> Bill:
    """Do not return a bond: its money is put to the treasury's account, once; a letter is called upon.

    A bill that is not secured, or is on its way back already, is left as it is.
    """
    bill = Bill.objects.select_for_update().get(pk=bill.pk)
    if bill.status not in SECURED:
        return bill
    bill = take_step(Bill.objects, bill.pk, "forfeit", actor=CLOCKWORK, reason=reason, basis=law, law=law, why=reason)
    for payment in bill.payments.filter(unmatched="", refund=None).select_related("bill"):
        ledger.forfeited(bill, payment, law=law)
    return bill


def show(subjects: Iterable[UUID], *, at: datetime) -> None:
    """Let the centre and the supervisor see the bills of these subjects from a moment on; an earlier one stands."""
    subjects = list(subjects)
    for start in range(0, len(subjects), 500):
        Bill.objects.filter(subject__in=subjects[start:start + 500], shown_at=None).update(shown_at=at)


def defer(subjects, *, due_at: datetime) -> int:
    """Move the day all running bills of some subjects are due to a later one; returns how many."""
    running = Bill.objects.filter(subject__in=subjects, status__in=["open", *SECURED]).exclude(due_at=due_at)
    return len(take_steps(running, "defer", actor=CLOCKWORK, due_at=due_at).moved)
