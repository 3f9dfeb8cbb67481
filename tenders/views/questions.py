"""Questions of bidders: asking one, and one's own questions. Nothing here tells anybody else who asked."""
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from market.core import clock, tags
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in

from .. import forms, services
from ..models import Question, Tender
from ..models.tenders import RUNNING

OPEN_LOTS = 200
"""Lots named one by one in the form; a tender with more is asked about as a whole, naming the lot in words."""


@require_safe
@signed_in
def question_list(request: HttpRequest) -> HttpResponse:
    """The questions of the organisation acted for, found by its tags, and the tenders one may ask about now."""
    now, open_now = clock.now(), Tender.objects.filter(status__in=RUNNING, bids_due_at__gt=clock.now())
    asked = Question.objects.none()
    if request.actor.party:
        recent = Tender.objects.public().order_by("-published_at").values_list("pk", flat=True)[:2000]
        mine = [tags.owner_tag(pk, request.actor.party) for pk in recent]
        asked = Question.objects.filter(asker_tag__in=mine).select_related("tender", "amendment").order_by("-asked_at")
    askable = open_now.exclude(questions_due_at__lte=now).order_by("bids_due_at")
    return render(request, "tenders/my_questions.html", {
        "page": Paginator(asked, 25).get_page(request.GET.get("page")), "askable": askable[:20],
        "desk_here": "questions"})


@signed_in
@once("tenders.ask")
def question_new(request: HttpRequest, pk) -> HttpResponse:
    """Ask about a published tender."""
    tender = get_object_or_404(Tender.objects.public().select_related("region"), pk=pk)
    lots = [(str(lot.pk), f"第 {lot.number} 包：{lot.title}") for lot in tender.lots.order_by("number")[:OPEN_LOTS + 1]]
    form = forms.QuestionForm(request.POST or None, lots=lots if 1 < len(lots) <= OPEN_LOTS else [])
    refusals, status = [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            lot = tender.lots.filter(pk=form.cleaned_data["lot"]).first() if form.cleaned_data["lot"] else None
            try:
                services.ask(tender, text=form.cleaned_data["text"], lot=lot, actor=request.actor)
            except services.StepRefused as refused:
                refusals, status = refused.reasons, 409
            else:
                return redirect("tenders:questions")
    return render(request, "tenders/ask.html", {"tender": tender, "form": form, "refusals": refusals,
                                                "desk_here": "questions"}, status=status)
