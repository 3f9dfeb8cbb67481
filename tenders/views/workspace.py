"""The tabs of the workspace and what is saved on them."""
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from market.core import clock, files, workdays
from market.core.clock import SHANGHAI
from market.core.files import FileRefused
from market.core.idempotency import once
from market.core.models import Hold, StepLog
from market.core.reading import require_safe
from market.custody import seats
from market.custody.models import Seat
from market.parties.access import signed_in
from market.parties.models import Membership, User
from market.parties.roles import ROLES

from .. import checking, custodians, forms, planning, ports, services, standing
from ..models import Tender
from ..models.tenders import BEFORE_PUBLICATION
from ..rulebooks.steps import ENDS, STEPS
from . import scheme, shown
from .frame import recent, tender_or_404, workspace

PER_PAGE = 50


@require_safe
@signed_in
def overview(request: HttpRequest, pk) -> HttpResponse:
    """What stands and what comes next; steps that cannot be taken stay visible, with why."""
    tender = tender_or_404(request, pk)
    wanted = ("file_plan", "publish_notice") if tender.status in BEFORE_PUBLICATION else ()
    more = ("amend", "extend", "suspend", "resume", "fail", "terminate", "relaunch")
    if standing.states([tender])[tender.pk] in ENDS:
        more = ("relaunch",)
    held = bool(Hold.objects.filter(record_type="tenders.tender", record_id=str(tender.pk), until=None).exists())
    return workspace(request, tender, "overview", "overview.html", facts=_facts(tender),
                     blocked=shown.dressed(tender, checking.blocks(tender)) if wanted else [],
                     acts=[row for row in shown.open_steps(tender, request.actor, more)
                           if row[1].endswith("/resume/") == held or not row[1].endswith(("/resume/", "/suspend/"))],
                     published=ports.notices.of_tender(tender.pk)[:5])


def _facts(tender: Tender) -> dict:
    return {"lots": tender.lots.count(), "documents": tender.documents.count(),
            "edition": tender.rulebook, "pinned": tender.pinned_digest}


@signed_in
def tab(request: HttpRequest, pk, tab: str) -> HttpResponse:
    """One tab of the workspace."""
    return _TABS[tab](request, tender_or_404(request, pk))


def _conflict(request, tender, name, template, form, stale: services.RevisionStale, **context) -> HttpResponse:
    """Somebody saved meanwhile: what they changed is named, what was typed is kept, saving again goes on from there."""
    fresh = Tender.objects.get(pk=tender.pk)
    form.data = form.data.copy()
    form.data["revision"] = str(stale.revision)
    who = shown.names(change.by for change in stale.changes)
    others = [("、".join(change.labels), who.get(change.by, "他人"), change.at) for change in stale.changes]
    return workspace(request, fresh, name, template, status=409, form=form, others=others, **context)


def _basics(request: HttpRequest, tender: Tender) -> HttpResponse:
    if request.method != "POST":
        return workspace(request, tender, "basics", "basics.html", form=forms.BasicsForm.of(tender, request.actor))
    form = forms.BasicsForm.of(tender, request.actor, request.POST)
    if not form.is_valid():
        return workspace(request, tender, "basics", "basics.html", status=422, form=form)
    return _save(request, tender, "basics", "basics.html", form, **form.changes())


def _save(request, tender, name, template, form, /, context=None, **changes) -> HttpResponse:
    try:
        services.edit(tender, revision=form.cleaned_data["revision"], actor=request.actor, **changes)
    except services.RevisionStale as stale:
        return _conflict(request, tender, name, template, form, stale, **(context or {}))
    except services.StepRefused as refused:
        return workspace(request, tender, name, template, status=409, form=form, refusals=refused.reasons,
                         **(context or {}))
    return redirect(f"{shown.tab_url(tender, name)}?saved=1")


