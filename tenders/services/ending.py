"""Ends and new beginnings: failed, terminated, relaunched as a further round; and the close of bidding."""
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from market.core import clock
from market.core.steps import CLOCKWORK, StepRefused, take_steps, why_not

from .. import ports
from ..guards_review import MOF87
from ..models import DraftEdit, Lot, Tender
from ..models.lots import PENDING
from ..rulebooks.endings import COUNTED, REASONS
from .drafting import SLICE
from .errors import refuse
from .locking import locked
from .publishing import door

RELAUNCHED = ("failed", "terminated", "award_cancelled")
"""States of a tender or lot that a new round may follow."""


@transaction.atomic
def fail(record: Tender | Lot, *, reason_code: str, reason: str, actor) -> Tender | Lot:
    """Let a tender or a lot come to nothing, on one of the five grounds. Raises StepRefused.

    Grounds that rest on the number of bids or on prices wait for the opening: until the list is fixed, not even the
    refusal says how many there are.
    """
    if reason_code not in REASONS:
        raise refuse("fail", "failure.unknown_code", "没有选择法定的废标情形，未办理；请选择。")
    if not reason.strip():
        raise refuse("fail", "failure.no_reason", "没有写明废标的具体理由，未办理；请填写，理由将向社会公开。")
    fresh = type(record).objects.select_for_update().get(pk=record.pk)
    if reasons := why_not(fresh, "fail", actor):
        raise StepRefused("fail", reasons)
    if reason_code in COUNTED:
        _require_counted(fresh, reason_code)
    return door(fresh, "fail", actor=actor, reason=reason.strip(), basis="政府采购法 第三十六条", code=reason_code)


def _require_counted(record: Tender | Lot, code: str) -> None:
    if isinstance(record, Tender) or not record.opening_is_lawful:
        raise refuse("fail", "failure.sealed", "开标之前不能以投标人家数或者报价为由废标，"
                                               "此时任何人都不能知道有多少人投标；"
                     "请在依法开标后办理。", "政府采购法 第三十六条")
    least = record.rulebook.min_bidders.value
    if code == "F1" and ports.bids.valid_count(record.pk) >= least:
        raise refuse("fail", "failure.enough_bidders", f"该标段（包）的投标人不少于 {least} 家，"
                                                       "不能以家数不足为由废标。",
                     "政府采购法 第三十六条")
    if code == "F2":
        _require_reviewed(record)


def _require_reviewed(lot: Lot) -> None:
    """Too few that meet the conditions is a finding of the qualification review; later, of the committee."""
    states = [edge.after for edge in lot.path if edge.step == "review_qualification"]
    befores = {edge.before for edge in lot.path if edge.step in {"open_bids", "review_qualification"}}
    if lot.status in befores:
        raise refuse("fail", "failure.not_reviewed", "资格审查还没有完成，不能以符合条件的供应商不足为由废标；"
                     "请先办理资格审查。", f"{MOF87} 第四十四条")
    least, counts = lot.rulebook.min_bidders.value, ports.evaluation.counts(lot.tender_id).get(lot.pk, ports.Counts())
    if lot.status in states and counts.qualified >= least:
        raise refuse("fail", "failure.enough_qualified", f"资格审查合格的投标人不少于 {least} 家，"
                     "不能以符合条件的供应商不足为由废标。", "政府采购法 第三十六条")


@transaction.atomic
def terminate(record: Tender | Lot, *, reason: str, actor) -> Tender | Lot:
    """End a tender or a lot before there is an award, for a material reason. Raises StepRefused."""
    if not reason.strip():
        raise refuse("terminate", "termination.no_reason", "没有写明终止的理由，未办理；请填写，理由将向社会公开。")
    return door(record, "terminate", actor=actor, reason=reason.strip())


@transaction.atomic
def relaunch(tender, *, actor) -> Tender:
    """Open a new round for what failed or was terminated: a draft with the same words and fresh, full periods.

    A tender that ended whole takes all its lots along, a closed one those of its lots that failed and are in no later
    round yet. Raises StepRefused.
    """
    fresh = locked(tender)
    if fresh.status in RELAUNCHED:
        if fresh.rounds.exists():
            raise refuse("relaunch", "relaunch.done", "本项目已经重新采购，请到新一轮办理。")
        lots = list(fresh.lots.all())
        door(fresh, "relaunch", actor=actor)
    else:
        lots = lots_to_relaunch(fresh)
        if not lots:
            raise refuse("relaunch", "relaunch.nothing", "没有已废标、已终止且尚未重新采购的标段（包），不能重新采购。")
        outcome = take_steps(Lot.objects.filter(pk__in=[lot.pk for lot in lots]).crowd(), "relaunch", actor=actor,
                             under=fresh, acting_for=getattr(actor, "acting_for", ""))
        if outcome.refused:
            raise StepRefused("relaunch", next(iter(outcome.refused.values())))
    return _next_round(fresh, lots, actor)


def lots_to_relaunch(tender: Tender) -> list[Lot]:
    """Lots that failed or were terminated by themselves and are in no later round yet."""
    again = {title for one in tender.rounds.all() for title in one.lots.values_list("title", flat=True)}
    return [lot for lot in tender.lots.filter(status__in=RELAUNCHED) if lot.title not in again]


def _next_round(tender: Tender, lots: list[Lot], actor) -> Tender:
    last = Tender.objects.filter(code=tender.code).aggregate(last=Max("round"))["last"]
    facts = {code: value for code, value in tender.facts.items() if code != "publish_on"}
    new = Tender(code=tender.code, round=last + 1, parent=tender, project=tender.project, title=tender.title,
                 project_code=tender.project_code, rulebook_key=tender.rulebook_key, principal=tender.principal,
                 agent=tender.agent, supervisor=tender.supervisor, region=tender.region, facts=facts,
                 scheme=tender.scheme,
                 budget=tender.budget if len(lots) == tender.lots.count() else sum(lot.budget for lot in lots),
                 ceiling=tender.ceiling, bond=tender.bond, drafted_by=str(actor), drafted_at=clock.now(),
                 prepared_by=[str(actor)])
    new.save(force_insert=True)
    DraftEdit.objects.create(tender=new, revision=1, labels=["重新采购"], by=str(actor), at=new.drafted_at)
    Lot.objects.bulk_create([
        Lot(tender=new, number=number, title=lot.title, budget=lot.budget, ceiling=lot.ceiling, bond=lot.bond,
            facts=lot.facts, scheme=lot.scheme) for number, lot in enumerate(lots, 1)], batch_size=SLICE)
    return new


def hand_over(tender_ids: Collection[UUID | str]) -> int:
    """Let the lots of tenders that just closed go on by themselves; returns how many moved.

    One tender's lots move under its chain; where many tenders closed at one moment, all their lots move as one crowd.
    """
    tenders = list(Tender.objects.filter(pk__in=tender_ids))
    waiting = Lot.objects.filter(tender__in=tenders, status=PENDING).crowd()
    under = tenders[0] if len(tenders) == 1 else None
    return len(take_steps(waiting, "hand_over", actor=CLOCKWORK, under=under).moved)
