"""The page of a tender's awards, the steps on it, and the letters. Views hold no rules."""
from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from market.core import files
from market.core.idempotency import once
from market.core.reading import require_safe
from market.core.steps import StepRefused
from market.custody import receipts
from market.parties.access import signed_in
from tenders import policy
from tenders.models import Lot, Tender
from tenders.rulebooks.steps import STEPS
from tenders.views import shown

from ..evaluation.services import public_bundle
from ..models import AwardLetter, MethodChange
from . import forms, rows, services, wording

EACH = 20
"""Lots a page shows."""


@dataclass(frozen=True, slots=True)
class Page:
    """How a step is taken: its form, the one call it makes, what it does in words."""

    form: Callable
    take: Callable
    says: str
    tone: str = ""


def _confirm(request, lot):
    return forms.ConfirmForm(request.POST or None, expected=lot.code)


def _plain(kind):
    return lambda request, lot: kind(request.POST or None)


PAGES = {
    "deliver_report": Page(_confirm, services.deliver_report, "评标报告送交采购人，确定中标人的期限从此起算。"),
    "confirm_award": Page(_confirm, services.confirm_award, "按评标报告推荐的顺序，确定排在最前的候选人为中标人。"),
    "next_candidate": Page(_plain(forms.ReasonForm), services.next_candidate,
                           "按候选人名单顺延到下一名，确定中标人的期限重新起算。"),
    "cancel_award": Page(_plain(forms.CancelForm), services.cancel_award,
                         "取消后可以顺延下一候选人，也可以重新采购；情形和理由对社会公开。", "withdraw"),
    "record_default": Page(_plain(forms.ReasonForm), services.record_default,
                           "认定后其投标保证金不予退还，情况记入信用档案；理由对社会公开。", "withdraw"),
    "void_award": Page(_plain(forms.VoidForm), services.void_award,
                       "依处理决定认定中标无效，决定对社会公开。", "withdraw"),
    "request_method_change": Page(_plain(forms.MethodForm), services.request_method_change,
                                  "招标文件没有不合理条款、程序符合规定而投标人不足的，可以申请变更采购方式。"),
}


def _tender(request: HttpRequest, pk) -> Tender:
    """A tender this person runs or supervises, once its bids were opened; to others it does not exist here."""
    tender = Tender.objects.on_desk(request.actor).select_related("principal", "agent", "region").filter(
        pk=pk, status="closed").first()
    if tender is None or not policy.capacities(tender, request.actor) & {"principal", "agent", "supervisor"}:
        raise Http404("没有这个项目，或者您所在单位与它无关。")
    return tender


def _lot(tender: Tender, number: int) -> Lot:
    lot = get_object_or_404(tender.lots, number=number)
    lot.tender = tender
    return lot


@require_safe
@never_cache
@signed_in
def tender(request: HttpRequest, pk) -> HttpResponse:
    """All lots of a tender with their candidates, clocks and next steps."""
    found = _tender(request, pk)
    return _page(request, found)


def _page(request, found: Tender, *, status: int = 200, refusals=()) -> HttpResponse:
    page = Paginator(found.lots.order_by("number"), EACH).get_page(request.GET.get("page"))
    ready = list(found.lots.filter(status="awarded").order_by("number"))
    why = shown.dressed(found, shown.refusals(ready[0], "publish_result", request.actor)) if ready else []
    return render(request, "bids/awarding/tender.html", {
        "tender": found, "page": page, "rows": rows.of(found, list(page), request.actor), "ready": ready, "why": why,
        "refusals": refusals, "desk_here": "tenders", "one_lot": found.lots.count() == 1}, status=status)


@signed_in
@once("awards.publish")
def publish(request: HttpRequest, pk) -> HttpResponse:
    """Publish the results of the lots that were ticked, or of all that have a winner."""
    found = _tender(request, pk)
    if request.method != "POST":
        return redirect("awards:tender", pk)
    numbers = [int(one) for one in request.POST.getlist("lot") if one.isascii() and one.isdigit() and len(one) < 7]
    try:
        services.publish_results(found, actor=request.actor, numbers=numbers)
    except StepRefused as refused:
        return _page(request, found, status=409, refusals=refused.reasons)
    return redirect("awards:tender", pk)


