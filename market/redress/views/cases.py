"""Pages of the supervising department: complaints with their clocks, unanswered queries, leads."""
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from market.core import clock
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in
from tenders.rulebooks.base import resolve

from .. import acts, matters, pages
from ..models import Complaint, Query
from ..models.complaints import RUNNING
from . import matters as shared

HERE = {"here": "cases", "template": "redress/case.html"}
BOOK = "procurement.open"
"""Whose numbers say when groundless complaints become a lead: they lie beside every single tender."""


@require_safe
@never_cache
@signed_in
def case_list(request: HttpRequest) -> HttpResponse:
    """Complaints to this department, the running ones first; queries nobody answered in time; leads."""
    shared.need_department(request)
    mine = Complaint.objects.visible_to(request.actor).filter(tender__supervisor=request.actor.party).select_related(
        "tender__region", "tender__principal", "tender__agent", "lot", "party", "query").prefetch_related(
        "copies", "pauses")
    running = [_row(one) for one in mine.filter(status__in=RUNNING)[:200]]
    running.sort(key=lambda row: (row["due"] is None or row["due"].at is None, row["due"] and row["due"].at))
    page = Paginator(mine.exclude(status__in=RUNNING), 25).get_page(request.GET.get("page"))
    queries = Query.objects.visible_to(request.actor).filter(tender__supervisor=request.actor.party)
    book = resolve(BOOK, "", clock.today())
    return render(request, "redress/cases.html", {
        "running": running, "page": page, "done": [_row(one) for one in page], "desk_here": "cases",
        "overdue": [{"query": one, "due": pages.shown(matters.answer_due(one))} for one in matters.overdue(queries)],
        "leads": matters.groundless(book, clock.today()), "least": book.groundless, "window": book.groundless_window})


def _row(one: Complaint) -> dict:
    due = pages.clock_of(one)
    return {"record": one, "due": pages.shown(due) if due else None, "tone": pages.TONES.get(one.status, "")}


def _case(request: HttpRequest, pk: UUID) -> Complaint:
    record = shared._found(request, Complaint, pk)
    if pages.role(record, request.actor) != pages.SUPERVISOR:
        raise Http404
    return record


@require_safe
@never_cache
@signed_in
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One complaint as its department handles it."""
    record = _case(request, pk)
    return shared.page(request, record, offered=acts.of_case(record, request.actor), **HERE)


@require_POST
@signed_in
@once("redress.case")
def case_step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """An act of the department."""
    record = _case(request, pk)
    answer = shared.act(request, record, step, acts.of_case(record, request.actor), **HERE)
    return answer or redirect("redress:case", record.pk)
