"""Writing letters: beginning one, saving it, moving it between the kinds, handing it in."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from market.core import clock, wording
from market.core.idempotency import once
from market.core.sniffing import FileRefused
from market.core.steps import StepRefused
from market.parties.access import signed_in
from tenders.models import Lot, Tender
from tenders.rulebooks.redress import PROCESS

from .. import content, events, matters, pages, services, standing
from ..forms import AboutForm, LetterForm
from ..models import Complaint, Draft, Paper, Query
from ..models.drafts import SUBJECTS

HERE = {"desk_here": "objections"}
LOTS = 200
"""Lots named one by one; a tender with more is written to as a whole, or from the page of a lot's notice."""
KINDS = {
    Draft.Kind.ENQUIRY: "对采购活动有不清楚的地方，随时可以问；采购人看不到是谁问的。",
    Draft.Kind.QUERY: "认为采购文件、过程或者结果使自己的权益受到损害，在法定期限内书面提出，采购人必须答复。",
    Draft.Kind.COMPLAINT: "对质疑答复不满意，或者到期没有答复，向监督部门投诉；不能超出已质疑的事项。",
}
COMPLAINED = [state for state in Complaint.Status.values if state not in {"new", "refused"}]
"""States of a complaint after which there is no second one about the same query."""
ABOUTS = [("documents:", "采购文件"), *((f"process:{one.step}", f"采购过程：{one.label}") for one in PROCESS),
          ("result:", "中标结果（含废标）")]


def _tender(given: str) -> Tender | None:
    """The public tender meant by an id or by its code; the newest round of a code."""
    rows = Tender.objects.public().select_related("region", "principal", "agent")
    try:
        return rows.filter(pk=UUID(given)).first()
    except ValueError:
        return rows.filter(code=given.strip()).order_by("-round").first() if given.strip() else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@once("redress.begin")
def draft_new(request: HttpRequest) -> HttpResponse:
    """Which project, and which of the three letters."""
    asked = (request.POST if request.method == "POST" else request.GET)
    tender = _tender(asked.get("tender", ""))
    lots = list(tender.lots.select_related("tender").order_by("number")[:LOTS + 1]) if tender else []
    reasons, status = standing.barred(tender, request.actor) if tender else [], 200
    if request.method == "POST" and tender:
        kind = asked.get("kind", "")
        subject, _, stage = asked.get("about", "documents:").partition(":")
        query = Query.objects.filter(party=request.actor.party, tender=tender, pk=_uuid(asked.get("query"))).first()
        try:
            made = services.begin(
                tender=tender, kind=kind if kind in KINDS else Draft.Kind.ENQUIRY, actor=request.actor, query=query,
                lot=next((lot for lot in lots if str(lot.pk) == asked.get("lot")), None),
                subject=subject if subject in SUBJECTS else "documents", stage=stage[:30])
        except StepRefused as refused:
            reasons, status = refused.reasons, 409
        else:
            return redirect("redress:draft", made.pk)
    few = lots if len(lots) <= LOTS else []
    return render(request, "redress/new.html", {
        "tender": tender, "asked": asked.get("tender", ""), "reasons": reasons, "kinds": _kinds(tender, request, few),
        **HERE}, status=status if tender or request.method == "GET" else 422)


def _uuid(given) -> UUID | None:
    try:
        return UUID(str(given))
    except ValueError:
        return None


def _kinds(tender: Tender | None, request: HttpRequest, lots: list[Lot]) -> list[dict]:
    """The three letters, each with what it is for and what may be raised now."""
    if tender is None:
        return []
    open_now = events.open_subjects(tender, lots)
    labels = dict(ABOUTS)
    rows = [{"lot": lot, "about": f"{subject}:{stage}", "words": labels[f"{subject}:{stage}"], "due": pages.shown(due)}
            for lot, subject, stage, due in open_now]
    mine = Query.objects.filter(tender=tender, party=request.actor.party).exclude(
        status__in=("new", "not_accepted", "withdrawn")).exclude(complaints__status__in=COMPLAINED).select_related(
        "tender", "lot") if request.actor.party else []
    complain = [{"query": one, "due": pages.shown(matters.complaint_due(one))} for one in mine]
    return [{"kind": kind, "word": kind.label, "what": what, "queries": rows if kind == Draft.Kind.QUERY else [],
             "complaints": complain if kind == Draft.Kind.COMPLAINT else []} for kind, what in KINDS.items()]


