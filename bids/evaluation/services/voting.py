"""Majorities: who leads, which bid meets which requirement, whose low price is explained."""
from collections.abc import Mapping
from uuid import UUID

from market.core import clock
from tenders.models import Lot
from tenders.rulebooks.schemes import Item

from ...models import Bid, Committee, Member, Motion, ScoreSheet, Verdict, Vote
from .. import policy
from ..refusals import MOF87, refusal
from . import journal

MOST = 1000
"""Characters of a reason."""
RESPONSIVE = Item("responsive", "对招标文件的实质性要求和条件作出响应", f"{MOF87} 第五十条")
"""What is asked of every bid where the document names no items of its own."""


def items_of(lot: Lot) -> tuple[Item, ...]:
    """What the compliance review looks at."""
    return lot.evaluation_scheme.compliance or (RESPONSIVE,)


def begin(lot: Lot) -> None:
    """Lay out the questions and the sheets of a lot; in the transaction in which its evaluation starts."""
    committee = Committee.objects.get(tender=lot.tender_id)
    now = clock.now()
    Motion.objects.bulk_create([
        Motion(committee=committee, lot=lot, kind=Motion.Kind.COMPLIANCE, bid=bid, item=item.key, opened_at=now)
        for bid in Bid.objects.filter(lot=lot).standing().order_by("pk") for item in items_of(lot)])
    if lot.evaluation_scheme.scores:
        ScoreSheet.objects.bulk_create([ScoreSheet(member=one, lot=lot) for one in committee.members.seated()])
    journal.write(committee, "started", f"包 {lot.number} 开始评标。", actor=policy.COMMITTEE)


def vote_chair(committee: Committee, *, seat: int, actor) -> Member:
    """Vote for who is to lead; who has more than half of the seats leads.

    Raises StepRefused ``member.none``, ``member.undeclared``, ``member.unknown``, ``chair.rep``, ``chair.chosen``.
    """
    with journal.locked(committee.pk) as committee:
        voter = journal.member_of(committee, actor, "vote_chair")
        if committee.members.filter(chair=True).exists():
            raise refusal("vote_chair", "chair.chosen")
        chosen = committee.members.seated().filter(seat=seat).first()
        if chosen is None:
            raise refusal("vote_chair", "member.unknown")
        if chosen.kind != Member.Kind.EXPERT:
            raise refusal("vote_chair", "chair.rep")
        Vote.objects.filter(motion__committee=committee, motion__kind=Motion.Kind.CHAIR, motion__decided_at=None,
                            member=voter).delete()
        motion, _ = Motion.objects.get_or_create(committee=committee, kind=Motion.Kind.CHAIR, subject=chosen,
                                                 decided_at=None, defaults={"opened_at": clock.now()})
        Vote.objects.create(motion=motion, member=voter, agrees=True, at=clock.now())
        journal.write(committee, "chair_vote", f"{voter.label}推选 {chosen.label} 为组长。", actor=voter)
        votes = motion.votes.counted().count()
        if votes * 2 > committee.size:
            motion.decided_at, motion.agreed = clock.now(), True
            motion.save()
            chosen.chair = True
            chosen.save(update_fields=["chair"])
            journal.write(committee, "chair", f"{chosen.label}以 {votes} 票当选组长。", actor=policy.COMMITTEE)
        return chosen


