"""What became of letters: the list of one's own and of those to one's house, each matter, and the acts on it."""
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from market.core import files, idempotency
from market.core.guards import Reason
from market.core.reading import require_safe
from market.core.sniffing import FileRefused
from market.core.steps import StepRefused
from market.parties.access import signed_in

from .. import acting, acts, content, pages
from ..models import Complaint, Draft, Enquiry, Paper, Query

HERE = {"desk_here": "objections"}
PER_PAGE = 25
_WITH = ("tender__region", "tender__principal", "tender__agent", "lot", "party")


@require_safe
@never_cache
@signed_in
def matter_list(request: HttpRequest) -> HttpResponse:
    """Drafts, one's own letters, and those that wait for one's house, each with its clock."""
    actor = request.actor
    mine, ours = Q(party=actor.party), Q(tender__principal=actor.party) | Q(tender__agent=actor.party)
    drafts = Draft.objects.visible_to(actor).waiting().select_related("tender", "lot")
    works = bool(actor.party and actor.proved and actor.duties & acting.WORKING)
    own = [_rows(request, model, mine, f"own-{model._meta.model_name}") for model in (Enquiry, Query, Complaint)]
    house = [_rows(request, model, ours & ~mine, f"house-{model._meta.model_name}") for model in (Enquiry, Query)]
    house.append(_rows(request, Complaint, Q(copies__party=actor.party) & ~mine, "copies"))
    return render(request, "redress/list.html", {
        "drafts": drafts[:50], "own": [one for one in own if one["rows"]], "writes": acting.files(actor),
        "house": [one for one in house if one["rows"]] if works else [],
        "works": works and (bool(actor.roles - {"supplier"}) or any(one["rows"] for one in house)), **HERE})


def _rows(request: HttpRequest, model, which: Q, param: str) -> dict:
    """One table of the list: the matters of a model, those that wait first by their day of receipt."""
    found = model.objects.visible_to(request.actor).filter(which).select_related(*_WITH)
    if model is Complaint:
        found = found.prefetch_related("copies", "pauses").select_related("query")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get(param))
    rows = []
    for one in page:
        due = pages.clock_of(one)
        rows.append({"record": one, "at": pages.received(one), "due": pages.shown(due) if due else None,
                     "tone": pages.TONES.get(one.status, "")})
    return {"word": model.word, "page": page, "rows": rows, "param": param}


def _found(request: HttpRequest, model, pk: UUID):
    rows = model.objects.visible_to(request.actor).select_related(*_WITH)
    if model is Complaint:
        rows = rows.select_related("query", "hold").prefetch_related("copies__party", "copies__papers__file", "pauses")
    if model is Query:
        rows = rows.prefetch_related("copies__party")
    return get_object_or_404(rows, pk=pk)


OF = {Enquiry: acts.of_enquiry, Query: acts.of_query, Complaint: acts.of_complaint}


def page(request: HttpRequest, record, *, offered=None, done=None, refused=None, status: int = 200,
         template: str = "", here: str = "objections") -> HttpResponse:
    """One matter as this reader may see it. ``done`` is the act that was tried with its form, ``refused`` its
    reasons."""
    seen_as = pages.role(record, request.actor)
    offered = OF[type(record)](record, request.actor) if offered is None else offered
    due = pages.clock_of(record)
    rows = [{"act": one, "form": done[1] if done and done[0].step == one.step else one.form(auto_id=f"{one.step}_%s"),
             "refused": refused if done and done[0].step == one.step else None} for one in offered]
    context = {
        "record": record, "seen_as": seen_as, "facts": pages.facts(record, seen_as), "rows": rows,
        "tone": pages.TONES.get(record.status, ""), "due": pages.shown(due) if due else None,
        "timeline": pages.timeline(record, seen_as), "failed": done[1] if done else None, "desk_here": here,
        "name": type(record)._meta.model_name, "letter": seen_as != pages.COPIED or not isinstance(record, Query)}
    if not isinstance(record, Enquiry):
        context |= {"items": content.items(record.said),
                    "party": [(label, record.said.get(key, "")) for key, label in content.PARTY],
                    "papers": papers(record, seen_as, request.actor)}
    if isinstance(record, Query):
        context |= {"about": pages.about(record), "may_complain": seen_as == pages.OWN and record.status in {
            "filed", "correction", "answered"}}
    if isinstance(record, Complaint):
        reply = pages.reply_due(record)
        context |= {"copies": copies(record, seen_as, request.actor), "clocks": [
            pages.shown(one) for one in pages.case_clocks(record)], "reply": pages.shown(reply) if reply else None}
    return render(request, template or f"redress/{context['name']}.html", context, status=status)


