"""What is secret, the public notice, and the copy for the finance department."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in
from tenders import ports

from .. import clocks, notices, policy, services, text
from ..forms import RedactForm
from ..models import Redaction
from . import frame


@require_safe
@signed_in
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What will be public, what stays out, and the two acts."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: UUID, *, status: int = 200, refusals=(), form=None) -> HttpResponse:
    found = frame.signed_or_404(request, pk)
    state, actor = found.lot.status, request.actor
    mine = policy.may_act(found, "redact", actor) and state == "contracted"
    public = [one for one in ports.notices.of_tender(found.lot.tender_id) if one.title == notices.title(found)]
    return frame.page(
        request, found, "publish", "publish", status=status, refusals=refusals, may_redact=mine,
        form=form or RedactForm(clauses=_choices(found)), redactions=list(found.redactions.all()),
        clauses=text.redacted(found.text, found.redactions.all()) if policy.sides(found, actor) != {
            policy.SUPERVISOR} else [],
        publish_by=clocks.publish_by(found), file_by=clocks.file_by(found), notices=public[:1],
        publish_reasons=frame.reasons(found, "publish_contract", actor) if state == "contracted" else None,
        file_reasons=frame.reasons(found, "file_contract", actor) if state == "contract_published" else None)


def _choices(contract) -> list[tuple[int, str]]:
    return [(one.number, one.title) for one in text.clauses(contract.text) if one.number > text.PROTECTED]


@require_POST
@signed_in
@once("contracts.redact")
def redact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a passage."""
    found = frame.signed_or_404(request, pk)
    form = RedactForm(request.POST, clauses=_choices(found))
    if not form.is_valid():
        return _page(request, pk, status=422, form=form)
    try:
        services.redact(found, actor=request.actor, **form.cleaned_data)
    except services.StepRefused as refused:
        return _page(request, pk, status=409, refusals=refused.reasons, form=form)
    return redirect("contracts:publish", pk)


@require_POST
@signed_in
def unredact(request: HttpRequest, pk: UUID, redaction: UUID) -> HttpResponse:
    """Take a mark off."""
    found = frame.signed_or_404(request, pk)
    return _act(request, pk, services.unredact, get_object_or_404(Redaction, pk=redaction, contract=found))


@require_POST
@signed_in
def settle_redaction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is marked is all that is secret."""
    return _act(request, pk, services.settle_redaction, frame.signed_or_404(request, pk))


@require_POST
@signed_in
@once("contracts.publish")
def publish_now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make it public."""
    return _act(request, pk, services.publish, frame.signed_or_404(request, pk))


@require_POST
@signed_in
@once("contracts.file")
def file_now(request: HttpRequest, pk: UUID) -> HttpResponse:
    """File the copy."""
    return _act(request, pk, services.file, frame.signed_or_404(request, pk))


def _act(request, pk, verb, record) -> HttpResponse:
    try:
        verb(record, actor=request.actor)
    except services.StepRefused as refused:
        return _page(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:publish", pk)
