"""The report: every member signs it, with dissent where there is any; the chair finishes; a flaw of the law's list
opens the scores again."""
from uuid import UUID

from django.db import transaction

from market.core import clock
from tenders import services as of_tenders
from tenders.models import Lot
from tenders.rulebooks.endings import REASONS

from ...models import Committee, Ranking, Reconsideration, ReportSignature, ScoreSheet
from .. import faults, policy
from ..refusals import refusal
from . import journal

MOST = 2000
"""Characters of a dissent or a written account."""


def _standing_ranking(lot: Lot, step: str) -> Ranking:
    ranking = faults.newest(lot.pk)
    if ranking is None:
        raise refusal(step, "ranking.none")
    if ranking.failed:
        raise refusal(step, "ranking.failed")
    return ranking


def sign(lot: Lot, *, dissent: str = "", actor) -> ReportSignature:
    """Sign the report; a dissent says what one does not agree with and why.

    Raises StepRefused ``evaluation.not_running``, ``member.none``, ``ranking.none``, ``ranking.failed``,
    ``report.signed``, ``report.long``.
    """
    with journal.evaluating(lot.pk, "sign_report") as (committee, lot):
        member = journal.member_of(committee, actor, "sign_report")
        ranking = _standing_ranking(lot, "sign_report")
        if len(dissent) > MOST:
            raise refusal("sign_report", "report.long")
        if ReportSignature.objects.filter(ranking=ranking, member=member, signed=True).exists():
            raise refusal("sign_report", "report.signed")
        row, _ = ReportSignature.objects.update_or_create(ranking=ranking, member=member, defaults={
            "signed": True, "dissent": dissent.strip(), "at": clock.now()})
        words = f"{member.label}在包 {lot.number} 评标报告上签字" + ("，有不同意见。" if row.dissent else "。")
        journal.write(committee, "signed", words, actor=member)
        return row


def record_refusal(lot: Lot, *, seat: int, actor) -> ReportSignature:
    """The chair records that a member will neither sign nor say why; the law takes that for agreement.

    Raises StepRefused ``chair.only``, ``member.unknown``, ``report.refusal`` and those of ``sign``.
    """
    with journal.evaluating(lot.pk, "record_refusal") as (committee, lot):
        chair = journal.chair_of(committee, actor, "record_refusal")
        ranking = _standing_ranking(lot, "record_refusal")
        member = committee.members.seated().filter(seat=seat).first()
        if member is None or member == chair:
            raise refusal("record_refusal", "member.unknown")
        if ReportSignature.objects.filter(ranking=ranking, member=member).exists():
            raise refusal("record_refusal", "report.refusal")
        row = ReportSignature.objects.create(ranking=ranking, member=member, signed=False, at=clock.now())
        words = f"{member.label}拒绝签字又不书面说明不同意见和理由，视为同意评标结果。"
        journal.write(committee, "refused", words, actor=chair)
        return row


def finish(lot: Lot, *, actor) -> Lot:
    """Close the evaluation of a lot: the report is signed. Raises StepRefused ``chair.only`` and those of the step."""
    with journal.evaluating(lot.pk, "finish_evaluation") as (committee, lot):
        journal.chair_of(committee, actor, "finish_evaluation")
        ranking = faults.newest(lot.pk)
        done = of_tenders.advance(lot, "finish_evaluation", actor=policy.COMMITTEE)
        ranking.finished_at = clock.now()
        ranking.save(update_fields=["finished_at"])
        journal.write(committee, "finished", f"包 {lot.number} 评标完毕。", actor=policy.COMMITTEE)
        return done


def conclude_failure(lot: Lot, *, actor) -> Lot:
    """Let a lot fail in which no bid can be recommended. Raises StepRefused ``chair.only``, ``ranking.none``."""
    with journal.evaluating(lot.pk, "fail") as (committee, lot):
        journal.chair_of(committee, actor, "fail")
        ranking = faults.newest(lot.pk)
        if ranking is None or not ranking.failed:
            raise refusal("fail", "ranking.none")
        ranking.finished_at = clock.now()
        ranking.save(update_fields=["finished_at"])
        words = f"评标委员会评审认定：{REASONS[ranking.failed]}"
        journal.write(committee, "failed", f"包 {lot.number} {words}", actor=policy.COMMITTEE)
        return of_tenders.fail(lot, reason_code=ranking.failed, reason=words, actor=policy.COMMITTEE)


def _require_account(step: str, ground: str, text: str) -> str:
    if ground not in Reconsideration.Ground.values:
        raise refusal(step, "again.ground")
    if not text.strip() or len(text) > MOST:
        raise refusal(step, "again.text")
    return text.strip()


def reopen(lot: Lot, *, seat: int, ground: str, text: str, actor) -> Reconsideration:
    """Open a member's sheet again before the report is signed by all; the chair says on which ground of the law.

    Raises StepRefused ``chair.only``, ``again.ground``, ``again.text``, ``member.unknown``, ``again.not_handed_in``.
    """
    with journal.evaluating(lot.pk, "reopen") as (committee, lot):
        chair = journal.chair_of(committee, actor, "reopen")
        text = _require_account("reopen", ground, text)
        sheet = ScoreSheet.objects.select_related("member").filter(
            lot=lot, member__committee=committee, member__seat=seat).first()
        if sheet is None:
            raise refusal("reopen", "member.unknown")
        if sheet.submitted_at is None:
            raise refusal("reopen", "again.not_handed_in")
        row = Reconsideration.objects.create(lot=lot, ranking=faults.newest(lot.pk), sheet=sheet, ground=ground,
                                             text=text, by=f"seat:{chair.seat}", at=clock.now())
        ScoreSheet.objects.filter(pk=sheet.pk).update(submitted_at=None)
        words = f"重新打开{sheet.member.label}在包 {lot.number} 的评分表：{row.get_ground_display()}。"
        journal.write(committee, "reopened", words, actor=chair)
        return row


@transaction.atomic
def re_evaluate(lot: Lot, *, ground: str, text: str, actor) -> Lot:
    """Have the same committee evaluate anew after its report was signed; the earlier ranking stays on record.

    Raises StepRefused ``again.by_whom``, ``again.ground``, ``again.text``, and those of the step.
    """
    committee_id = Committee.objects.filter(tender=lot.tender_id).values_list("pk", flat=True).first()
    if committee_id is None:
        raise refusal("re_evaluate", "again.by_whom")
    with journal.locked(committee_id) as committee:
        if not policy.runs(committee.tender, actor):
            raise refusal("re_evaluate", "again.by_whom")
        text = _require_account("re_evaluate", ground, text)
        last = Ranking.objects.filter(lot=lot).order_by("-number").first()
        row = Reconsideration.objects.create(lot=lot, ranking=last, ground=ground, text=text, by=str(actor),
                                             at=clock.now())
        done = of_tenders.advance(lot, "re_evaluate", actor=actor, reason=f"{row.get_ground_display()}：{text}")
        ScoreSheet.objects.filter(lot=lot).update(submitted_at=None)
        words = f"包 {done.number} 重新评审：{row.get_ground_display()}。评分表重新打开。"
        journal.write(committee, "again", words, actor=actor)
        return done


def newest_finished(lot_id: UUID) -> Ranking | None:
    """The last ranking whose report was signed by all."""
    return Ranking.objects.filter(lot=lot_id, finished_at__isnull=False).order_by("-number").first()