def papers(record, seen_as: str, actor) -> list[Paper]:
    """The files of a query or complaint that this reader may have."""
    found = record.papers.select_related("file")
    return [one for one in found if may_have(one, record, seen_as, actor)]


def may_have(paper: Paper, record, seen_as: str, actor) -> bool:
    """Who was sent an answer has what came with the answer; a reply is read by the department, by who was asked to
    look at the case, and by who wrote it."""
    if isinstance(record, Query):
        return seen_as != pages.COPIED or paper.role == Paper.Role.ANSWER
    if paper.role == Paper.Role.REPLY:
        return seen_as in {pages.SUPERVISOR, pages.READER} or paper.copy.party_id == actor.party
    return True


def copies(record: Complaint, seen_as: str, actor) -> list:
    """The copies this reader may see: the department and its readers all, others their own."""
    every = list(record.copies.all())
    if seen_as in {pages.SUPERVISOR, pages.READER}:
        return every
    return [one for one in every if one.party_id == actor.party]


@require_safe
@never_cache
@signed_in
def enquiry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One enquiry."""
    return page(request, _found(request, Enquiry, pk))


@require_safe
@never_cache
@signed_in
def query(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One query."""
    return page(request, _found(request, Query, pk))


@require_safe
@never_cache
@signed_in
def complaint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One complaint, for who lodged it and for who was sent a copy; the department has the page of the case."""
    record = _found(request, Complaint, pk)
    if pages.role(record, request.actor) == pages.SUPERVISOR:
        return redirect("redress:case", record.pk)
    return page(request, record)


def act(request: HttpRequest, record, step: str, offered: list, **how) -> HttpResponse | None:
    """Do an act of a matter. Returns the page that says why not, None once it is done. Raises Http404 for an act that
    is not offered here."""
    chosen = next((one for one in offered if one.step == step), None)
    if chosen is None:
        raise Http404
    form = chosen.form(request.POST, request.FILES, auto_id=f"{step}_%s")
    how = {"offered": offered, "done": (chosen, form), **how}
    if not form.is_valid():
        return page(request, record, status=422, **how)
    try:
        chosen.do(form)
    except StepRefused as refused:
        return page(request, record, refused=refused.reasons, status=409, **how)
    except FileRefused as error:
        return page(request, record, refused=[Reason(error.code, error.sentence)], status=422, **how)
    return None


def _step(model, name: str):
    @require_POST
    @signed_in
    @idempotency.once(f"redress.{name}")
    def view(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
        record = _found(request, model, pk)
        return act(request, record, step, OF[model](record, request.actor)) or redirect(record)
    view.__doc__ = f"An act on one {name}."
    return view


enquiry_step, query_step, complaint_step = (
    _step(model, name) for model, name in ((Enquiry, "enquiry"), (Query, "query"), (Complaint, "complaint")))


@require_safe
@never_cache
@signed_in
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A file of a draft or a matter, for who may have it."""
    found = get_object_or_404(Paper.objects.select_related("file", "draft", "copy"), pk=pk)
    if found.draft_id:
        get_object_or_404(Draft.objects.visible_to(request.actor), pk=found.draft_id)
    else:
        record = _found(request, Query, found.query_id) if found.query_id else _found(
            request, Complaint, found.complaint_id or found.copy.complaint_id)
        if not may_have(found, record, pages.role(record, request.actor), request.actor):
            raise Http404
    return files.response(found.file, request)


def need_department(request: HttpRequest) -> None:
    """Raises PermissionDenied for who handles no complaints."""
    if not acting.oversees(request.actor):
        raise PermissionDenied("投诉由监督部门的经办人、审核人办理；您提出的投诉在“询问质疑投诉”中查看。")
