"""What changes after publication: clarifications with their answers, amendments, extensions, outages."""
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from market.core import clock, outages, workdays
from market.core.calendars import HolidayTableMissing
from market.core.clock import SHANGHAI
from market.core.guards import Reason
from market.core.steps import StepRefused, why_not

from .. import policy, scheming, stating
from ..models import Amendment, DocumentVersion, Tender
from ..rulebooks import clocks
from ..rulebooks.fields import BY_CODE, NEVER_AMENDED
from ..rulebooks.schemes import Scheme
from .errors import refuse
from .locking import locked
from .publishing import door

Kind = Amendment.Kind
SCHEME = "scheme"
"""The key under which an amendment keeps the scheme among the facts it changed."""


def _require(tender: Tender, step: str, actor) -> None:
    """What the door would say, before anything is made. Raises StepRefused."""
    if reasons := why_not(tender, step, actor):
        raise StepRefused(step, reasons)


def local(at: datetime) -> datetime:
    """A moment in local time, in which deadlines are reckoned."""
    return at.astimezone(SHANGHAI)


def forced_deadline(tender: Tender) -> datetime:
    """The deadline that must stand once something that may affect bids is published today. Raises
    HolidayTableMissing."""
    due = local(tender.bids_due_at)
    day = clocks.deadline_after_amendment(tender.rulebook, clock.today(), due.date(), workdays.load())
    return due if day == due.date() else datetime.combine(day, due.timetz())


@transaction.atomic
def clarify(tender, *, text: str, affects: bool, actor, new_due: datetime | None = None,
            document: DocumentVersion | None = None, changes: dict | None = None, scheme: Scheme | None = None,
            reason: str = "") -> Amendment:
    """Publish a clarification or an amendment, with the answers not yet published.

    ``affects``: it may affect how bids are made; a deadline nearer than the rulebook allows is then moved out, to
    ``new_due`` or to the first lawful day. ``changes`` are facts of the notice that now read otherwise, ``document``
    the version now in force, ``scheme`` how bids are now evaluated. Raises StepRefused.
    """
    fresh = locked(tender)
    _require(fresh, "amend", actor)
    if not text.strip():
        raise refuse("amend", "amendment.empty", "没有写明澄清或者更正的内容，不能发布；请填写。")
    facts = {**fresh.facts, **(changes or {})}
    if locked_out := [BY_CODE[code].label for code in changes or {}
                      if code in NEVER_AMENDED or not BY_CODE[code].input]:
        raise refuse("amend", "amendment.fixed_fact", f"{'、'.join(locked_out)}不能更正；需要改变的，"
                                                      "请终止后重新采购。")
    facts = {code: value for code, value in facts.items() if value not in (None, "")}
    if emptied := [BY_CODE[code].label for code in changes or {} if code not in facts and BY_CODE[code].required_for]:
        raise refuse("amend", "amendment.fact_emptied", f"公告不能缺少{'、'.join(emptied)}，没有发布；"
                                                       "请填写更正后的内容。")
    kept = _new_scheme(fresh, scheme, facts, affects)
    new_due = _deadline(fresh, affects, new_due)
    moments = _moved(fresh, new_due)
    kind = Kind.AMENDMENT if changes or document or kept else Kind.CLARIFICATION
    row = _record(fresh, kind, text=text, reason=reason, affects=affects, moments=moments, facts=facts,
                  document=document, scheme=kept, actor=actor)
    fresh.questions.filter(amendment=None).exclude(answer="").update(amendment=row)
    if document is not None:
        DocumentVersion.objects.filter(pk=document.pk).update(published_at=clock.now())
    door(fresh, "amend", actor=actor, reason=reason or text[:500], facts=facts, scheme=kept, **moments)
    return row


def _new_scheme(tender: Tender, scheme: Scheme | None, facts: dict, affects: bool) -> dict | None:
    """The scheme an amendment leads to, None where it stays. Raises StepRefused where it, or what the facts now say
    beside it, is not lawful."""
    kept = scheme.as_json() if scheme and scheme.as_json() != tender.scheme else None
    if scheme and kept is None:
        raise refuse("amend", "amendment.scheme_same", "评标办法没有改动，没有发布；请先修改，或者不作更正。")
    if kept and not affects:
        raise refuse("amend", "amendment.scheme_affects", "评标办法的修改可能影响投标文件编制，没有发布；请选择“可能"
                     "影响投标文件编制”，投标截止时间按规定顺延。", tender.rulebook.basis.get("amend", ""))
    if kept and tender.lots.filter(scheme__isnull=False).exists():
        raise refuse("amend", "amendment.lot_schemes", "本项目有标段（包）另定了评标办法，不能在线更正评标办法；"
                     "需要改变的，请终止后重新采购。")
    other = Tender.objects.get(pk=tender.pk)
    other.facts, other.scheme = facts, kept or tender.scheme
    if tender.scheme and (kept or facts != tender.facts) and (reasons := scheming.faults(other)):
        raise StepRefused("amend", reasons)
    return kept


def _deadline(tender: Tender, affects: bool, new_due: datetime | None) -> datetime | None:
    """The deadline an amendment leads to; None where it stays. Raises StepRefused."""
    if not affects:
        if new_due is not None:
            raise refuse("amend", "amendment.no_need", "不影响编制投标文件的澄清不改变投标截止时间；需要延后的，"
                                                       "请办理延期。")
        return None
    lead = tender.rulebook.amendment_lead
    try:
        least = forced_deadline(tender)
    except HolidayTableMissing as missing:
        raise StepRefused("amend", [_reason(clocks.unknown(missing))]) from missing
    if new_due is None:
        return None if least == local(tender.bids_due_at) else least
    if local(new_due).date() < least.date() or new_due < tender.bids_due_at:
        raise refuse("amend", "amendment.too_near", f"澄清、修改可能影响投标文件编制，至投标截止应当不少于 {lead}；"
                                                    "投标截止时间"
                     f"最早可定在{least:%Y年%-m月%-d日 %H:%M}。", lead.law)
    if faults := clocks.extension_faults(local(tender.bids_due_at), local(new_due), workdays.load()):
        if new_due != tender.bids_due_at:
            raise StepRefused("amend", [_reason(fault) for fault in faults])
        return None
    return new_due


