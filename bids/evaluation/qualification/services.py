"""What is done in a qualification review: record item by item, ask a second person, who confirms or returns."""
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from market.core import clock, holds
from tenders import policy as of_tenders
from tenders import services as tenders
from tenders.models import Lot, Tender
from tenders.rulebooks.schemes import Item

from ...models import Bid, OpeningSession, QualificationCheck, QualificationReview, Verdict
from .items import items_of
from .refusals import refusal

SHOWN = (OpeningSession.Status.OPENED, OpeningSession.Status.ENDED)
BASIS = 200
"""Characters of the basis of a verdict."""


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody would save of one item; ``revision`` is the one they saw, 0 where there was none."""

    item: str
    passed: bool
    reason: str = ""
    basis: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving: how many items changed, and the checks that others had saved meanwhile and that stand."""

    count: int
    overtaken: tuple[QualificationCheck, ...] = ()


def works_on(tender: Tender, actor) -> bool:
    """Whether the actor may review for the principal or its agent."""
    return bool(actor) and getattr(actor, "proved", False) and of_tenders.prepares(tender, actor)


def reads(tender: Tender, actor) -> bool:
    """Whether the actor may read the review: those who work on the tender, and its supervising department."""
    return bool(actor) and actor.proved and bool(actor.duties & of_tenders.WORKING) and (
        of_tenders.works_on(tender, actor)
        or ("supervisor" in actor.roles and actor.party == tender.supervisor_id))


def session_of(tender_id: UUID) -> OpeningSession | None:
    """The session in which the volumes for the review are opened, if there is one."""
    return OpeningSession.objects.filter(tender=tender_id, stage="review").first()


def opened_bids(lot: Lot):
    """The bids to be reviewed."""
    return Bid.objects.filter(lot=lot, status=Bid.Status.OPENED).select_related("party").order_by("party__name", "pk")