def vote(lot: Lot, *, answers: Mapping[UUID, tuple[bool, str]], actor) -> int:
    """Answer questions of a lot, by their ids: whether it is so, and why not. Returns how many are decided by it.

    A question is decided once every seat has answered; until then an answer may be changed. Raises StepRefused
    ``evaluation.not_running``, ``member.none``, ``vote.unknown``, ``vote.decided``, ``vote.reason``.
    """
    with journal.evaluating(lot.pk, "vote") as (committee, lot):
        voter = journal.member_of(committee, actor, "vote")
        asked = {one.pk: one for one in Motion.objects.filter(lot=lot, pk__in=list(answers)).select_related("bid")}
        if len(asked) != len(answers):
            raise refusal("vote", "vote.unknown")
        for motion in asked.values():
            agrees, reason = answers[motion.pk]
            if motion.decided_at:
                raise refusal("vote", "vote.decided")
            if not agrees and not reason.strip():
                raise refusal("vote", "vote.reason")
            Vote.objects.update_or_create(motion=motion, member=voter, defaults={
                "agrees": agrees, "reason": "" if agrees else reason.strip()[:MOST], "at": clock.now()})
        journal.write(committee, "voted", f"{voter.label}就包 {lot.number} 的 {len(asked)} 项表决。", actor=voter)
        decided = [motion for motion in asked.values() if _decide(committee, motion)]
        for bid in {motion.bid_id: motion.bid for motion in decided}.values():
            _conclude(committee, lot, bid, decided[0].kind)
        return len(decided)


def _decide(committee: Committee, motion: Motion) -> bool:
    """Close a question once every seat has answered; the majority rules."""
    votes = list(motion.votes.counted().select_related("member"))
    if len(votes) < committee.size:
        return False
    agreed = sum(one.agrees for one in votes) * 2 > len(votes)
    motion.decided_at, motion.agreed = clock.now(), agreed
    motion.ground = "" if agreed else "；".join(dict.fromkeys(one.reason for one in votes if not one.agrees))
    motion.save()
    return True


def _conclude(committee: Committee, lot: Lot, bid: Bid, kind: str) -> None:
    """The verdict on a bid once every question about it is decided."""
    motions = list(Motion.objects.filter(lot=lot, bid=bid, kind=kind).order_by("item"))
    if any(one.decided_at is None for one in motions):
        return
    items = {one.key: one for one in items_of(lot)} if kind == Motion.Kind.COMPLIANCE else {}
    failed = [one for one in motions if not one.agreed]
    ground = "；".join(f"{items[one.item].label}：{one.ground}" if one.item in items else one.ground for one in failed)
    law = next((items[one.item].law for one in failed if one.item in items and items[one.item].law), "")
    Verdict.objects.create(
        bid=bid, phase=kind, passed=not failed, ground=ground, by=policy.COMMITTEE, at=clock.now(),
        basis="" if not failed else law or f"{MOF87} 第{'六十' if kind == Motion.Kind.LOW_PRICE else '六十三'}条",
        detail={"votes": [_counted(one) for one in motions]} | _triggers(bid, kind))
    words = "通过" if not failed else "不通过"
    journal.write(committee, "concluded", f"包 {lot.number} 一家投标人{Motion.Kind(kind).label}{words}。",
                  actor=policy.COMMITTEE)
    if not failed:
        _reopen_blank(committee, lot, bid)


def _counted(motion: Motion) -> dict:
    """How a question was answered, with what the minority said."""
    votes = list(motion.votes.counted().select_related("member"))
    return {"item": motion.item, "agreed": motion.agreed, "yes": sum(one.agrees for one in votes),
            "no": sum(not one.agrees for one in votes),
            "dissent": [{"seat": one.member.seat, "reason": one.reason}
                        for one in votes if one.agrees != motion.agreed]}


def _triggers(bid: Bid, kind: str) -> dict:
    inquiry = bid.inquiries.filter(kind="low_price").first() if kind == Motion.Kind.LOW_PRICE else None
    return {"triggers": inquiry.triggers} if inquiry else {}


def _reopen_blank(committee: Committee, lot: Lot, bid: Bid) -> None:
    """A bid that came back after a member was replaced is scored by those too who had handed in without it."""
    lacking = ScoreSheet.objects.filter(lot=lot, submitted_at__isnull=False).exclude(scores__bid=bid)
    if lot.evaluation_scheme.subjective_points and lacking.update(submitted_at=None):
        journal.write(committee, "reopened", f"包 {lot.number} 有投标人恢复评审，缺少其评分的评分表重新打开。",
                      actor=policy.COMMITTEE)
