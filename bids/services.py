"""What a bidder does: take part, hand in, take back. Each locks the tender first and leaves no name behind.

A request is judged by ``received_at``, the moment it had arrived whole, stamped before any lock: ``received_at <
bids_due_at`` is in time, equal is late. The last complete submission counts.
"""
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from market.core import clock, tags
from market.core.steps import Reason, StepRefused, take_step
from market.custody import receipts
from market.custody.models import Envelope, Receipt
from tenders.models import Lot, Tender

from . import conflicts, contents, guards, policy
from .acting import Sealed
from .models import Bid, Participation, Submission, SubmittedVolume

NOT_PROVED = Reason("bid.not_proved", "您代表的单位身份还没有核实，不能参与投标。核实通过后即可办理。")
NO_DUTY = Reason("bid.no_duty", "参与投标须由单位的经办人办理。请单位管理员给您加上“经办人”职责。")
NOT_OPEN = Reason("bid.not_open", "本项目现在不接受参与确认：公告尚未发布，或者投标已经截止。请查看公告。")
NOT_TAKING_PART = Reason("bid.not_taking_part", "您的单位还没有确认参与本项目。请先完成第一步“参与确认”。")
UNKNOWN_ENVELOPE = Reason("bid.envelope_unknown", "有文件卷没有收齐，或者不属于本标段（包）。请回到“加密”重新上传。")
DOUBLE_VOLUME = Reason("bid.volume_twice", "同一文件卷选了两个版本。每卷只能递交一个，请重新选择。")
FOREIGN_VOLUME = Reason("bid.volume_foreign", "有文件卷不是本项目所要求的，不能递交。请回到“加密”重新上传。")
CHANGED_SINCE = Reason("bid.changed_since", "您打开本页以后又递交了新的版本，这次撤回没有生效。请刷新页面后再决定。")


def missing_volumes(labels: Iterable[str]) -> Reason:
    """The reason that names the volumes still wanting."""
    return Reason("bid.volumes_missing", f"还缺少文件卷：{'、'.join(labels)}。请加密并上传后再递交。")


def _require_bidder(step: str, actor) -> None:
    if not (actor and actor.party and actor.proved):
        raise StepRefused(step, [NOT_PROVED])
    if not policy.may_bid(actor):
        raise StepRefused(step, [NO_DUTY])


def _require_stranger(step: str, tender: Tender, actor) -> None:
    """Raises StepRefused where the bidder or one of its people has a part in the tender itself."""
    if reasons := conflicts.of(tender, actor):
        raise StepRefused(step, reasons)


def _locked(tender_id: UUID) -> Tender:
    return Tender.objects.select_for_update(of=("self",)).get(pk=tender_id)


def why_not_take_part(tender: Tender, actor) -> list[Reason]:
    """Why an actor may not confirm to take part now; empty where they may."""
    try:
        _require_bidder("confirm_participation", actor)
        _require_stranger("confirm_participation", tender, actor)
    except StepRefused as refused:
        return refused.reasons
    if guards.is_held(tender):
        return [guards.not_held.reason]
    if tender.published_at is None or tender.status not in {"published", "bidding"} \
            or clock.now() >= tender.bids_due_at:
        return [NOT_OPEN]
    return []


@transaction.atomic
def confirm_participation(tender: Tender, *, actor, changes_read: int | None = None) -> Participation:
    """Confirm to take part, and to have read every change up to ``changes_read`` (all there are, where none is said).

    Doing it again moves on what was read and nothing else. Raises StepRefused.
    """
    with clock.still():
        tender = _locked(tender.pk)
        if reasons := why_not_take_part(tender, actor):
            raise StepRefused("confirm_participation", reasons)
        last = tender.amendments.aggregate(last=Max("number"))["last"] or 0
        read = last if changes_read is None else min(changes_read, last)
        mine, made = Participation.objects.get_or_create(
            tender=tender, tag=tags.owner_tag(tender.pk, actor.party),
            defaults={"confirmed_at": clock.now(), "changes_read": read})
        if not made and read > mine.changes_read:
            mine.changes_read = read
            mine.save(update_fields=["changes_read"])
        return mine


def participation(tender: Tender, actor) -> Participation | None:
    """The confirmation of the party acted for, if it made one."""
    if not (actor and actor.party):
        return None
    return Participation.objects.filter(tender=tender, tag=tags.owner_tag(tender.pk, actor.party)).first()


def my_bid(lot: Lot, actor) -> Bid | None:
    """The bid of the party acted for in a lot, if it ever handed one in."""
    if not (actor and actor.party):
        return None
    return Bid.objects.filter(lot=lot, tag=tags.owner_tag(lot.pk, actor.party)).first()


def owns_receipt(receipt: Receipt, actor) -> bool:
    """Whether a receipt about a lot was issued to the party acted for."""
    return bool(actor and actor.party and receipt.tag == tags.owner_tag(receipt.subject, actor.party))