def _begin(lot_id: UUID, actor) -> tuple[Lot, QualificationReview]:
    """The lot under its lock and its review, for who may work on it now. Raises StepRefused."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("tender__region").get(pk=lot_id)
    if not works_on(lot.tender, actor):
        raise refusal("qualification.not_yours")
    if lot.rulebook.next_state("review_qualification", lot.status) is None:
        raise refusal("qualification.not_now")
    if holds.in_force(holds.of(lot)).exists():
        raise refusal("qualification.held")
    session = session_of(lot.tender_id)
    if opened_bids(lot).exists() and (session is None or session.status not in SHOWN):
        raise refusal("qualification.sealed")
    return lot, QualificationReview.objects.get_or_create(lot=lot)[0]


@transaction.atomic
def record(bid: Bid, found: Sequence[Found], *, actor) -> Saved:
    """Save what was found of one bid. An item somebody else saved since it was read stays as it is and is given back.

    Raises StepRefused ``qualification.*`` where nothing may be saved at all.
    """
    lot, review = _begin(bid.lot_id, actor)
    if review.waits:
        raise refusal("qualification.waiting")
    if not opened_bids(lot).filter(pk=bid.pk).exists():
        raise refusal("qualification.other_bid")
    if any(one.item not in {item.key for item in items_of(lot)} or
           (not one.passed and not (one.reason.strip() and one.basis.strip())) for one in found):
        raise refusal("qualification.malformed")
    there = {check.item: check for check in QualificationCheck.objects.filter(bid=bid)}
    count, overtaken = 0, []
    for one in found:
        kept = there.get(one.item)
        if _says_the_same(kept, one):
            continue
        if (kept.revision if kept else 0) != one.revision:
            overtaken.append(kept)
            continue
        _save(bid, kept, one, actor)
        count += 1
    return Saved(count, tuple(overtaken))


def _says_the_same(kept: QualificationCheck | None, one: Found) -> bool:
    return kept is not None and (kept.passed, kept.reason, kept.basis) == _said(one)


def _said(one: Found) -> tuple[bool, str, str]:
    """What is kept of a finding: one that passed has neither reason nor basis."""
    return (True, "", "") if one.passed else (False, one.reason.strip(), one.basis.strip())


def _save(bid: Bid, kept: QualificationCheck | None, one: Found, actor) -> None:
    row = kept or QualificationCheck(bid=bid, item=one.item, revision=0)
    row.passed, row.reason, row.basis = _said(one)
    row.by, row.at, row.revision = str(actor), clock.now(), row.revision + 1
    row.save()


@transaction.atomic
def ask(lot: Lot, *, actor) -> QualificationReview:
    """Ask a second person to confirm. Raises StepRefused ``qualification.incomplete`` and others."""
    lot, review = _begin(lot.pk, actor)
    if review.waits:
        raise refusal("qualification.waiting")
    _require_signed(lot)
    if left := unchecked(lot):
        raise refusal("qualification.incomplete", count=left)
    review.asked_by, review.asked_at = str(actor), clock.now()
    review.save()
    return review


def _require_signed(lot: Lot) -> None:
    session = session_of(lot.tender_id)
    if session is not None and session.status != OpeningSession.Status.ENDED and opened_bids(lot).exists():
        raise refusal("qualification.unsigned")


def unchecked(lot: Lot) -> int:
    """How many items of how many bids nobody has looked at."""
    items, bids = {item.key for item in items_of(lot)}, opened_bids(lot)
    done = QualificationCheck.objects.filter(bid__in=bids.values("pk"), item__in=items).count()
    return bids.count() * len(items) - done


@transaction.atomic
def confirm(lot: Lot, *, agrees: bool, remark: str = "", actor) -> QualificationReview:
    """The second person's word. Agreed to, each bid gets its verdict and the lot takes its step, all at once; else it
    goes back for the reason given. Raises StepRefused ``qualification.same_person`` and others."""
    lot, review = _begin(lot.pk, actor)
    if not review.waits:
        raise refusal("qualification.not_waiting")
    if "approver" not in actor.duties:
        raise refusal("qualification.no_approver")
    bids = list(opened_bids(lot))
    if str(actor) in {review.asked_by, *QualificationCheck.objects.filter(bid__in=bids).values_list("by", flat=True)}:
        raise refusal("qualification.same_person")
    if not agrees:
        if not remark.strip():
            raise refusal("qualification.no_reason")
        review.returned_by, review.returned_at, review.returned_for = str(actor), clock.now(), remark.strip()
        review.asked_by, review.asked_at = "", None
        review.save()
        return review
    if left := unchecked(lot):
        raise refusal("qualification.incomplete", count=left)
    review.confirmed_by, review.confirmed_at = str(actor), clock.now()
    review.save()
    _decide(lot, bids, actor)
    tenders.advance(lot, "review_qualification", actor=actor)
    return review


def _decide(lot: Lot, bids: list[Bid], actor) -> None:
    items = items_of(lot)
    checks = {(check.bid_id, check.item): check for check in QualificationCheck.objects.filter(bid__in=bids)}
    Verdict.objects.bulk_create(
        _verdict(bid, items, [checks[bid.pk, item.key] for item in items], actor) for bid in bids)


def _verdict(bid: Bid, items: Sequence[Item], checks: Sequence[QualificationCheck], actor) -> Verdict:
    failed = [(item, check) for item, check in zip(items, checks, strict=True) if not check.passed]
    basis = "；".join(dict.fromkeys(check.basis for _, check in failed))
    return Verdict(
        bid=bid, phase=Verdict.Phase.QUALIFICATION, passed=not failed, by=str(actor), at=clock.now(),
        ground="\n".join(f"{item.label}：{check.reason}" for item, check in failed),
        basis=basis if len(basis) <= BASIS else failed[0][1].basis,
        detail={"items": [{"item": item.key, "label": item.label, "passed": check.passed, "reason": check.reason,
                           "basis": check.basis, "by": check.by} for item, check in zip(items, checks, strict=True)]})
