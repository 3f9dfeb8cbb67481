"""The ranking of a lot, computed from what is stored and kept with all it follows from."""
import hashlib
import secrets

from django.db.models import Max

from market.core import clock
from market.core.steps import Reason, StepRefused
from tenders.models import Lot

from ...models import Committee, Inquiry, Motion, OpenedBid, Ranked, Ranking, TieDraw
from ...ranking import Incomplete, bundles, gate, rank
from ...ranking.values import Evaluation, Outcome, Row
from .. import bundling, draws, faults, policy
from ..refusals import refusal
from . import inquiring, journal, scoring


def tally(lot: Lot, *, actor) -> Ranking:
    """Add up and rank: the chair's act once everything is voted, answered and scored.

    Raises StepRefused ``evaluation.not_running``, ``chair.only``, ``ranking.made``, ``evaluation.voting``,
    ``evaluation.inquiries``, ``evaluation.low_price``, ``sheet.open``, ``fact.unconfirmed``, ``ranking.incomplete``,
    ``ranking.tied``, and those of the committee's guard.
    """
    with journal.evaluating(lot.pk, "tally") as (committee, lot):
        journal.chair_of(committee, actor, "tally")
        _require_done(committee, lot)
        evaluation, outcome = _ranked(lot)
        if outcome.open:
            raise refusal("tally", "ranking.tied")
        return _keep(committee, lot, evaluation, outcome)


def why_not_tally(lot: Lot) -> list[Reason]:
    """What still stands in the way of adding up; empty where nothing does. For the page of the chair."""
    try:
        _require_done(Committee.objects.select_related("tender__region").get(tender=lot.tender_id), lot)
    except StepRefused as refused:
        return refused.reasons
    return []


def _require_done(committee: Committee, lot: Lot) -> None:
    if faults.newest(lot.pk) is not None:
        raise refusal("tally", "ranking.made")
    if reasons := faults.of_committee(committee.tender_id):
        raise StepRefused("tally", reasons)
    if Motion.objects.filter(lot=lot, decided_at=None).exists():
        raise refusal("tally", "evaluation.voting")
    if Inquiry.objects.filter(lot=lot).open().exists():
        raise refusal("tally", "evaluation.inquiries")
    if inquiring.noticed(lot):
        raise refusal("tally", "evaluation.low_price")
    if _fails_before_scores(lot):
        return
    if missing := scoring.unconfirmed(lot, [bid.pk for bid in scoring.scored_bids(lot)]):
        raise refusal("tally", "fact.unconfirmed", count=missing)
    if waiting := scoring.waiting_sheets(committee, lot):
        raise refusal("tally", "sheet.open", count=waiting)


def _fails_before_scores(lot: Lot) -> bool:
    """Whether too few bids are left for scores to matter."""
    return bool(gate.passed(bundling.evaluation(lot)).failed)


def _ranked(lot: Lot) -> tuple[Evaluation, Outcome]:
    evaluation = bundling.evaluation(lot)
    try:
        return evaluation, rank(evaluation)
    except Incomplete as error:
        raise refusal("tally", "ranking.incomplete", sentence=error.sentence) from error


def _keep(committee: Committee, lot: Lot, evaluation: Evaluation, outcome: Outcome) -> Ranking:
    number = (Ranking.objects.filter(lot=lot).aggregate(last=Max("number"))["last"] or 0) + 1
    ranking = Ranking.objects.create(
        lot=lot, number=number, bundle=bundles.described(evaluation, outcome), failed=outcome.failed,
        digest=hashlib.sha256(bundles.write(evaluation, outcome)).hexdigest(), made_at=clock.now(),
        public_digest=hashlib.sha256(bundles.write(evaluation.without_scores(), outcome)).hexdigest())
    names = {name: bid for bid, name in bundling.ids(lot).items()}
    amounts = dict(OpenedBid.objects.filter(bid__lot=lot, stage=bundling.OPENING).values_list("bid", "amount"))
    corrected = {bid.id: bid.corrected for bid in evaluation.bids}
    Ranked.objects.bulk_create([_row(ranking, row, names[row.bid], corrected[row.bid] or amounts.get(names[row.bid]))
                                for row in outcome.rows])
    words = f"包 {lot.number} 评分汇总（第 {number} 次）" + (f"：{outcome.failed}，不能推荐中标候选人。"
                                                          if outcome.failed else "，排出名次。")
    journal.write(committee, "tallied", words, actor=policy.COMMITTEE)
    return ranking


def _row(ranking: Ranking, row: Row, bid, amount) -> Ranked:
    return Ranked(ranking=ranking, bid_id=bid, amount=amount, p_eval=row.p_eval, price_points=row.price_points,
                  others_mean=row.others_mean, total=row.total, rank=row.rank, candidate=row.candidate, out=row.out)


def public_bundle(ranking: Ranking) -> bytes:
    """The bundle as everybody may have it: without what single experts gave."""
    evaluation = bundles.evaluation_of(ranking.bundle)
    return bundles.write(evaluation.without_scores(), rank(evaluation))


def full_bundle(ranking: Ranking) -> bytes:
    """The bundle with every score, for the principal and the supervisor."""
    evaluation = bundles.evaluation_of(ranking.bundle)
    return bundles.write(evaluation, rank(evaluation))


def draw_ties(lot: Lot, *, actor) -> list[TieDraw]:
    """Draw lots between bids that nothing else tells apart, on the spot and on record.

    Raises StepRefused ``evaluation.not_running``, ``chair.only``, ``draw.nothing``, and those of ``tally``.
    """
    with journal.evaluating(lot.pk, "draw_ties") as (committee, lot):
        journal.chair_of(committee, actor, "draw_ties")
        _require_done(committee, lot)
        _, outcome = _ranked(lot)
        if not outcome.open:
            raise refusal("draw_ties", "draw.nothing")
        names, made = {name: bid for bid, name in bundling.ids(lot).items()}, []
        for tie in outcome.open:
            secret, now = secrets.token_bytes(32), clock.now()
            said = draws.message(lot.code, now, tie.bids)
            order = draws.drawn(secret, said, tie.bids, len(tie.bids))
            ground = "同品牌投标人并列，随机抽取" if tie.over == "brand" else "评审得分（评审价）并列，随机抽取"
            made.append(TieDraw.objects.create(
                lot=lot, order=[str(names[one]) for one in order], ground=f"{ground}，依次为 {'、'.join(order)}。",
                secret=secret.hex(), message=said, drawn_at=now))
            journal.write(committee, "tie_drawn", f"包 {lot.number} {made[-1].ground}", actor=policy.COMMITTEE)
        return made