def _lots(request: HttpRequest, tender: Tender) -> HttpResponse:
    page = Paginator(tender.lots.order_by("number"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": forms.LotForm(initial={"revision": tender.revision}),
               "many": forms.LotsForm(initial={"revision": tender.revision}), "head": forms.LOT_HEAD}
    if request.method != "POST":
        return workspace(request, tender, "lots", "lots.html", **context)
    many = "many" in request.POST
    form = forms.LotsForm(request.POST, request.FILES) if many else forms.LotForm(request.POST)
    context |= {"many" if many else "form": form}
    if not form.is_valid():
        return workspace(request, tender, "lots", "lots.html", status=422, **context)
    data = form.cleaned_data
    lots = data["lots"] if many else [*_kept(tender), {name: data[name] for name in
                                                       ("title", "budget", "ceiling", "bond")}]
    try:
        services.set_lots(tender, lots=lots, revision=data["revision"], actor=request.actor)
    except services.RevisionStale as stale:
        return workspace(request, tender, "lots", "lots.html", status=409, others=[
            ("、".join(change.labels), shown.names([change.by]).get(change.by, "他人"), change.at)
            for change in stale.changes], **context)
    except services.StepRefused as refused:
        return workspace(request, tender, "lots", "lots.html", status=409, refusals=refused.reasons, **context)
    return redirect(f"{shown.tab_url(tender, 'lots')}?saved=1")


def _kept(tender: Tender) -> list[dict]:
    return list(tender.lots.order_by("number").values("title", "budget", "ceiling", "bond", "facts"))


def _documents(request: HttpRequest, tender: Tender) -> HttpResponse:
    form = forms.DocumentForm(request.POST or None, request.FILES or None)
    versions = tender.documents.select_related("file").order_by("-number")
    context = {"versions": versions, "form": form}
    if request.method != "POST":
        return workspace(request, tender, "documents", "documents.html", **context)
    if not form.is_valid():
        return workspace(request, tender, "documents", "documents.html", status=422, **context)
    upload = form.cleaned_data["file"]
    try:
        kept = services.keep_document(upload, name=upload.name)
        services.add_document(tender, file=kept, title=form.cleaned_data["title"], actor=request.actor)
    except FileRefused as refused:
        form.add_error("file", refused.sentence)
        return workspace(request, tender, "documents", "documents.html", status=422, **context)
    except services.StepRefused as refused:
        return workspace(request, tender, "documents", "documents.html", status=409, refusals=refused.reasons,
                         **context)
    return redirect(f"{shown.tab_url(tender, 'documents')}?saved=1")


@require_safe
@signed_in
def document(request: HttpRequest, pk, version) -> HttpResponse:
    """One version of the tender document, for those who work on it."""
    tender = tender_or_404(request, pk)
    found = get_object_or_404(tender.documents.select_related("file"), pk=version)
    return files.response(found.file, request)


def _notice(request: HttpRequest, tender: Tender) -> HttpResponse:
    if tender.status not in BEFORE_PUBLICATION:
        return workspace(request, tender, "notice", "notices.html", published=ports.notices.of_tender(tender.pk),
                         amendments=tender.amendments.order_by("-number"))
    form = _dates_form(request, tender)
    bound = form.is_bound and form.is_valid()
    data = form.cleaned_data if bound else form.initial
    context = {"form": form, "plan": _plan(tender, data), "points": _points(tender, data, form)}
    if request.method != "POST" or "look" in request.POST:
        return workspace(request, tender, "notice", "dates.html",
                         status=422 if form.is_bound and not bound else 200, **context)
    if not bound:
        return workspace(request, tender, "notice", "dates.html", status=422, **context)
    publish_on = data["publish_on"].isoformat() if data["publish_on"] else None
    return _save(request, tender, "notice", "dates.html", form, context={
        name: value for name, value in context.items() if name != "form"}, facts={"publish_on": publish_on},
        bids_due_at=data["bids_due_at"], opens_at=data["bids_due_at"], questions_due_at=data["questions_due_at"])


def _dates_form(request: HttpRequest, tender: Tender) -> forms.DatesForm:
    """What was typed; a pressed offer (``use=field=moment``) stands in its field at once, saved or not."""
    kept = tender.facts.get("publish_on")
    planned = datetime.fromisoformat(kept).date() if kept else clock.today()
    initial = {"revision": tender.revision, "publish_on": planned,
                                                                                 
                                                                                 
               "questions_due_at": tender.questions_due_at, "bids_due_at": tender.bids_due_at}
    if request.method != "POST":
        return forms.DatesForm(initial=initial)
    data = request.POST.copy()
    name, sign, moment = data.get("use", "").partition("=")
    if sign and name in forms.DatesForm.base_fields:
        data[name] = moment
        data["look"] = "1"
    form = forms.DatesForm(data, initial=initial)
    request.POST = data
    return form


def _plan(tender: Tender, data: dict) -> planning.Plan:
    return planning.plan(
        tender.rulebook, workdays.load(), publish_on=data.get("publish_on") or clock.today(),
        deadline=data.get("bids_due_at"), opens=data.get("bids_due_at"), questions=data.get("questions_due_at"),
        intention=tender.intention_at.astimezone(SHANGHAI).date() if tender.intention_at else None)


def _points(tender: Tender, data: dict, form) -> list[tuple]:
    """The points of the plan with the field each is typed in, where it is typed."""
    fields = {"published": "publish_on", "questions": "questions_due_at", "deadline": "bids_due_at"}
    return [(point, form[fields[point.code]] if point.code in fields else None, _office(point))
            for point in _plan(tender, data).points if point.code != "opening"]


def _office(point) -> str:
    """An offered moment as the form takes it."""
    return point.offer.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if point.offer else ""


def _questions(request: HttpRequest, tender: Tender) -> HttpResponse:
    asked = tender.questions.select_related("lot", "amendment").order_by("asked_at")
    return workspace(request, tender, "questions", "questions.html", page=Paginator(asked, PER_PAGE).get_page(
        request.GET.get("page")), unpublished=asked.filter(amendment=None).exclude(answer="").count(),
        waiting=asked.filter(answer="").count(), amend_url=shown.step_url(tender, "amend"),
        answer_form=forms.AnswerForm())


@signed_in
@once("tenders.answer")
def answer(request: HttpRequest, pk, question) -> HttpResponse:
    """Save an answer; it is published with the next clarification."""
    tender = tender_or_404(request, pk)
    found = get_object_or_404(tender.questions, pk=question)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(found, text=form.cleaned_data["text"], actor=request.actor)
        except services.StepRefused as refused:
            return workspace(request, tender, "questions", "answer.html", status=409, question=found, form=form,
                             refusals=refused.reasons)
        return redirect(f"{shown.tab_url(tender, 'questions')}#q-{found.pk}")
    if not form.is_bound:
        form = forms.AnswerForm(initial={"text": found.answer})
    return workspace(request, tender, "questions", "answer.html", status=422 if form.is_bound else 200,
                     question=found, form=form)


def _bids(request: HttpRequest, tender: Tender) -> HttpResponse:
    return workspace(request, tender, "bids", "bids.html")


def _opening(request: HttpRequest, tender: Tender) -> HttpResponse:
    context = {"seats": _seats(request, tender), "lots": tender.lots.count(),
               "session_url": ports.bids.session_url(tender.pk)}
    if request.method != "POST":
        return workspace(request, tender, "opening", "opening.html", **context)
    number = request.POST.get("number", "")
    row = next((one for one in context["seats"] if str(one["number"]) == number), None)
    form = row["form"] if row else None
    if form is None or not form.is_valid():
        return workspace(request, tender, "opening", "opening.html", status=422, **context)
    person = form.cleaned_data["person"]
    party = Membership.objects.filter(user=person, until=None, party__roles__role=row["role"],
                                      party__roles__until=None).select_related("party").first().party
    try:
        services.name_custodian(tender, number=row["number"], user=person, party=party, actor=request.actor)
    except services.StepRefused as refused:
        return workspace(request, tender, "opening", "opening.html", status=409, refusals=refused.reasons, **context)
    return redirect(f"{shown.tab_url(tender, 'opening')}?saved=1")


def _seats(request: HttpRequest, tender: Tender) -> list[dict]:
    """The three seats: who holds each, how many keys are still to come, and whom one may name."""
    book = tender.rulebook
    held = {seat.number: seat for seat in Seat.objects.filter(subject=tender.pk).select_related("party", "user")}
    stages = custodians.stages(book)
    missing = seats.missing(tender.pk, tender.lots.order_by().values("pk"), stages)
    wanted, rows = tender.lots.count() * len(stages), []
    for number, role in enumerate(book.custodians, 1):
        mine = request.method == "POST" and request.POST.get("number") == str(number)
        form = forms.CustodianForm(request.POST if mine else None, people=_people(tender, role),
                                   prefix=None, initial={"number": number})
        rows.append({"number": number, "role": role, "label": ROLES[role].label, "seat": held.get(number),
                     "missing": missing[number], "wanted": wanted, "form": form})
    return rows


def _people(tender: Tender, role: str):
    """Custodians of organisations in that role; for the purchaser's seat those of this very principal."""
    found = User.objects.filter(memberships__until=None, memberships__duties__icontains='"custodian"',
                                memberships__party__roles__role=role, memberships__party__roles__until=None)
    if role in {"purchaser", "tenderer", "grantor", "transferor"}:
        found = found.filter(memberships__party=tender.principal_id)
    return found.distinct().order_by("name")


def _evaluation(request: HttpRequest, tender: Tender) -> HttpResponse:
    return redirect(ports.evaluation.url(tender.pk))


def _award(request: HttpRequest, tender: Tender) -> HttpResponse:
    """Awards have a page of their own, which stands above this app."""
    return workspace(request, tender, "award", "award.html", award_url=ports.awards.url(tender.pk))


def _log(request: HttpRequest, tender: Tender) -> HttpResponse:
    page = Paginator(StepLog.objects.filter(record_type="tenders.tender", record_id=str(tender.pk)).order_by("-number"),
                     PER_PAGE).get_page(request.GET.get("page"))
    edits = list(tender.edits.order_by("-revision")[:PER_PAGE])
    who = shown.names([*(row.actor for row in page), *(row.by for row in edits)])
    rows = [(row, STEPS[row.step].label, who.get(row.actor, row.actor)) for row in page]
    return workspace(request, tender, "log", "log.html", page=page, rows=rows, edits=recent([], edits, who))


_TABS = {"overview": lambda request, tender: overview(request, tender.pk), "basics": _basics, "lots": _lots,
         "documents": _documents, "scheme": scheme.tab, "notice": _notice, "questions": _questions, "bids": _bids,
         "opening": _opening, "evaluation": _evaluation, "award": _award, "log": _log}
