"""Who looks at an evaluation, and as what. Whoever has no part in it gets 404: that one exists is nobody's business."""
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from tenders.models import Lot, Tender

from ..models import PUBLISHED, Committee, Member
from . import policy


@dataclass(frozen=True, slots=True)
class Seat:
    """A member before a lot of theirs."""

    lot: Lot
    committee: Committee
    member: Member


def seat(lot_id: UUID, actor) -> Seat:
    """The member's view of a lot. Raises Http404 for everybody else, and while nothing is declared."""
    lot = Lot.objects.select_related("tender__region", "tender__principal", "tender__agent").filter(pk=lot_id).first()
    member = Member.objects.of(actor).standing().filter(committee__tender__lots=lot_id, declared_at__isnull=False
                                                        ).select_related("committee").first()
    if lot is None or member is None:
        raise Http404
    return Seat(lot, member.committee, member)


def own_committee(committee_id: UUID, actor) -> tuple[Committee, Member]:
    """A committee one sits in, still or no longer. Raises Http404."""
    member = Member.objects.of(actor).filter(committee=committee_id).select_related("committee__tender__region").first()
    if member is None:
        raise Http404
    return member.committee, member


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody of the offices before a tender: who runs it, who keeps the draw, who oversees it."""

    tender: Tender
    runs: bool
    keeps: bool
    oversees: bool


def watch(tender_id: UUID, actor) -> Watch:
    """Raises Http404 where the actor has none of these parts, and for a tender that is not public."""
    tender = Tender.objects.select_related("region", "principal", "agent", "supervisor").filter(
        pk=tender_id, published_at__isnull=False).first()
    if tender is None:
        raise Http404
    found = Watch(tender, policy.runs(tender, actor), policy.keeps_the_draw(actor), policy.oversees(tender, actor))
    if not (found.runs or found.keeps or found.oversees):
        raise Http404
    return found


def watches(tender: Tender, actor) -> bool:
    """Whether the actor has one of these parts."""
    return policy.runs(tender, actor) or policy.keeps_the_draw(actor) or policy.oversees(tender, actor)


def reads_scores(lot: Lot, actor) -> bool:
    """Whether the whole report may be read: by members at once, by principal, agent and supervisor once signed."""
    if Member.objects.of(actor).standing().filter(committee__tender__lots=lot.pk).exists():
        return True
    return lot.evaluated_at is not None and (policy.runs(lot.tender, actor) or policy.oversees(lot.tender, actor))


def names_are_public(tender: Tender) -> bool:
    """Whether a result of the tender is out, and with it who evaluated it."""
    return tender.lots.filter(status__in=PUBLISHED).exists()
