"""Outages and the tenders they touched: what the supervisor sees, and the one step that gives back what was lost."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from market.core import clock, outages, workdays
from market.core.calendars import HolidayTableMissing
from market.core.guards import Reason
from market.core.models import Outage, OutageRelief
from market.core.steps import StepRefused
from market.parties.actors import Actor
from tenders import services
from tenders.models import Tender

RUNNING = ("published", "bidding")
PREPARING = frozenset({"handler", "approver"})
"""Duties whose holders take a supervisor's steps."""
LASTING = Reason("outage.lasting", "故障尚未恢复，无法确定应补足的时间。恢复后系统自动测得时长，届时即可办理。")
NOBODY = Reason("outage.nothing_open", "这次故障没有影响由您单位监督、还在投标期间的项目，无需延期。")


@dataclass(frozen=True, slots=True)
class Touched:
    """A running tender whose deadline an outage touched: when it would be due by rule, or what was already given.

    ``mine`` says whether the reader's organisation decides. ``after`` is None where it cannot be computed.
    """

    tender: Tender
    before: datetime
    after: datetime | None
    mine: bool
    relief: OutageRelief | None = None


def supervises(actor: Actor) -> bool:
    """Whether the page of outages is for this person."""
    return actor.acts_as("supervisor") and bool(actor.duties & PREPARING)


def touched(outage: Outage, actor: Actor) -> list[Touched]:
    """The tenders an outage touched, those already given time included, by deadline."""
    given = {relief.subject: relief for relief in outage.reliefs.all()}
    rows = [_row(outage, tender, actor, None) for tender in _open(outage) if tender.pk not in given]
    known = Tender.objects.in_bulk(list(given))
    rows += [_row(outage, known[pk], actor, relief) for pk, relief in given.items() if pk in known]
    return sorted(rows, key=lambda row: row.before)


def _open(outage: Outage):
    """Running tenders due within an outage, or sooner after its end than it lasted (until now while it lasts)."""
    until = outages.touched_until(outage) if outage.ended_at else clock.now()
    if outage.component != outages.WEB:
        return Tender.objects.none()
    return Tender.objects.filter(status__in=RUNNING, bids_due_at__gte=outage.began_at, bids_due_at__lte=until)


def _row(outage: Outage, tender: Tender, actor: Actor, relief: OutageRelief | None) -> Touched:
    mine = tender.supervisor_id is not None and tender.supervisor_id == actor.party
    if relief:
        return Touched(tender, relief.due_before, relief.due_after, mine, relief)
    return Touched(tender, tender.bids_due_at, _after(outage, tender), mine)


def _after(outage: Outage, tender: Tender) -> datetime | None:
    if outage.span is None:
        return None
    try:
        return outages.lengthened(tender.bids_due_at, outage.span, now=clock.now(), calendar=workdays.load())
    except HolidayTableMissing:
        return None


def why_not(outage: Outage, rows: list[Touched]) -> list[Reason]:
    """Why the step cannot be taken now; empty where it can."""
    if outage.ended_at is None:
        return [LASTING]
    return [] if any(row.mine and row.relief is None for row in rows) else [NOBODY]


@transaction.atomic
def relieve(pk: UUID, *, actor: Actor) -> tuple[list[OutageRelief], dict[str, list[Reason]]]:
    """Extend every touched tender the actor's organisation supervises, each once, publicly.

    Returns what was given and, by the title of the tender, why others could not be extended. Pressed again, it does
    nothing more. Raises StepRefused while the outage lasts.
    """
    outage = Outage.objects.select_for_update().get(pk=pk)
    if outage.ended_at is None:
        raise StepRefused("extend", [LASTING])
    given, refused = [], {}
    for row in touched(outage, actor):
        if row.mine and row.relief is None:
            try:
                given.append(_give(outage, row.tender, actor))
            except StepRefused as error:
                refused[row.tender.title] = error.reasons
    if outage.settled_at is None and given and all(row.relief for row in touched(outage, actor)):
        outage.settled_at, outage.settled_by = clock.now(), str(actor)
        outage.save(update_fields=["settled_at", "settled_by"])
    return given, refused


@transaction.atomic
def _give(outage: Outage, tender: Tender, actor: Actor) -> OutageRelief:
    before = tender.bids_due_at
    services.extend_for_outage(tender, outage=outage, actor=actor)
    return OutageRelief.objects.create(
        outage=outage, subject=tender.pk, due_before=before, due_after=Tender.objects.get(pk=tender.pk).bids_due_at,
        decided_by=str(actor), decided_at=clock.now())
