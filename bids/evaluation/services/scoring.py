"""A member's sheet: saved cell by cell while it is filled in, handed in once, opened again only on record.

A change names the revision it was made on. A cell that somebody else's page (the same member in another tab) changed
since is not overwritten: both values are told, and every other cell of the request is kept.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from market.core import clock
from tenders.models import Lot
from tenders.rulebooks.schemes import OBJECTIVE, SUBJECTIVE, Criterion

from ...models import Bid, Committee, Explanation, Member, Motion, ObjectiveFact, Score, ScoreSheet
from .. import faults, outliers
from ..refusals import refusal
from . import journal

MOST = 2000
"""Characters of a comment."""
STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Change:
    """What one cell is to say; ``points`` None where nothing stands there yet."""

    bid: UUID
    criterion: str
    points: Decimal | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that was changed elsewhere: what was sent, and what stands."""

    sent: Change
    stands: Change


@dataclass(frozen=True, slots=True)
class Saved:
    """The sheet's revision now; cells that were not saved; cells that others changed since the revision given."""

    revision: int
    conflicts: tuple[Conflict, ...] = ()
    others: tuple[Change, ...] = ()


def scored_bids(lot: Lot) -> list[Bid]:
    """The bids that stand, which are those that are scored."""
    return list(Bid.objects.filter(lot=lot).standing().select_related("party").order_by("pk"))


def sheet_of(lot: Lot, member: Member, step: str) -> ScoreSheet:
    """The member's sheet, locked. Raises StepRefused ``score.not_scored``."""
    sheet = ScoreSheet.objects.select_for_update(of=("self",)).filter(lot=lot, member=member).first()
    if sheet is None or not lot.evaluation_scheme.scores:
        raise refusal(step, "score.not_scored")
    return sheet


def save(lot: Lot, *, revision: int, changes: Sequence[Change], actor) -> Saved:
    """Keep what was typed into some cells of one's own sheet.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``score.handed_in``, ``score.closed``,
    ``score.unknown``, ``score.objective``, ``score.range``; then nothing is saved.
    """
    with journal.evaluating(lot.pk, "save_scores") as (committee, lot):
        member = journal.member_of(committee, actor, "save_scores")
        sheet = sheet_of(lot, member, "save_scores")
        _require_open(lot, sheet, "save_scores")
        _require_sound(lot, changes)
        stored = {(one.bid_id, one.criterion): one for one in sheet.scores.all()}
        kept, conflicts = [], []
        for one in changes:
            stands = stored.get((one.bid, one.criterion))
            if stands is not None and (stands.points, stands.comment) == (one.points, one.comment.strip()):
                continue
            if stands is not None and stands.revision > revision:
                conflicts.append(Conflict(one, _change(stands)))
            else:
                kept.append(one)
        if kept:
            sheet.revision += 1
            sheet.save(update_fields=["revision"])
            _write(sheet, kept)
        sent = {(one.bid, one.criterion) for one in changes}
        others = [_change(one) for place, one in stored.items() if one.revision > revision and place not in sent]
        return Saved(sheet.revision, tuple(conflicts), tuple(others))


def _change(score: Score) -> Change:
    return Change(score.bid_id, score.criterion, score.points, score.comment)


def _write(sheet: ScoreSheet, changes: Iterable[Change]) -> None:
    now = clock.now()
    for one in changes:
        Score.objects.update_or_create(sheet=sheet, bid_id=one.bid, criterion=one.criterion, defaults={
            "points": one.points, "comment": one.comment.strip()[:MOST], "revision": sheet.revision, "at": now})


def _require_open(lot: Lot, sheet: ScoreSheet, step: str) -> None:
    if sheet.submitted_at:
        raise refusal(step, "score.handed_in")
    if faults.newest(lot.pk) is not None:
        raise refusal(step, "score.closed")


def _require_sound(lot: Lot, changes: Sequence[Change]) -> None:
    criteria = {one.key: one for one in lot.evaluation_scheme.criteria}
    bids = set(Bid.objects.filter(lot=lot).standing().values_list("pk", flat=True))
    for one in changes:
        criterion = criteria.get(one.criterion)
        if criterion is None or one.bid not in bids:
            raise refusal("save_scores", "score.unknown")
        if criterion.kind == OBJECTIVE:
            raise refusal("save_scores", "score.objective")
        if one.points is not None and not fits(one.points, criterion):
            raise refusal("save_scores", "score.range", label=criterion.label, most=criterion.most)


