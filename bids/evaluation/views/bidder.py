"""A bidder's own page of a question. It lies under ``/desk/bids/``, where no path is logged."""
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from market.core import clock

from ...models import Inquiry
from .. import forms, services
from ..services.inquiring import MEANS
from .shared import act, private


def _own(request, pk: UUID) -> Inquiry:
    found = Inquiry.objects.filter(pk=pk, bid__party=request.actor.party).exclude(bid__party=None).select_related(
        "lot__tender__region", "bid").first() if request.actor.party else None
    if found is None:
        raise Http404
    return found


@require_safe
@private
def inquiries(request):
    """Every question put to the party acted for."""
    rows = Inquiry.objects.filter(bid__party=request.actor.party).exclude(bid__party=None).select_related(
        "lot__tender__region").order_by("-asked_at")[:200]
    return render(request, "bids/evaluation/inquiries_mine.html", {"desk_here": "bids", "rows": rows,
                                                                  "now": clock.now()})


@require_safe
@private
def inquiry(request, pk: UUID):
    """One question and the form to answer it."""
    return _page(request, _own(request, pk))


def _page(request, found: Inquiry, *, status: int = 200, **more):
    return render(request, "bids/evaluation/inquiry.html", {
        "desk_here": "bids", "inquiry": found, "tender": found.lot.tender, "means": MEANS[found.kind],
        "open": found.answered_at is None and found.late_at is None, "over": found.due_at <= clock.now()} | more,
        status=status)


@require_POST
@private
def answer(request, pk: UUID):
    """The answer in writing; one that comes too late is kept as such and the page says what follows."""
    found, form = _own(request, pk), forms.AnswerForm(request.POST)
    return act(lambda: services.answer(found, actor=request.actor, **form.said()),
               lambda **more: _page(request, _own(request, pk), typed=form, **more),
               lambda: redirect("evaluations:inquiry", pk), form)
