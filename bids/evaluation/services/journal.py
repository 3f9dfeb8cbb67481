"""The audit log of a committee, and the order in which its rows are locked: the tender first, then the committee."""
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from market.core import clock, holds
from tenders.models import Lot, Tender

from ...models import Committee, CommitteeEvent, Member
from ..refusals import refusal

EVALUATING = "evaluating"


@contextmanager
def locked(committee_id: UUID) -> Iterator[Committee]:
    """One act in a committee: one transaction, one moment, its tender and itself locked."""
    with transaction.atomic(), clock.still():
        tender_id = Committee.objects.values_list("tender_id", flat=True).get(pk=committee_id)
        Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)
        yield Committee.objects.select_for_update(of=("self",)).select_related("tender__region").get(pk=committee_id)


@contextmanager
def evaluating(lot_id: UUID, step: str) -> Iterator[tuple[Committee, Lot]]:
    """One act in the evaluation of a lot. Raises StepRefused ``evaluation.not_running``."""
    found = Committee.objects.filter(tender__lots=lot_id).values_list("pk", flat=True).first()
    if found is None:
        raise refusal(step, "evaluation.not_running")
    with locked(found) as committee:
        lot = Lot.objects.select_related("tender__region").get(pk=lot_id)
        if lot.status != EVALUATING or holds.in_force(holds.of(lot)).exists():
            raise refusal(step, "evaluation.not_running")
        yield committee, lot


def write(committee: Committee, kind: str, text: str, *, actor) -> CommitteeEvent:
    """Add an event under the committee's lock. A member acts by its seat, never by a name."""
    last = CommitteeEvent.objects.filter(committee=committee).aggregate(last=Max("number"))["last"] or 0
    by = f"seat:{actor.seat}" if isinstance(actor, Member) else str(actor)
    return CommitteeEvent.objects.create(committee=committee, number=last + 1, kind=kind, text=text, actor=by,
                                         at=clock.now())


def member_of(committee: Committee, actor, step: str, *, declared: bool = True) -> Member:
    """The actor's own seat. Raises StepRefused ``member.none``, ``member.undeclared``."""
    found = Member.objects.of(actor).standing().filter(committee=committee).first()
    if found is None:
        raise refusal(step, "member.none")
    if declared and found.declared_at is None:
        raise refusal(step, "member.undeclared")
    return found


def chair_of(committee: Committee, actor, step: str) -> Member:
    """The same for who leads. Raises StepRefused ``chair.only``."""
    found = member_of(committee, actor, step)
    if not found.chair:
        raise refusal(step, "chair.only")
    return found