def _draft(request: HttpRequest, pk: UUID) -> Draft:
    return get_object_or_404(Draft.objects.visible_to(request.actor).select_related(
        "tender__region", "tender__principal", "tender__agent", "lot", "query"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One letter being written. Every button saves first."""
    mine = _draft(request, pk)
    if mine.filed_as:
        return redirect(services.drafting.MODELS[mine.kind].objects.get(pk=mine.filed_as))
    if request.method != "POST":
        return _page(request, mine)
    wanted, count = request.POST.get("do", "save"), _count(request.POST.get("count"))
    form = _form(mine, request.POST, items=count)
    asked = _about_form(mine, request.POST)
    if not form.is_valid() or not asked.is_valid():
        if wanted == "autosave":
            return JsonResponse({"saved": False}, status=422)
        return _page(request, mine, form=form, about=asked, status=422)
    try:
        mine = services.save(mine, actor=request.actor, **_typed(mine, form, asked, request.POST, wanted))
        for upload in request.FILES.getlist("paper"):
            services.add_paper(mine, upload=upload, actor=request.actor)
        if wanted == "discard":
            services.discard(mine, actor=request.actor)
            return redirect("redress:list")
    except StepRefused as refused:
        return _page(request, mine, form=form, refused=refused.reasons, status=409)
    except FileRefused as error:
        return _page(request, _draft(request, pk), refused=[content.Reason(error.code, error.sentence)], status=422)
    if wanted == "autosave":
        return JsonResponse({"saved": True, "at": wording.time_of_day(mine.saved_at)})
    if wanted == "check":
        return redirect("redress:check", mine.pk)
    return redirect("redress:draft", mine.pk)


def _count(given: str | None) -> int:
    return int(given) if given and given.isdigit() and len(given) < 3 else 1


def _typed(mine: Draft, form: LetterForm, asked: AboutForm, data, wanted: str) -> dict:
    """What to save of what was posted."""
    said = {**mine.said, **form.said()}
    if wanted == "add" and len(said.get("items", [])) < content.MOST_ITEMS:
        said["items"] = [*said.get("items", []), {}]
    if wanted.startswith("drop-") and wanted[5:].isdigit():
        said["items"] = [row for at, row in enumerate(said.get("items", []), 1) if at != int(wanted[5:])]
    what = {"said": said}
    if "lot" in asked.fields and "lot" in data:
        lot = asked.cleaned_data["lot"]
        what["lot"] = Lot.objects.filter(tender=mine.tender, pk=lot).first() if lot else None
    if asked.cleaned_data.get("about"):
        what["subject"], _, what["stage"] = asked.cleaned_data["about"].partition(":")
    if wanted == "move" and data.get("kind") in KINDS:
        what["kind"] = data["kind"]
    if mine.kind == Draft.Kind.COMPLAINT and "query" in data:
        what["query"] = Query.objects.filter(party=mine.party_id, tender=mine.tender, pk=_uuid(data["query"])).first()
    return what


def _form(mine: Draft, data=None, *, items: int = 0) -> LetterForm:
    queried = content.items(mine.query.said) if mine.query else []
    return LetterForm(data, kind=mine.kind, items=items or len(mine.said.get("items", [])), queried=queried,
                      initial=LetterForm.initial_of(mine.said))


def _about_form(mine: Draft, data=None) -> AboutForm:
    if mine.kind == Draft.Kind.COMPLAINT:
        return AboutForm(data)
    lots = list(mine.tender.lots.order_by("number")[:LOTS + 1])
    named = [(str(lot.pk), f"第 {lot.number} 包：{lot.title}") for lot in lots] if len(lots) <= LOTS else []
    return AboutForm(data, lots=named, abouts=ABOUTS if mine.kind == Draft.Kind.QUERY else (),
                     initial={"lot": str(mine.lot_id or ""), "about": f"{mine.subject}:{mine.stage}"})


def _page(request: HttpRequest, mine: Draft, *, form=None, about=None, refused=(), status: int = 200) -> HttpResponse:
    due = events.query_due(mine.tender, mine.lot, mine.subject, mine.stage) if mine.kind == Draft.Kind.QUERY else None
    mine_queries = Query.objects.filter(tender=mine.tender, party=mine.party_id).exclude(
        status__in=("new", "not_accepted", "withdrawn")) if mine.kind == Draft.Kind.COMPLAINT else []
    if mine.kind == Draft.Kind.COMPLAINT and mine.query:
        due = matters.complaint_due(mine.query)
    return render(request, "redress/draft.html", {
        "draft": mine, "form": form or _form(mine), "about": about or _about_form(mine), "kinds": KINDS.items(),
        "due": pages.shown(due) if due else None, "refused": refused, "queries": mine_queries,
        "papers": mine.papers.select_related("file"), "most": content.MOST_ITEMS, **HERE}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
@once("redress.hand_in")
def draft_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read it once more, see what follows from the day, and hand it in."""
    mine = _draft(request, pk)
    if mine.filed_as:
        return redirect(services.drafting.MODELS[mine.kind].objects.get(pk=mine.filed_as))
    reasons, status = services.reasons_against(mine, request.actor), 200
    if request.method == "POST":
        try:
            return redirect(services.hand_in(mine, actor=request.actor))
        except StepRefused as refused:
            reasons, status = refused.reasons, 409
    return render(request, "redress/check.html", {
        "draft": mine, "reasons": reasons, "warnings": _warnings(mine) if not reasons else [],
        "items": content.items(mine.said), "papers": mine.papers.select_related("file"),
        "party": [(label, mine.said.get(key, "")) for key, label in content.PARTY], "about": _words(mine), **HERE},
        status=status)


def _words(mine: Draft) -> str:
    return dict(ABOUTS).get(f"{mine.subject}:{mine.stage}", mine.get_subject_display())


def _warnings(mine: Draft) -> list:
    """What would follow from handing it in now: it would be recorded and not accepted."""
    if mine.kind == Draft.Kind.QUERY:
        due = events.query_due(mine.tender, mine.lot, mine.subject, mine.stage)
        stage = mine.stage if mine.subject == "process" else ""
        return standing.turned_away(mine.tender, mine.lot, mine.subject, stage, mine.party_id, due, clock.today())
    if mine.kind == Draft.Kind.COMPLAINT:
        due = matters.complaint_due(mine.query)
        if due.over(clock.today()):
            return [content.Reason("complaint.late", f"投诉期限已于{wording.day(due.day)} 24:00 届满，提交后会登记，"
                                   "监督部门依法不予受理。", due.law)]
    return []


@require_POST
@signed_in
def paper_remove(request: HttpRequest, pk: UUID, paper: UUID) -> HttpResponse:
    """Take a file off a draft."""
    mine = _draft(request, pk)
    found = get_object_or_404(Paper.objects.select_related("draft__tender"), pk=paper, draft=mine)
    try:
        services.remove_paper(found, actor=request.actor)
    except StepRefused as refused:
        return _page(request, mine, refused=refused.reasons, status=409)
    return redirect("redress:draft", mine.pk)


