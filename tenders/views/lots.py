"""One lot of a tender: changed before publication, and after it suspended, failed or terminated by itself."""
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from market.core.idempotency import once
from market.core.models import Hold
from market.parties.access import signed_in

from .. import forms, services
from ..models import Lot, Tender
from ..models.tenders import BEFORE_PUBLICATION
from ..rulebooks.steps import STATES, STEPS
from . import shown
from .frame import tender_or_404, workspace
from .steps import PAGES

ALONE = ("suspend", "resume", "fail", "terminate")
"""Steps a lot takes by hand without its tender."""
COLUMNS = ("title", "budget", "ceiling", "bond")


def _lot_or_404(tender: Tender, number: int) -> Lot:
    found = get_object_or_404(tender.lots, number=number)
    found.tender = tender
    return found


@signed_in
def lot(request: HttpRequest, pk, number: int) -> HttpResponse:
    """How a lot stands; its words and amounts while they may be changed, its steps once it goes alone."""
    tender = tender_or_404(request, pk)
    found = _lot_or_404(tender, number)
    if request.method != "POST":
        said = {name: getattr(found, name) for name in COLUMNS}
        return _page(request, tender, found, forms.LotForm(initial={"revision": tender.revision, **said}))
    form = forms.LotForm(request.POST)
    if not form.is_valid():
        return _page(request, tender, found, form, status=422)
    data = form.cleaned_data
    try:
        services.edit_lot(found, revision=data["revision"], actor=request.actor,
                          **{name: data[name] for name in COLUMNS})
    except services.RevisionStale as stale:
        form.data = form.data.copy()
        form.data["revision"] = str(stale.revision)
        return _page(request, tender, found, form, status=409, others=_changed(stale))
    except services.StepRefused as refused:
        return _page(request, tender, found, form, status=409, refusals=refused.reasons)
    return redirect(f"{reverse('tenders:lot', args=[tender.pk, number])}?saved=1")


@require_POST
@signed_in
def lot_remove(request: HttpRequest, pk, number: int) -> HttpResponse:
    """Take a lot out of a draft; back to the list, or to the lot with why it stays."""
    tender = tender_or_404(request, pk)
    found, said = _lot_or_404(tender, number), request.POST.get("revision", "")
    revision = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else tender.revision
    form = forms.LotForm(initial={"revision": tender.revision, **{name: getattr(found, name) for name in COLUMNS}})
    try:
        services.remove_lot(found, revision=revision, actor=request.actor)
    except services.RevisionStale as stale:
        return _page(request, tender, found, form, status=409, others=_changed(stale))
    except services.StepRefused as refused:
        return _page(request, tender, found, form, status=409, refusals=refused.reasons)
    return redirect(f"{shown.tab_url(tender, 'lots')}?saved=1")


def _changed(stale: services.RevisionStale) -> list[tuple]:
    return [("、".join(change.labels), shown.names([change.by]).get(change.by, "他人"), change.at)
            for change in stale.changes]


def _page(request, tender: Tender, found: Lot, form, status: int = 200, **context) -> HttpResponse:
    draft = tender.status in BEFORE_PUBLICATION
    rows = [] if draft else found.log()
    who = shown.names(row.actor for row in rows)
    held = Hold.objects.filter(record_type="tenders.lot", record_id=str(found.pk), until=None).first()
    steps = [step for step in ALONE if found.rulebook.next_state(step, found.status) is not None and
             step != ("suspend" if held else "resume")]
    return workspace(
        request, tender, "lots", "lot.html", status=status, lot=found, form=form, held=held,
        lot_state=STATES.get(found.shown_status, found.shown_status), waits=found.status == "pending" and not draft,
        log=[(row.taken_at, who.get(row.actor, row.actor), STEPS[row.step].label, row.reason) for row in rows],
        acts=[(STEPS[step].label, reverse("tenders:lot-step", args=[tender.pk, found.number, step]),
               shown.dressed(tender, shown.refusals(found, step, request.actor))) for step in steps], **context)


@signed_in
@once("tenders.lot-step")
def lot_step(request: HttpRequest, pk, number: int, step: str) -> HttpResponse:
    """The page of a step of one lot, and the taking of it."""
    tender = tender_or_404(request, pk)
    found = _lot_or_404(tender, number)
    if step not in ALONE or (found.rulebook.next_state(step, found.status) is None and request.method != "POST"):
        raise Http404("这个标段（包）现在没有这一步。")
    page = PAGES[step]
    form, status, refused = page.form(request, tender), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                page.take(found, request.actor, **form.cleaned_data)
            except services.StepRefused as error:
                status, refused = 409, error.reasons
            else:
                return redirect("tenders:lot", tender.pk, number)
    reasons = shown.refusals(found, step, request.actor) if refused is None else refused
    return workspace(request, tender, "lots", "lot_step.html", status=status, lot=found, page=page, form=form,
                     label=STEPS[step].label, law=tender.rulebook.basis.get(step, ""),
                     blocked=shown.dressed(tender, reasons))