@signed_in
@once("awards.step")
def step(request: HttpRequest, pk, number: int, step: str) -> HttpResponse:
    """The page of a step of one lot, and the taking of it."""
    found = _tender(request, pk)
    lot, page = _lot(found, number), PAGES.get(step)
    if page is None or (lot.rulebook.next_state(step, lot.status) is None and request.method != "POST"):
        raise Http404("这个标段（包）现在没有这一步。")
    form, status, refusals = page.form(request, lot), 200, ()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = {name: value for name, value in form.cleaned_data.items() if name != "code"}
            try:
                page.take(lot, actor=request.actor, **said)
            except StepRefused as refused:
                status, refusals = 409, refused.reasons
            else:
                return redirect("awards:tender", pk)
    blocked = [] if refusals else shown.refusals(lot, step, request.actor)
    return render(request, "bids/awarding/step.html", {
        "tender": found, "lot": lot, "step": step, "says": page.says, "tone": page.tone, "form": form,
        "label": STEPS[step].label, "law": lot.rulebook.basis.get(step, ""),
        "blocked": shown.dressed(found, blocked), "refusals": refusals, "row": rows.of(found, [lot], request.actor)[0],
        "desk_here": "tenders"}, status=status)


@signed_in
@once("awards.method")
def method(request: HttpRequest, pk, number: int) -> HttpResponse:
    """The finance department decides on another method."""
    found = _tender(request, pk)
    lot = _lot(found, number)
    asked = get_object_or_404(MethodChange, lot=lot)
    form, status, refusals = forms.DecisionForm(request.POST or None), 200, ()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.decide_method_change(asked, actor=request.actor, **form.cleaned_data)
            except StepRefused as refused:
                status, refusals = 409, refused.reasons
            else:
                return redirect("awards:method", pk, number)
    return render(request, "bids/awarding/method.html", {
        "tender": found, "lot": lot, "asked": asked, "form": form, "refusals": refusals, "desk_here": "tenders",
        "decides": "supervisor" in policy.capacities(found, request.actor)}, status=status)


@require_safe
@never_cache
@signed_in
def bundle(request: HttpRequest, pk, number: int) -> HttpResponse:
    """The public evaluation bundle of a lot, as it will go out with the result."""
    found = _tender(request, pk)
    row = rows.of(found, [_lot(found, number)], request.actor)[0]
    if row.ranking is None or not row.ranked:
        raise Http404
    return HttpResponse(public_bundle(row.ranking), content_type="application/json", headers={
        "Content-Disposition": f'attachment; filename="evaluation-{number}.json"'})


@require_safe
@never_cache
@signed_in
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of the party acted for, the newest first."""
    found = AwardLetter.objects.visible_to(request.actor).filter(bid__party=request.actor.party).select_related(
        "receipt", "award__lot__tender").order_by("-receipt__issued_at")
    page = Paginator(found, EACH).get_page(request.GET.get("page"))
    return render(request, "bids/awarding/letters.html", {"page": page, "desk_here": "bids"})


def _letter(request, number: str) -> AwardLetter:
    return get_object_or_404(AwardLetter.objects.visible_to(request.actor).select_related(
        "receipt", "file", "award__lot__tender__principal"), receipt=number)


@require_safe
@never_cache
@signed_in
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """One letter as a sheet of paper."""
    found = _letter(request, number)
    return render(request, "bids/awarding/letter.html", {
        "letter": found, "receipt": found.receipt, "said": wording.read(found), "desk_here": "bids"})


@require_safe
@never_cache
@signed_in
def letter_file(request: HttpRequest, number: str) -> HttpResponse:
    """The signed statement itself."""
    found = _letter(request, number)
    return HttpResponse(receipts.file_of(found.receipt), content_type="application/json; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="letter-{number}.json"'})


@require_safe
@never_cache
@signed_in
def letter_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """Its sealed paper; while the worker typesets it the page says so."""
    found = _letter(request, number)
    if found.file:
        return files.response(found.file, request)
    answer = render(request, "custody/paper_wait.html", {"receipt": found.receipt, "desk_here": "bids"}, status=202)
    answer["Refresh"] = "2"
    return answer