@transaction.atomic
def submit(lot: Lot, *, envelopes: Sequence[UUID], actor, received_at: datetime) -> Submission:
    """Hand in these envelopes as the next version of the bid; from then on it is the one that counts.

    The same envelopes twice are one submission. Raises StepRefused, having changed nothing.
    """
    with clock.still():
        tender = _locked(lot.tender_id)
        lot = Lot.objects.get(pk=lot.pk)
        lot.tender = tender
        _require_bidder("submit", actor)
        _require_stranger("submit", tender, actor)
        mine = participation(tender, actor)
        if mine is None:
            raise StepRefused("submit", [NOT_TAKING_PART])
        mine.tender = tender
        tag = tags.owner_tag(lot.pk, actor.party)
        bid = Bid.objects.filter(lot=lot, tag=tag).first()
        if bid and bid.status == Bid.Status.SUBMITTED and (same := _same(bid, envelopes)):
            return same
        number = bid.last_number + 1 if bid else 1
        bid = bid or Bid.objects.create(lot=lot, tag=tag)
        bid = take_step(Bid.objects.select_related("lot__tender").stamped(received_at), bid.pk, "submit",
                        actor=Sealed(tag), number=number, at=received_at)
        if not guards.changes_are_read(mine):
            raise StepRefused("submit", [guards.changes_are_read.reason])
        chosen = _chosen(lot, tag, envelopes)
        receipt = receipts.issue(Receipt.Kind.SUBMITTED, subject=lot.pk, tag=tag,
                                 content=contents.submission_content(lot, number, received_at, chosen))
        handed = Submission.objects.create(bid=bid, number=number, received_at=received_at, receipt=receipt)
        SubmittedVolume.objects.bulk_create(
            [SubmittedVolume(submission=handed, volume=one.volume, envelope=one) for one in chosen])
        return handed


def _same(bid: Bid, envelopes: Sequence[UUID]) -> Submission | None:
    """The submission that counts, if it is of exactly these envelopes."""
    current = bid.submissions.filter(number=bid.current).first()
    held = set(current.volumes.values_list("envelope_id", flat=True)) if current else set()
    return current if held and held == set(envelopes) else None


def _chosen(lot: Lot, tag: str, ids: Sequence[UUID]) -> list[Envelope]:
    """The envelopes of these ids in the order of the volumes: all of this bidder and lot, one a volume, none wanting.

    Raises StepRefused.
    """
    volumes = {volume.key: volume for volume in lot.rulebook.volumes}
    found = list(Envelope.objects.filter(pk__in=ids, lot=lot.pk, tag=tag))
    if len(found) != len(set(ids)):
        raise StepRefused("submit", [UNKNOWN_ENVELOPE])
    if any(one.volume not in volumes or one.stage != volumes[one.volume].stage for one in found):
        raise StepRefused("submit", [FOREIGN_VOLUME])
    by_volume = {one.volume: one for one in found}
    if len(by_volume) < len(found):
        raise StepRefused("submit", [DOUBLE_VOLUME])
    if wanting := [one.label for one in volumes.values() if one.required and one.key not in by_volume]:
        raise StepRefused("submit", [missing_volumes(wanting)])
    return [by_volume[key] for key in volumes if key in by_volume]


@transaction.atomic
def withdraw(bid: Bid, *, actor, received_at: datetime, number: int | None = None) -> Receipt:
    """Take a bid back; it may be handed in anew before the deadline. Gives the receipt of the withdrawal.

    ``number`` is the version the bidder saw: where another counts by now, nothing is taken back. Withdrawing twice is
    one act. Raises StepRefused.
    """
    with clock.still():
        _locked(bid.lot.tender_id)
        bid = Bid.objects.select_related("lot").get(pk=bid.pk)
        if not policy.owns(bid, actor):
            raise StepRefused("withdraw", [Reason("step.not_permitted", "您没有办理这一步的权限。")])
        _require_bidder("withdraw", actor)
        if bid.status == Bid.Status.WITHDRAWN:
            return _withdrawal(bid)
        if number is not None and number != bid.current:
            raise StepRefused("withdraw", [CHANGED_SINCE])
        bid = take_step(Bid.objects.stamped(received_at), bid.pk, "withdraw", actor=Sealed(bid.tag), at=received_at)
        return receipts.issue(Receipt.Kind.WITHDRAWN, subject=bid.lot_id, tag=bid.tag,
                              content=contents.withdrawal_content(bid.lot, bid.current, received_at))


def _withdrawal(bid: Bid) -> Receipt:
    return Receipt.objects.filter(kind=Receipt.Kind.WITHDRAWN, subject=bid.lot_id, tag=bid.tag).latest("issued_at")


@transaction.atomic
def record_late(lot: Lot, *, actor, received_at: datetime, act: str = "submit",
                envelopes: Sequence[UUID] = ()) -> Receipt:
    """A signed record that a request came too late: when it arrived, when it was due, what stands nevertheless.

    It changes no bid. The same envelopes sent again are the record they already have. Raises ValueError where the
    request was not late.
    """
    tender = _locked(lot.tender_id)
    lot = Lot.objects.get(pk=lot.pk)
    lot.tender = tender
    late, stuck = received_at >= tender.bids_due_at, clock.now() >= guards.last_moment(tender)
    if not (late or stuck):
        raise ValueError("A request in time leaves no record of lateness.")
    tag = tags.owner_tag(lot.pk, actor.party)
    bid = my_bid(lot, actor)
    stands = bid.current if bid and bid.status == Bid.Status.SUBMITTED else 0
    arrived = Envelope.objects.filter(pk__in=envelopes, lot=lot.pk, tag=tag).order_by("volume", "version")
    content = contents.late_content(lot, act, received_at, stands, list(arrived), stuck=stuck and not late)
    for known in Receipt.objects.filter(kind=Receipt.Kind.LATE, subject=lot.pk, tag=tag):
        if (said := contents.read(known))["act"] == act and said["volumes"] == content["volumes"]:
            return known
    return receipts.issue(Receipt.Kind.LATE, subject=lot.pk, tag=tag, content=content)
