"""Acceptance sheets and payments."""
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from market.core import files
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in

from .. import policy, services
from ..forms import AcceptanceForm, PaidForm
from ..models import Acceptance, Instalment
from ..services.accepting import standards
from ..services.paying import PAYING
from . import frame


@require_safe
@signed_in
def acceptance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheets there are, and the form of the next."""
    return _acceptance(request, pk)


def _acceptance(request: HttpRequest, pk: UUID, *, status: int = 200, refusals=(), form=None) -> HttpResponse:
    found = frame.signed_or_404(request, pk)
    state, actor = found.lot.status, request.actor
    return frame.page(
        request, found, "acceptance", "acceptance", status=status, refusals=refusals, form=form or _form(found),
        sheets=list(found.acceptances.select_related("report", "file").prefetch_related("lines").order_by("-number")),
        may_inspect=policy.may_act(found, "inspect", actor) and state == "performing", wanted=standards(found),
        accept_reasons=frame.reasons(found, "accept", actor) if state == "performing" else None)


def _form(contract, *args):
    return AcceptanceForm(*args, standards=standards(contract), public=contract.blanks.get("public_service", False))


@require_POST
@signed_in
@once("contracts.inspect")
def inspect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make out a sheet."""
    found = frame.signed_or_404(request, pk)
    form = _form(found, request.POST, request.FILES)
    if not form.is_valid():
        return _acceptance(request, pk, status=422, form=form)
    upload = form.cleaned_data["report"]
    try:
        services.inspect(found, report=files.keep(upload, name=upload.name) if upload else None, actor=request.actor,
                         **form.said())
    except files.FileRefused as refused:
        form.add_error("report", refused.sentence)
        return _acceptance(request, pk, status=422, form=form)
    except services.StepRefused as refused:
        return _acceptance(request, pk, status=409, refusals=refused.reasons, form=form)
    return redirect("contracts:acceptance", pk)


@require_POST
@signed_in
@once("contracts.accept")
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept what was delivered."""
    try:
        services.accept(frame.signed_or_404(request, pk), actor=request.actor)
    except services.StepRefused as refused:
        return _acceptance(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:acceptance", pk)


@require_safe
@signed_in
def sheet_paper(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """The paper of a sheet."""
    return _kept(request, _sheet(request, pk, number).file)


@require_safe
@signed_in
def sheet_report(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """What was handed in with a sheet."""
    return _kept(request, _sheet(request, pk, number).report)


def _sheet(request, pk: UUID, number: int) -> Acceptance:
    return get_object_or_404(Acceptance.objects.select_related("file", "report"),
                             contract=frame.signed_or_404(request, pk), number=number)


def _kept(request, kept) -> HttpResponse:
    if kept is None:
        raise Http404("没有这个文件。")
    return files.response(kept, request)


@require_safe
@signed_in
def payment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is to be paid until when, and what was."""
    return _payment(request, pk)


def _payment(request: HttpRequest, pk: UUID, *, status: int = 200, refusals=(), form=None) -> HttpResponse:
    found = frame.signed_or_404(request, pk)
    state, actor = found.lot.status, request.actor
    book = found.lot.rulebook
    return frame.page(
        request, found, "payment", "payment", status=status, refusals=refusals, form=form or PaidForm(),
        instalments=list(found.instalments.select_related("voucher")), number=book.payment, agreed=book.payment_agreed,
        may_pay=policy.may_act(found, "pay", actor) and state in PAYING,
        settle_reasons=frame.reasons(found, "settle", actor) if state == "accepted" else None)


@require_POST
@signed_in
@once("contracts.paid")
def paid(request: HttpRequest, pk: UUID, instalment: UUID) -> HttpResponse:
    """A part of the price was paid."""
    found = frame.signed_or_404(request, pk)
    one, form = get_object_or_404(Instalment, pk=instalment, contract=found), PaidForm(request.POST, request.FILES)
    if not form.is_valid():
        return _payment(request, pk, status=422, form=form)
    upload = form.cleaned_data["voucher"]
    try:
        services.mark_paid(one, paid_on=form.cleaned_data["paid_on"], actor=request.actor,
                           voucher=files.keep(upload, name=upload.name))
    except files.FileRefused as refused:
        form.add_error("voucher", refused.sentence)
        return _payment(request, pk, status=422, form=form)
    except services.StepRefused as refused:
        return _payment(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:payment", pk)


@require_safe
@signed_in
def voucher(request: HttpRequest, pk: UUID, instalment: UUID) -> HttpResponse:
    """The voucher of a payment."""
    found = frame.signed_or_404(request, pk)
    one = get_object_or_404(Instalment.objects.exclude(voucher=None).select_related("voucher"), pk=instalment,
                            contract=found)
    return files.response(one.voucher, request)


@require_POST
@signed_in
@once("contracts.settle")
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything is paid."""
    try:
        services.settle(frame.signed_or_404(request, pk), actor=request.actor)
    except services.StepRefused as refused:
        return _payment(request, pk, status=409, refusals=refused.reasons)
    return redirect("contracts:payment", pk)
