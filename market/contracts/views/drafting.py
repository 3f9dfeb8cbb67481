"""The draft: its blanks, and the offer of the text."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from market.core.idempotency import once
from market.core.reading import require_safe
from market.core.steps import why_not
from market.parties.access import signed_in

from .. import policy, services
from ..forms import ROWS, BlanksForm, ReasonForm
from . import frame


@require_safe
@signed_in
def contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What stands and what comes next."""
    return _overview(request, pk)


def _overview(request: HttpRequest, pk: UUID, *, status: int = 200, refusals=(), form=None) -> HttpResponse:
    found = frame.contract_or_404(request, pk)
    may_draft = policy.may_act(found, "draft", request.actor)
    return frame.page(
        request, found, "contract", "overview", status=status, refusals=refusals, may_draft=may_draft,
        signatures=list(found.signatures.filter(change=None).select_related("party", "user")),
        back=form or ReasonForm(),
        blocked=why_not(found, "offer", request.actor) if found.status == "draft" and may_draft else [])


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fill in the blanks; the amount, the parties and the words of the template are not among them."""
    found = frame.contract_or_404(request, pk)
    if found.status != "draft" or not policy.may_act(found, "draft", request.actor):
        return redirect("contracts:contract", pk)
    if request.method != "POST":
        return _draft(request, found, BlanksForm(initial={"revision": found.revision, **found.blanks}), _sets(found))
    form, sets = BlanksForm(request.POST), {name: kind(request.POST, prefix=name) for name, kind in ROWS.items()}
    if not all([form.is_valid(), *[one.is_valid() for one in sets.values()]]):
        return _draft(request, found, form, sets, status=422)
    said = form.said() | {name: [row.said() for row in rows if row.counts] for name, rows in sets.items()}
    try:
        services.save(found, blanks=said, revision=form.cleaned_data["revision"], actor=request.actor)
    except services.RevisionStale as stale:
        form.data = form.data.copy()
        form.data["revision"] = str(stale.revision)
        return _draft(request, found, form, sets, status=409, stale=True)
    except services.StepRefused as refused:
        return _draft(request, found, form, sets, status=409, refusals=refused.reasons)
    return redirect(f"{reverse('contracts:draft', args=[pk])}?saved=1")


def _sets(contract) -> dict:
    return {name: kind(prefix=name, initial=contract.blanks.get(name, [])) for name, kind in ROWS.items()}


def _draft(request, contract, form, sets, *, status: int = 200, **context) -> HttpResponse:
    blocked = why_not(contract, "offer", request.actor) if status == 200 else []
    errors = frame.form_errors([form, *(row for rows in sets.values() for row in rows)]) if status == 422 else []
    return frame.page(request, contract, "contract", "draft", status=status, form=form, sets=sets, blocked=blocked,
                      errors=errors, **context)


@require_POST
@signed_in
@once("contracts.offer")
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fix the text for both sides."""
    found = frame.contract_or_404(request, pk)
    try:
        services.offer(found, actor=request.actor)
    except services.StepRefused as refused:
        return _overview(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:sign", pk)


@require_POST
@signed_in
@once("contracts.take_back")
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the text again."""
    found, form = frame.contract_or_404(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _overview(request, pk, status=422, form=form)
    try:
        services.take_back(found, reason=form.cleaned_data["reason"], actor=request.actor)
    except services.StepRefused as refused:
        return _overview(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:draft", pk)