def fits(points: Decimal, criterion: Criterion) -> bool:
    """Whether a criterion can give so many points: 0 to its most, with at most two decimals."""
    return points.is_finite() and 0 <= points <= criterion.most and points == points.quantize(STEP)


def hand_in(lot: Lot, *, actor) -> ScoreSheet:
    """Hand in one's own sheet; from now on it stands, and one sees those of others that are handed in.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``score.handed_in``, ``score.closed``,
    ``evaluation.voting``, ``fact.unconfirmed``, ``score.blank``, ``score.comment``.
    """
    with journal.evaluating(lot.pk, "hand_in") as (committee, lot):
        member = journal.member_of(committee, actor, "hand_in")
        sheet = sheet_of(lot, member, "hand_in")
        _require_open(lot, sheet, "hand_in")
        if Motion.objects.filter(lot=lot, kind=Motion.Kind.COMPLIANCE, decided_at=None).exists():
            raise refusal("hand_in", "evaluation.voting")
        bids = [bid.pk for bid in scored_bids(lot)]
        if missing := unconfirmed(lot, bids):
            raise refusal("hand_in", "fact.unconfirmed", count=missing)
        blank, bare = gaps(lot, sheet, bids)
        if blank:
            raise refusal("hand_in", "score.blank", count=blank)
        if bare:
            raise refusal("hand_in", "score.comment", count=bare)
        sheet.submitted_at = clock.now()
        sheet.save(update_fields=["submitted_at"])
        journal.write(committee, "handed_in", f"{member.label}提交包 {lot.number} 的评分表。", actor=member)
        return sheet


def gaps(lot: Lot, sheet: ScoreSheet, bids: Sequence[UUID]) -> tuple[int, int]:
    """How many cells of these bids have no points, and how many extremes no words."""
    given = {(one.bid_id, one.criterion): one for one in sheet.scores.all()}
    blank = bare = 0
    for criterion in subjective(lot):
        for bid in bids:
            one = given.get((bid, criterion.key))
            if one is None or one.points is None:
                blank += 1
            elif one.points in (0, criterion.most) and not one.comment:
                bare += 1
    return blank, bare


def subjective(lot: Lot) -> list[Criterion]:
    """The criteria that members judge."""
    return [one for one in lot.evaluation_scheme.criteria if one.kind == SUBJECTIVE]


def objective(lot: Lot) -> list[Criterion]:
    """The criteria that follow from facts."""
    return [one for one in lot.evaluation_scheme.criteria if one.kind == OBJECTIVE]


def unconfirmed(lot: Lot, bids: Sequence[UUID]) -> int:
    """How many facts of these bids are not confirmed yet."""
    wanted = len(bids) * len(objective(lot))
    return wanted - ObjectiveFact.objects.filter(bid__in=bids, confirmed_at__isnull=False).count()


def explain(lot: Lot, *, bid: UUID, text: str, actor) -> Explanation:
    """Say why one's own total for a bid lies so far from the others'. Nothing waits for it.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``explain.none``, ``explain.empty``.
    """
    with journal.evaluating(lot.pk, "explain") as (committee, lot):
        member = journal.member_of(committee, actor, "explain")
        if (member.seat, bid) not in outliers.of(lot):
            raise refusal("explain", "explain.none")
        if not text.strip():
            raise refusal("explain", "explain.empty")
        sheet = ScoreSheet.objects.get(lot=lot, member=member)
        row, _ = Explanation.objects.update_or_create(sheet=sheet, bid_id=bid, defaults={
            "text": text.strip()[:MOST], "at": clock.now()})
        journal.write(committee, "explained", f"{member.label}说明评分偏离。", actor=member)
        return row


def waiting_sheets(committee: Committee, lot: Lot) -> int:
    """How many of the seats have not handed in."""
    if not lot.evaluation_scheme.scores:
        return 0
    done = ScoreSheet.objects.filter(lot=lot, submitted_at__isnull=False, member__in=committee.members.seated())
    return committee.size - done.count()
