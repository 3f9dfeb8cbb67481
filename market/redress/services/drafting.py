"""Writing a letter and handing it in: as an enquiry, a query or a complaint."""
from django.db import transaction

from market.core import clock, files
from market.core.clock import SHANGHAI
from market.core.models import StoredFile
from market.core.steps import Reason, StepRefused
from market.core.wording import day as day_words
from tenders.models import Tender

from .. import clocks, content, events, matters, numbers, standing
from ..content import MOF94
from ..models import Complaint, Draft, Enquiry, Paper, Pause, Query
from .doors import door, refuse

MOST_PAPERS = 20
MOST_DRAFTS = 100
Kind = Draft.Kind


@transaction.atomic
def begin(*, tender: Tender, kind: str, actor, lot=None, subject: str = clocks.DOCUMENTS, stage: str = "",
          query: Query | None = None) -> Draft:
    """Begin a letter. Raises StepRefused for who may write none."""
    if reasons := standing.barred(tender, actor):
        raise StepRefused("begin", reasons)
    if Draft.objects.filter(party=actor.party, filed_as=None).count() >= MOST_DRAFTS:
        raise refuse("begin", "draft.too_many", f"贵单位已有 {MOST_DRAFTS} 份草稿，请先提交或者删除其中一些。")
    said = {}
    if kind == Kind.COMPLAINT and query is not None:
        lot, subject, stage = query.lot, query.subject, query.stage
        said = {name: query.said.get(name, "") for name, _ in content.PARTY} | {
            "items": [{**row, "of": str(number)} for number, row in enumerate(content.items(query.said), 1)]}
    return Draft.objects.create(kind=kind, tender=tender, lot=lot, party_id=actor.party, subject=subject, stage=stage,
                                query=query, said=said, saved_at=clock.now(), saved_by=str(actor))


def _mine(draft: Draft, actor) -> Draft:
    """The draft, locked, for who writes it and while it was not handed in. Raises StepRefused."""
    fresh = Draft.objects.select_for_update().get(pk=draft.pk)
    if reasons := standing.barred(fresh.tender, actor):
        raise StepRefused("save", reasons)
    if fresh.party_id != actor.party:
        raise refuse("save", "draft.not_yours", "这份草稿不是贵单位的，不能办理。")
    if fresh.filed_as:
        raise refuse("save", "draft.filed", "这份草稿已经提交，不能再改；请到提交后的页面查看。")
    return fresh


@transaction.atomic
def save(draft: Draft, *, actor, **what) -> Draft:
    """Save what was typed; ``what`` names fields of the draft. Raises StepRefused."""
    fresh = _mine(draft, actor)
    for name, value in what.items():
        setattr(fresh, name, value)
    fresh.saved_at, fresh.saved_by = clock.now(), str(actor)
    fresh.save()
    return fresh


@transaction.atomic
def discard(draft: Draft, *, actor) -> None:
    """Throw a draft away with its files. Raises StepRefused."""
    _mine(draft, actor).delete()


@transaction.atomic
def add_paper(draft: Draft, *, upload, actor) -> Paper:
    """Keep a file with a draft. Raises StepRefused, FileRefused."""
    fresh = _mine(draft, actor)
    if fresh.papers.count() >= MOST_PAPERS:
        raise refuse("add_paper", "paper.too_many", f"已有 {MOST_PAPERS} 份材料，没有接收；请合并后再上传。")
    return Paper.objects.create(draft=fresh, file=kept(upload), added_by=str(actor), added_at=clock.now())


def kept(upload) -> StoredFile:
    """An upload, checked and kept as every other file. Raises FileRefused."""
    return files.keep(upload, name=upload.name)


@transaction.atomic
def remove_paper(paper: Paper, *, actor) -> None:
    """Take a file off a draft. Raises StepRefused."""
    _mine(paper.draft, actor)
    paper.delete()


def reasons_against(draft: Draft, actor) -> list[Reason]:
    """Why a draft cannot be handed in as it stands; empty where it can. What is only late or without standing is no
    reason: that is recorded with what follows from it."""
    tender = draft.tender
    if reasons := standing.barred(tender, actor):
        return reasons
    found = content.missing(draft.kind, draft.said)
    if draft.kind == Kind.QUERY:
        found += standing.why_not_query(tender, draft.lot, draft.subject, draft.stage)
    if draft.kind == Kind.COMPLAINT:
        found += _why_not_complain(draft)
    return found


