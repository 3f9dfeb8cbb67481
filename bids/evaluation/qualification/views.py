"""Pages of the qualification review: the tab of the workspace, the grid of a lot, one bid. Views hold no rules."""
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache

from market.core.idempotency import once
from market.core.reading import require_safe
from market.core.steps import StepRefused
from market.parties.access import signed_in
from tenders.models import Lot, Tender
from tenders.views import shown
from tenders.views.frame import tender_or_404, workspace

from ...models import OpenedFile, QualificationCheck
from .. import looks
from . import forms, reading, services
from .items import VOLUME, items_of

LOTS = 50
"""Lots on one page of the tab."""


def _lot(request: HttpRequest, pk, number: int) -> tuple[Tender, Lot]:
    """A lot whose review this person may read; to others there is none."""
    tender = tender_or_404(request, pk)
    if not services.reads(tender, request.actor):
        raise Http404("没有这个页面，或者您没有查看资格审查的职责。")
    lot = get_object_or_404(tender.lots, number=number)
    lot.tender = tender
    return tender, lot


@never_cache
@require_safe
@signed_in
def tender(request: HttpRequest, pk) -> HttpResponse:
    """The tab: where each lot stands, and the session in which what is reviewed is opened."""
    found = tender_or_404(request, pk)
    if found.status != found.rulebook.handover:
        raise Http404("投标截止之后才有评标。")
    page = Paginator(found.lots.order_by("number"), LOTS).get_page(request.GET.get("page"))
    return workspace(request, found, "evaluation", "bids/evaluation/tender.html", page=page,
                     lots=reading.lots(found, page), review=services.session_of(found.pk),
                     reads=services.reads(found, request.actor), watches=looks.watches(found, request.actor))


@never_cache
@signed_in
@once("qualification.lot")
def lot(request: HttpRequest, pk, number: int) -> HttpResponse:
    """The grid of a lot; asking for the second person's word, and giving it."""
    found, one = _lot(request, pk, number)
    form = forms.ConfirmForm(request.POST if "agrees" in request.POST or "remark" in request.POST else None)
    if request.method != "POST":
        return _grid(request, found, one, form)
    try:
        if form.is_bound and not form.is_valid():
            return _grid(request, found, one, form, status=422)
        if form.is_bound:
            services.confirm(one, agrees=form.cleaned_data["agrees"] == "yes", remark=form.cleaned_data["remark"],
                             actor=request.actor)
        else:
            services.ask(one, actor=request.actor)
    except StepRefused as refused:
        return _grid(request, found, one, form, status=409, refusals=refused.reasons)
    return redirect(reading.url(one))


def _grid(request, found: Tender, one: Lot, form, status: int = 200, **context) -> HttpResponse:
    sealed = reading.sealed(found)
    grid = reading.grid(one)
    review, mine = grid.review, services.works_on(found, request.actor)
    recorders = {cell.check.by for row in grid.rows for cell in row.cells if cell.check}
    who = shown.names([*recorders, *([review.asked_by, review.confirmed_by, review.returned_by] if review else [])])
    waits = bool(review and review.waits)
    alone = str(request.actor) in recorders or bool(review and review.asked_by == str(request.actor))
    return workspace(
        request, found, "evaluation", "bids/evaluation/lot.html", status=status, lot=one, grid=grid, form=form,
        sealed=sealed if grid.rows else None, works=mine, session=services.session_of(found.pk),
        may_ask=mine and not waits and not grid.is_over, waits=waits,
        may_confirm=mine and waits and "approver" in request.actor.duties and not alone, alone=alone,
        asked_by=who.get(review.asked_by, "") if review else "",
        returned_by=who.get(review.returned_by, "") if review else "",
        confirmed_by=who.get(review.confirmed_by, "") if review else "",
        recorders="、".join(sorted(who.get(by, by) for by in recorders)),
        least=one.rulebook.min_bidders, query=one.rulebook.query, **context)


@never_cache
@signed_in
def bid(request: HttpRequest, pk, number: int, bid) -> HttpResponse:
    """One bid: its proof on one side, the items on the other; saved item by item."""
    found, one = _lot(request, pk, number)
    if reading.sealed(found) is not None:
        raise Http404("评审文件还没有开启。")
    own = get_object_or_404(services.opened_bids(one), pk=bid)
    checks = {check.item: check for check in QualificationCheck.objects.filter(bid=own)}
    given = request.POST if request.method == "POST" else None
    rows = [forms.CheckForm(given, item=item, check=checks.get(item.key)) for item in items_of(one)]
    if given is None:
        return _bid(request, found, one, own, rows)
    if any(row.errors for row in rows):
        return _bid(request, found, one, own, rows, status=422)
    try:
        saved = services.record(own, [row.found for row in rows if row.found], actor=request.actor)
    except StepRefused as refused:
        return _bid(request, found, one, own, rows, status=409, refusals=refused.reasons)
    if saved.overtaken:
        return _overtaken(request, found, one, own, rows, saved)
    return redirect(f"{reading.url(one, own)}?saved=1")


def _overtaken(request, found, one, own, rows, saved: services.Saved) -> HttpResponse:
    """Others saved some of the items meanwhile: theirs stand and are named, what was typed stays in the form, and the
    next saving goes on from theirs."""
    who, labels = shown.names(check.by for check in saved.overtaken), {item.key: item.label for item in items_of(one)}
    revisions = dict(QualificationCheck.objects.filter(bid=own).values_list("item", "revision"))
    for row in rows:
        row.data = row.data.copy()
        row.data[row.add_prefix("revision")] = str(revisions.get(row.item.key, 0))
    others = [(f"{labels[check.item]}（{'合格' if check.passed else '不合格：' + check.reason}）",
               who.get(check.by, "他人"), check.at) for check in saved.overtaken]
    return _bid(request, found, one, own, rows, status=409, overtaken=others, count=saved.count)


def _bid(request, found: Tender, one: Lot, own, rows, status: int = 200, **context) -> HttpResponse:
    grid = reading.grid(one)
    row = next(each for each in grid.rows if each.bid.pk == own.pk)
    who = shown.names(cell.check.by for cell in row.cells if cell.check)
    place = [each.bid.pk for each in grid.rows].index(own.pk)
    following = grid.rows[place + 1] if place + 1 < len(grid.rows) else None
    files = OpenedFile.objects.visible_to(request.actor).filter(opened__bid=own, volume=VOLUME).select_related("file")
    errors = [(form[name].id_for_label, message) for form in rows for name, messages in form.errors.items()
              for message in messages if name in form.fields]
    return workspace(
        request, found, "evaluation", "bids/evaluation/bid.html", status=status, lot=one, own=own, row=row, grid=grid,
        rows=[(form, who.get(form.check.by, "") if form.check else "") for form in rows], files=files, errors=errors,
        following=following, may_record=services.works_on(found, request.actor) and not grid.is_over
        and not (grid.review and grid.review.waits), **context)
