"""Making a tender public, and the door every verb goes through."""
from django.db import transaction

from market.core import clock
from market.core.steps import take_step

from ..models import DocumentVersion, Tender
from .drafting import project_of
from .locking import locked


def door(record, step: str, *, actor, reason: str = "", basis: str = "", **inputs):
    """Take a tender or a lot through the one door, for the actor's organisation; the law of the step is logged.

    Raises StepRefused.
    """
    basis = basis or record.rulebook.basis.get(step, "")
    return take_step(type(record).objects, record.pk, step, actor=actor, reason=reason, basis=basis[:200],
                     acting_for=getattr(actor, "acting_for", ""), **inputs)


@transaction.atomic
def publish_intention(tender, *, actor) -> Tender:
    """Make the intention public; its notice is made in the same act. Raises StepRefused."""
    _give_project(tender)
    return door(tender, "publish_intention", actor=actor)


@transaction.atomic
def publish_notice(tender, *, actor) -> Tender:
    """Make notice and document public and pin the rules; the notice is made in the same act. Raises StepRefused."""
    _give_project(tender)
    done = door(tender, "publish_notice", actor=actor)
    newest = done.documents.order_by("-number").values_list("pk", flat=True)[:1]
    DocumentVersion.objects.filter(pk__in=list(newest)).update(published_at=clock.now())
    return done


def _give_project(tender) -> None:
    fresh = locked(tender)
    if fresh.project_id is None:
        fresh.project = project_of(fresh)
        fresh.save(update_fields=["project"])
