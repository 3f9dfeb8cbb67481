"""When a bond goes back: after a withdrawal, without a bid, when a lot ends. Days and laws come from the rulebook."""
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from market.core import clock, workdays
from market.core.calendars import HolidayTableMissing
from market.funds import services
from market.funds.models import Bill
from tenders.models import Lot, Tender
from tenders.rulebooks import clocks
from tenders.rulebooks.numbers import Number

from .. import guards
from ..models import Bid
from .states import PURPOSE

SURELY = timedelta(minutes=1)
"""After the last moment a bid may still be worked on: then it is certain who handed in."""


def last_day(number: Number) -> date:
    """The last lawful day of a return that falls due today; plain days where the year's table is missing."""
    try:
        return clocks.end_of(number, clock.today(), workdays.load())
    except HolidayTableMissing:
        return clock.today() + timedelta(days=number.value)


def begin(by: date, tender: Tender) -> datetime:
    """When a withdrawn bid's bond begins to go back: once the deadline is past and nobody can hand in again, but early
    enough for the last lawful day."""
    try:
        day = workdays.load().back_working_days(by, 1)
    except HolidayTableMissing:
        day = by - timedelta(days=1)
    latest = datetime.combine(day, time(9), tzinfo=clock.SHANGHAI)
    return max(min(guards.last_moment(tender) + SURELY, latest), clock.now())


def withdrawn(bid: Bid) -> None:
    """A bid was withdrawn: its bond is to go back by rule, unless it is handed in again before the return begins."""
    bill = services.bill_of(PURPOSE, bid.lot_id, bid.tag)
    if bill is None or bill.status not in services.SECURED:
        return
    tender = bid.lot.tender
    number = tender.rulebook.bond_return_withdrawn
    by = last_day(number)
    services.plan_return(bill, by=by, law=number.law, reason="withdrawn", begins_at=begin(by, tender))


def handed_in(bid: Bid) -> None:
    """A bid was handed in: a return that was planned and has not begun is off."""
    bill = services.bill_of(PURPOSE, bid.lot_id, bid.tag)
    if bill is not None and bill.status in services.SECURED and bill.refund_by:
        services.keep(bill)


def deadline_moved(tender: Tender) -> int:
    """Bills are due when bids are; returns how many moved."""
    if tender.bids_due_at is None:
        return 0
    return services.defer(tender.lots.values("pk"), due_at=tender.bids_due_at)


def closed(tender: Tender) -> int:
    """The deadline is past: plan the return of bonds nobody handed in a bid for; returns how many."""
    number, planned = tender.rulebook.bond_return_withdrawn, 0
    begins_at = max(guards.last_moment(tender) + SURELY, clock.now())
    secured = Bill.objects.filter(purpose=PURPOSE, subject__in=tender.lots.values("pk"), refund_by=None,
                                  status__in=services.SECURED)
    for bill in secured:
        if not Bid.objects.filter(lot=bill.subject, tag=bill.payer_tag, status="submitted").exists():
            services.plan_return(bill, by=last_day(number), law=number.law, reason="not_bid", begins_at=begins_at)
            planned += 1
    return planned


def ended(lots: Iterable[UUID], reason: str) -> int:
    """Lots failed or were terminated: everything goes back at once; returns how many bills there were."""
    bills = list(Bill.objects.filter(purpose=PURPOSE, subject__in=list(lots)))
    of = Lot.objects.select_related("tender").in_bulk({bill.subject for bill in bills})
    for bill in bills:
        number = of[bill.subject].rulebook.bond_return_losers
        services.refund_due(bill, by=last_day(number), law=number.law, reason=reason)
    return len(bills)
