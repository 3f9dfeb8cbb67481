"""Fetch a statement, take what we were never told of, compare, and write down what differs."""
import logging
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from market.core import clock

from .. import callbacks, gateway, payments, tasks
from ..ledger import accounts
from ..models import Bill, Difference, Payment, Posting, Refund, Statement
from . import comparing, reading

log = logging.getLogger(__name__)

AT_ONCE = 200
"""How many bookings that we were never told of one comparison asks after."""


def reconcile(day: date) -> Statement:
    """Compare one of the bank's days with the ledger; doing it again is harmless and finds what is left.

    Never inside a transaction: it asks the service. Raises ``gateway.ServiceRefused`` and ``reading.Unreadable``, and
    then nothing was written.
    """
    said, digest = gateway.statement(day)
    told = reading.read(said)
    if told.day != day:
        raise reading.Unreadable(f"{told.day} in place of {day}")
    _fetch_untold(told)
    begins, ends = span(day)
    with transaction.atomic():
        statement, _ = Statement.objects.update_or_create(day=day, defaults={
            "digest": digest, "opening": told.opening, "closing": told.closing, "lines": len(told.lines),
            "final": told.final, "begins_at": begins, "ends_at": ends, "taken_at": clock.now()})
        _write(statement, comparing.compare(told, ours(begins, ends), ordered=_ordered(told),
                                            before=_closing_before(day), ends_at=ends))
    return statement


def span(day: date) -> tuple[datetime, datetime]:
    """When a day of the bank begins and ends as this installation counts time."""
    begins = datetime.combine(day, time(), tzinfo=clock.SHANGHAI)
    return clock.inside(begins), clock.inside(begins + timedelta(days=1))


def bank_day(moment: datetime) -> date:
    """The bank's day in which one of our moments falls."""
    return clock.outside(moment).astimezone(clock.SHANGHAI).date()


def ours(begins: datetime, ends: datetime) -> list[comparing.Ours]:
    """What the ledger says moved at the bank from one moment to another."""
    lines = Posting.objects.filter(entry__at__gte=begins, entry__at__lt=ends).exclude(entry__bank_id="")
    return [comparing.Ours(bank_id, amount if debit == accounts.BANK else -amount, at)
            for bank_id, amount, debit, at in lines.values_list("entry__bank_id", "amount", "debit", "entry__at")]


def _closing_before(day: date):
    earlier = Statement.objects.filter(day=day - timedelta(days=1), final=True).first()
    return earlier.closing if earlier else None


def _refunds(told: reading.Told) -> dict[str, Refund]:
    """Our refunds whose orders the statement names, by the name of the order."""
    names = {line.bank_id: line.bank_id.partition(".")[0] for line in told.lines if line.kind == "refund"}
    rows = {}
    for name, text in names.items():
        try:
            rows[name] = UUID(text)
        except ValueError:
            continue
    found = Refund.objects.select_related("payment").in_bulk(set(rows.values()))
    return {name: found[pk] for name, pk in rows.items() if pk in found}


def _ordered(told: reading.Told) -> frozenset[str]:
    return frozenset(name for name, refund in _refunds(told).items() if name.endswith(f".{refund.attempt}"))


def _fetch_untold(told: reading.Told) -> None:
    """Ask after what the statement has and we were never told of."""
    named = [line.bank_id for line in told.lines if line.kind == "payment"]
    known = {name for start in range(0, len(named), 500)
             for name in Payment.objects.filter(external_id__in=named[start:start + 500]).values_list(
                 "external_id", flat=True)}
    for name in [name for name in named if name not in known][:AT_ONCE]:
        try:
            callbacks.take(gateway.payment(name))
        except (gateway.ServiceRefused, callbacks.EventRefused) as refused:
            log.warning("a booking of the statement could not be taken: %s", refused.code)
    waiting = [refund for name, refund in _refunds(told).items()
               if refund.status != "done" and name == refund.external_id]
    for refund in waiting[:AT_ONCE]:
        try:
            tasks.heed(refund, gateway.state_of(refund))
        except gateway.ServiceRefused as refused:
            log.warning("a refund of the statement could not be asked after: %s", refused.code)


def _write(statement: Statement, found: list[comparing.Found]) -> None:
    """Keep each difference once; those no longer found are marked as gone."""
    now, stand = clock.now(), []
    for one in found:
        row, _ = Difference.objects.update_or_create(
            statement=statement, kind=one.kind, bank_id=one.bank_id,
            defaults={"theirs": one.theirs, "ours": one.ours, "at": one.at, "gone_at": None, "bill": _bill(one)},
            create_defaults={"theirs": one.theirs, "ours": one.ours, "at": one.at, "bill": _bill(one),
                             "found_at": now})
        stand.append(row.pk)
    statement.differences.filter(gone_at=None).exclude(pk__in=stand).update(gone_at=now)


def _bill(found: comparing.Found) -> Bill | None:
    """The bill a difference is about: it is shown when that is."""
    if payment := Payment.objects.filter(external_id=found.bank_id).select_related("bill").first():
        return payment.bill
    if found.reference:
        return Bill.objects.filter(reference=payments.plain(found.reference)).first()
    name = found.bank_id.partition(".")[0]
    try:
        refund = Refund.objects.filter(pk=UUID(name)).select_related("payment__bill").first()
    except ValueError:
        return None
    return refund.payment.bill if refund else None