def _reason(fault: clocks.Fault) -> Reason:
    return Reason(fault.code, fault.message, fault.law)


def _moved(tender: Tender, new_due: datetime | None, *, questions: bool = False) -> dict:
    """The moments that move when the deadline does: the opening keeps its distance from it."""
    if new_due is None:
        return {}
    shift = new_due - tender.bids_due_at
    moments = {"bids_due_at": new_due, "opens_at": tender.opens_at + shift}
    if questions and tender.questions_due_at:
        moments["questions_due_at"] = tender.questions_due_at + shift
    return moments


def _record(tender: Tender, kind: str, *, text: str, actor, reason: str = "", affects: bool = False,
            moments: dict | None = None, facts: dict | None = None, document=None,
            scheme: dict | None = None) -> Amendment:
    """The row of a change, with every fact, and the scheme where it changed, as it read before and reads after."""
    before = stating.stated(tender)
    after = _as_after(tender, moments or {}, facts, scheme)
    if scheme is not None:
        before, after = before | {SCHEME: tender.scheme}, after | {SCHEME: scheme}
    codes = [code for code in after if after[code] != before.get(code)]
    number = (tender.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    return Amendment.objects.create(
        tender=tender, number=number, kind=kind, text=text.strip(), reason=reason.strip(), affects=affects,
        before={code: before.get(code) for code in codes}, after={code: after[code] for code in codes},
        document=document, made_by=str(actor), made_at=clock.now())


def _as_after(tender: Tender, moments: dict, facts: dict | None, scheme: dict | None) -> dict:
    """What the tender will state; the row itself is changed by the door alone."""
    other = Tender.objects.get(pk=tender.pk)
    for name, at in moments.items():
        setattr(other, name, at)
    if facts is not None:
        other.facts = facts
    if scheme is not None:
        other.scheme = scheme
    return stating.stated(other)


@transaction.atomic
def extend(tender, *, new_due: datetime, reason: str, actor) -> Amendment:
    """Let bids be due later, on a working day, for a public reason; the opening moves along. Raises StepRefused."""
    fresh = locked(tender)
    _require(fresh, "extend", actor)
    if not policy.prepares(fresh, actor):
        raise refuse("extend", "step.not_permitted", "延期由采购人或者代理机构办理；监督部门可以因系统故障延期。")
    if not reason.strip():
        raise refuse("extend", "extension.no_reason", "没有写明延期的理由，不能发布；请填写。")
    if faults := clocks.extension_faults(local(fresh.bids_due_at), local(new_due), workdays.load()):
        raise StepRefused("extend", [_reason(fault) for fault in faults])
    return _extend(fresh, Kind.EXTENSION, new_due, text=_put_off(fresh, new_due), reason=reason, actor=actor)


@transaction.atomic
def extend_for_outage(tender, *, outage, actor) -> Amendment:
    """Give back what the site was out for, on the supervisor's decision. Raises StepRefused."""
    fresh = locked(tender)
    _require(fresh, "extend", actor)
    if "supervisor" not in policy.capacities(fresh, actor):
        raise refuse("extend", "step.not_permitted", "因系统故障延期由本项目的监督部门决定，您所在单位不是其监督部门。")
    if outage.ended_at is None:
        raise refuse("extend", "outage.lasting", "故障尚未恢复，无法确定应补足的时间；请在恢复之后办理。")
    try:
        new_due = outages.lengthened(fresh.bids_due_at, outage.span, now=clock.now(), calendar=workdays.load())
    except HolidayTableMissing as missing:
        raise StepRefused("extend", [_reason(clocks.unknown(missing))]) from missing
    minutes = -(-int(outage.span.total_seconds()) // 60)
    reason = (f"平台自{local(outage.began_at):%Y年%-m月%-d日 %H:%M:%S}至"
              f"{local(outage.ended_at):%Y年%-m月%-d日 %H:%M:%S}"
              f"不能正常使用，共 {minutes} 分钟，由系统自行测得。")
    return _extend(fresh, Kind.OUTAGE, new_due, text=_put_off(fresh, new_due), reason=reason, actor=actor)


def _put_off(tender: Tender, new_due: datetime) -> str:
    return (f"投标截止时间由{local(tender.bids_due_at):%Y年%-m月%-d日 %H:%M}延至{local(new_due):%Y年%-m月%-d日 %H:%M}，"
            "开标时间相应顺延。")


def _extend(tender: Tender, kind: str, new_due: datetime, *, text: str, reason: str, actor) -> Amendment:
    moments = _moved(tender, new_due)
    row = _record(tender, kind, text=text, reason=reason, moments=moments, actor=actor)
    door(tender, "extend", actor=actor, reason=reason[:500], **moments)
    return row


def resumption(tender: Tender, moments: dict, *, reason: str, actor) -> Amendment:
    """The row of the clocks as recomputed after a suspension."""
    text = "采购活动自本公告发布之时恢复，剩余时间已补足。"
    if moments:
        text += _put_off(tender, moments["bids_due_at"])
    return _record(tender, Kind.RESUMPTION, text=text, reason=reason, moments=moments, actor=actor)
