"""Matters as other parts of the platform ask about them: what is open on a lot, what is overdue, what is groundless."""
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from uuid import UUID

from django.db.models import Q

from market.core import clock, wording, workdays
from market.parties.models import Party
from tenders.models import Lot
from tenders.ports import OpenMatter
from tenders.rulebooks.base import Rulebook

from . import clocks
from .models import Complaint, Enquiry, Query
from .models.complaints import TAKEN_ON

GPLR54 = "政府采购法实施条例 第五十四条"
UPHELD = ("upheld", "upheld_redo")


def open_matters(lot_id: UUID) -> list[OpenMatter]:
    """What may still change the result of a lot; while there is any, its contract is not signed. Names nobody."""
    tender = Lot.objects.values_list("tender", flat=True).get(pk=lot_id)
    reach = Q(lot=lot_id) | Q(lot=None, tender=tender)
    waiting = Enquiry.objects.filter(reach, status="asked", affects=True)
    queries = Query.objects.filter(reach).filter(
        Q(status__in=("filed", "correction"), harmless="") | Q(outcome="founded_affects", carried_out_at=None))
    complaints = Complaint.objects.filter(reach).filter(
        Q(status__in=TAKEN_ON) | Q(outcome__in=UPHELD, affects=True, carried_out_at=None))
    return [_matter(one) for one in chain(waiting, queries, complaints)]


def _matter(one) -> OpenMatter:
    if getattr(one, "outcome", ""):
        state = "成立，采购人还没有办完后续处理"
    elif isinstance(one, Complaint):
        state = "已受理，监督部门还没有作出处理决定"
    else:
        state = "还没有答复"
    return OpenMatter(one.word, one.number, one.get_absolute_url(),
                      f"{one.word}（{one.number}）可能影响中标结果，{state}，应当暂停签订合同；已经签订的，"
                      f"应当中止履行。", GPLR54)


def answer_due(record: Enquiry | Query) -> clocks.Due:
    """Until when an enquiry or a query is answered."""
    book, calendar = record.tender.rulebook, workdays.load()
    if isinstance(record, Enquiry):
        return clocks.enquiry_answer(book, wording.local_day(record.asked_at), calendar)
    return clocks.query_answer(book, wording.local_day(record.received_at), calendar)


def complaint_due(query: Query) -> clocks.Due:
    """Until when a complaint may follow a query."""
    answered = wording.local_day(query.answered_at) if query.answered_at else None
    return clocks.complaint(query.tender.rulebook, wording.local_day(query.received_at), answered, workdays.load())


def overdue(queries) -> list[Query]:
    """Of open queries those whose time to be answered has passed, the oldest first."""
    today = clock.today()
    rows = queries.open().select_related("tender__region", "tender__principal", "lot", "party").order_by("received_at")
    return [one for one in rows if answer_due(one).over(today)]


@dataclass(frozen=True, slots=True)
class Lead:
    """A supplier with so many complaints of which nothing was shown to be true, and which: a lead, no finding."""

    party: Party
    complaints: list[Complaint]


def groundless(book: Rulebook, today: date) -> list[Lead]:
    """Suppliers whose groundless complaints within the window reach the number of the rulebook."""
    since = datetime.combine(months_back(today, book.groundless_window.value), time.max, clock.SHANGHAI)
    rows = defaultdict(list)
    for one in Complaint.objects.filter(groundless=True, decided_at__gt=since).select_related(
            "party", "tender").order_by("decided_at"):
        rows[one.party].append(one)
    return [Lead(party, found) for party, found in rows.items() if len(found) >= book.groundless.value]


def months_back(day: date, months: int) -> date:
    """The same day so many months before, else the last of that month; that day itself lies outside the window."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
