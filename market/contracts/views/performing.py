"""Milestones and changes."""
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from market.core import files
from market.core.guards import Reason
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties import passkeys
from market.parties.access import signed_in
from market.parties.errors import PartyRefused

from .. import policy, services, text
from ..forms import ChangeForm, DoneForm, ReasonForm, SignForm
from ..models import Change, Milestone
from ..services.changing import OPEN, room
from ..services.signing import why_not_sign_change
from . import frame


@require_safe
@signed_in
def performance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Milestones with their evidence, changes with their ground."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: UUID, *, status: int = 200, refusals=(), done=None, change=None) -> HttpResponse:
    found = frame.signed_or_404(request, pk)
    state, actor = found.lot.status, request.actor
    return frame.page(
        request, found, "performance", "performance", status=status, refusals=refusals,
        milestones=list(found.milestones.select_related("evidence")), changes=list(found.changes.all()),
        may_report=policy.may_act(found, "report", actor) and state == "performing", done=done or DoneForm(),
        may_change=policy.may_act(found, "change", actor) and state in OPEN, form=change or ChangeForm(),
        room=room(found), cap=found.lot.rulebook.addition_cap,
        start_reasons=frame.reasons(found, "start_performance", actor) if state == "filed" else None)


@require_POST
@signed_in
@once("contracts.start")
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Performance begins."""
    try:
        services.start(frame.signed_or_404(request, pk), actor=request.actor)
    except services.StepRefused as refused:
        return _page(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:performance", pk)


@require_POST
@signed_in
@once("contracts.report")
def report(request: HttpRequest, pk: UUID, milestone: UUID) -> HttpResponse:
    """A milestone is reached."""
    found = frame.signed_or_404(request, pk)
    one, form = get_object_or_404(Milestone, pk=milestone, contract=found), DoneForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, pk, status=422, done=form)
    upload = form.cleaned_data["evidence"]
    try:
        services.report_done(one, done_on=form.cleaned_data["done_on"], actor=request.actor,
                             evidence=files.keep(upload, name=upload.name))
    except files.FileRefused as refused:
        form.add_error("evidence", refused.sentence)
        return _page(request, pk, status=422, done=form)
    except services.StepRefused as refused:
        return _page(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:performance", pk)


@require_safe
@signed_in
def evidence(request: HttpRequest, pk: UUID, milestone: UUID) -> HttpResponse:
    """What proves that a milestone was reached."""
    found = frame.signed_or_404(request, pk)
    one = get_object_or_404(Milestone.objects.exclude(evidence=None).select_related("evidence"), pk=milestone,
                            contract=found)
    return files.response(one.evidence, request)


@require_POST
@signed_in
@once("contracts.change")
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose a supplementary agreement."""
    found, form = frame.signed_or_404(request, pk), ChangeForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, status=422, change=form)
    try:
        made = services.propose(found, actor=request.actor, **form.cleaned_data)
    except services.StepRefused as refused:
        return _page(request, pk, status=409, refusals=refused.reasons, change=form)
    return redirect("contracts:change", pk, made.number)


def _change(request, pk: UUID, number: int) -> Change:
    found = frame.signed_or_404(request, pk)
    if policy.sides(found, request.actor) == {policy.SUPERVISOR} and found.filed_at is None:
        raise Http404("合同副本还没有报备案。")
    made = get_object_or_404(Change, contract=found, number=number)
    made.contract = found
    return made


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def change(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """One supplementary agreement: its text, and its signing."""
    made = _change(request, pk, number)
    if request.method != "POST":
        return _change_page(request, made)
    form = SignForm(request.POST)
    credential = form.cleaned_data["credential"] if form.is_valid() else ""
    try:
        services.sign_change(made, credential=credential, host=request.get_host(), actor=request.actor)
    except services.StepRefused as refused:
        return _change_page(request, made, refused.reasons, status=409)
    except PartyRefused as refused:
        return _change_page(request, made, [Reason(refused.code, refused.sentence)], status=409)
    return redirect("contracts:change", pk, number)


def _change_page(request, made: Change, reasons=None, *, status: int = 200, form=None) -> HttpResponse:
    contract, actor = made.contract, request.actor
    side = policy.side_of(contract, actor)
    if reasons is None:
        reasons = why_not_sign_change(made, contract, actor) if made.is_open else []
    held = list(passkeys.held_by(actor.user)) if side else []
    ready = bool(side and held and made.is_open and not reasons)
    return frame.page(
        request, contract, "performance", "change", status=status, change=made, reasons=reasons, side=side,
        passkeys=held, ready=ready, clauses=text.clauses(made.text), form=form or ReasonForm(),
        may_decline=made.is_open and policy.may_act(contract, "decline", actor),
        signatures=list(made.signatures.filter(ended_at=None).select_related("party", "user")),
        options=passkeys.options(actor.user, bytes.fromhex(made.digest), host=request.get_host()) if ready else {})


@require_POST
@signed_in
@once("contracts.decline")
def decline(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The winner does not agree."""
    made, form = _change(request, pk, number), ReasonForm(request.POST)
    if not form.is_valid():
        return _change_page(request, made, status=422, form=form)
    try:
        services.decline(made, reason=form.cleaned_data["reason"], actor=request.actor)
    except services.StepRefused as refused:
        return _change_page(request, made, refused.reasons, status=409)
    return redirect("contracts:change", pk, number)
