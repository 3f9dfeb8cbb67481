"""Suspension and resumption: the clocks stand still, and run again with what was left of them."""
from datetime import datetime

from django.db import transaction

from market.core import clock, holds, workdays
from market.core.calendars import HolidayTableMissing
from market.core.models import Hold
from market.core.steps import CLOCKWORK, StepRefused, why_not

from ..models import Lot, Tender
from ..models.tenders import RUNNING
from ..rulebooks import clocks
from .changing import _reason, local, resumption
from .errors import refuse
from .publishing import door


@transaction.atomic
def suspend(record: Tender | Lot, *, order_no: str, reason: str, actor) -> Hold:
    """Suspend a tender with all its lots, or one lot, on an order. Raises StepRefused."""
    if not order_no.strip() or not reason.strip():
        raise refuse("suspend", "hold.no_order", "暂停应当写明文号和理由，未办理；请填写。")
    door(record, "suspend", actor=actor, reason=f"{order_no.strip()}：{reason.strip()}")
    return holds.begin(record, order_no=order_no.strip(), by=actor.party_name, reason=reason.strip())


@transaction.atomic
def resume(record: Tender | Lot, *, reason: str, actor) -> Tender | Lot:
    """End a suspension; a deadline that was running is put off by what was lost. Raises StepRefused."""
    fresh = type(record).objects.select_for_update().get(pk=record.pk)
    if refused := why_not(fresh, "resume", actor):
        raise StepRefused("resume", refused)
    held = holds.in_force(Hold.objects.filter(record_type=fresh._meta.label_lower, record_id=str(fresh.pk)))
    if not reason.strip():
        raise refuse("resume", "hold.no_reason", "恢复应当写明决定和理由，未办理；请填写。")
    moments = {}
    if isinstance(fresh, Tender) and fresh.status in RUNNING:
        moments = recomputed(fresh, min(hold.since for hold in held))
        resumption(fresh, moments, reason=reason, actor=actor)
    done = door(fresh, "resume", actor=actor, reason=reason.strip(), **moments)
    holds.end(fresh)
    return done


def resume_for_time(record: Tender | Lot) -> Tender | Lot:
    """End a suspension that has lasted as long as the law allows; the clockwork asks for it. Raises StepRefused."""
    most = record.rulebook.suspension
    return resume(record, reason=f"暂停已满 {most}，依法自动恢复（{most.law}）。", actor=CLOCKWORK)


def recomputed(tender: Tender, since: datetime) -> dict:
    """The moments that stand after a suspension that began then and ends now. Raises StepRefused for a year without
    a holiday table."""
    held, calendar = clock.now() - since, workdays.load()
    last = tender.amendments.filter(affects=True).order_by("-number").first()
    try:
        due = clocks.deadline_after_hold(
            tender.rulebook, local(tender.published_at).date(), local(tender.bids_due_at), held, calendar,
            amended=local(last.made_at).date() if last else None)
        moments = {"bids_due_at": due, "opens_at": tender.opens_at + (due - tender.bids_due_at)}
        if tender.questions_due_at and tender.questions_due_at > since:
            asked = local(tender.questions_due_at) + held
            moments["questions_due_at"] = min(datetime.combine(calendar.roll(asked.date()), asked.timetz()), due)
    except HolidayTableMissing as missing:
        raise StepRefused("resume", [_reason(clocks.unknown(missing))]) from missing
    return moments