def _why_not_complain(draft: Draft) -> list[Reason]:
    query = draft.query
    if query is None or query.party_id != draft.party_id:
        return [Reason("complaint.no_query", "投诉应当以先提出质疑为前提；请先提出质疑，答复后或者答复期满仍不满意的"
                                             "再投诉。",
                       f"{MOF94} 第十七条")]
    found = content.beyond(draft.said, len(content.items(query.said)))
    if query.status in {"not_accepted", "withdrawn"}:
        found.append(Reason("complaint.no_query", "所依据的质疑没有被受理或者已经撤回，"
                                                  "不能据此投诉。", f"{MOF94} 第十九条"))
    elif query.status in {"filed", "correction"} and not matters.answer_due(query).over(clock.today()):
        due = matters.answer_due(query)
        until = f"{day_words(due.day)} 24:00" if due.day else "答复期限届满"
        found.append(Reason("complaint.too_early", f"采购人的答复期限还没有届满（{until}），现在不能投诉；请等待答复，"
                            "或者在期限届满后提交，草稿会保留。", f"{MOF94} 第十七条"))
    if query.complaints.exclude(status__in=("new", "refused")).exists():
        found.append(Reason("complaint.twice", "就这项质疑已经提起过投诉，不能重复投诉；请到已有的投诉中补充材料。",
                            f"{MOF94} 第十九条"))
    return found


@transaction.atomic
def hand_in(draft: Draft, *, actor) -> Enquiry | Query | Complaint:
    """Hand a letter in. Handing in twice is handing in once: the second time answers with what the first made.

    Raises StepRefused where it is incomplete or comes too early; what comes too late, or from one without standing, is
    recorded with its consequence.
    """
    Tender.objects.select_for_update().get(pk=draft.tender_id)
    fresh = Draft.objects.select_for_update().get(pk=draft.pk)
    if fresh.filed_as and fresh.party_id == getattr(actor, "party", None):
        return MODELS[fresh.kind].objects.get(pk=fresh.filed_as)
    fresh = _mine(fresh, actor)
    if reasons := reasons_against(fresh, actor):
        raise StepRefused("hand_in", reasons)
    with clock.still() as now:
        made = {Kind.ENQUIRY: _enquire, Kind.QUERY: _query, Kind.COMPLAINT: _complain}[fresh.kind](fresh, now, actor)
    fresh.filed_as = made.pk
    fresh.save()
    return made


MODELS = {Kind.ENQUIRY: Enquiry, Kind.QUERY: Query, Kind.COMPLAINT: Complaint}


def _enquire(draft: Draft, now, actor) -> Enquiry:
    made = Enquiry.objects.create(
        number=numbers.fresh("enquiry"), tender=draft.tender, lot=draft.lot, party_id=draft.party_id,
        text=draft.said["text"].strip(), affects=bool(draft.said.get("affects")), asked_at=now)
    return door(made, "ask", actor=actor)


def _said(draft: Draft) -> dict:
    """What the letter says, without what was left empty."""
    return {name: draft.said.get(name, "") for name in (*(key for key, _ in content.PARTY), "request")} | {
        "items": content.items(draft.said)}


def _query(draft: Draft, now, actor) -> Query:
    due = events.query_due(draft.tender, draft.lot, draft.subject, draft.stage)
    stage = draft.stage if draft.subject == clocks.PROCESS else ""
    lot = draft.lot
    why = standing.turned_away(draft.tender, lot, draft.subject, stage, draft.party_id, due,
                               now.astimezone(SHANGHAI).date())
    made = Query.objects.create(
        number=numbers.fresh("query"), tender=draft.tender, lot=lot, party_id=draft.party_id, subject=draft.subject,
        stage=stage, said=_said(draft), last_day=due.day, filed_at=now, received_at=now)
    draft.papers.update(draft=None, query=made)
    if why:
        return door(made, "turn_away", actor=actor, basis=why[0].law,
                    reasons=[[one.code, one.message, one.law] for one in why])
    return door(made, "file", actor=actor)


def _complain(draft: Draft, now, actor) -> Complaint:
    query, due = draft.query, matters.complaint_due(draft.query)
    made = Complaint.objects.create(
        number=numbers.fresh("complaint"), query=query, tender=query.tender, lot=query.lot, party_id=draft.party_id,
        said=_said(draft), last_day=due.day, late=due.over(now.astimezone(SHANGHAI).date()), received_at=now,
        complete_at=now)
    draft.papers.update(draft=None, complaint=made)
    return door(made, "submit", actor=actor)


@transaction.atomic
def correct(record: Query | Complaint, *, said: dict, uploads=(), actor) -> Query | Complaint:
    """Put right what one was told to. Raises StepRefused, FileRefused."""
    kind = Kind.QUERY if isinstance(record, Query) else Kind.COMPLAINT
    said = {**record.said, **said}
    if missing := content.missing(kind, said):
        raise StepRefused("correct", missing)
    if kind == Kind.COMPLAINT and (beyond := content.beyond(said, len(content.items(record.query.said)))):
        raise StepRefused("correct", beyond)
    done = door(record, "correct", actor=actor, said=said)
    for upload in uploads:
        Paper.objects.create(file=kept(upload), role=Paper.Role.CORRECTION, added_by=str(actor), added_at=clock.now(),
                             **{kind.value: done})
    if kind == Kind.COMPLAINT:
        Pause.objects.filter(complaint=done, kind=Pause.Kind.CORRECTION, until=None).update(until=clock.now())
    return done


__all__ = ["add_paper", "begin", "correct", "discard", "hand_in", "reasons_against", "remove_paper", "save"]
