"""A committee as the offices meet it: who runs the tender, who keeps the draw, who oversees. No member is named."""
from uuid import UUID

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from market.core.steps import why_not
from market.core.trades import trade
from tenders import services as of_tenders
from tenders.models import Lot

from ...models import Committee, Inquiry, Member, Ranking, Reconsideration
from .. import faults, forms, looks, seats, services
from .shared import act, faults_of, private


@require_safe
@private
def committee(request, pk: UUID):
    """The committee of a tender."""
    return _page(request, pk)


def _page(request, pk: UUID, *, status: int = 200, **more):
    look = looks.watch(pk, request.actor)
    tender = look.tender
    found = Committee.objects.filter(tender=tender).first()
    public = looks.names_are_public(tender)
    members = list(found.members.select_related("replaced_by", "drawing")) if found else []
    context = {
        "desk_here": "tenders", "look": look, "tender": tender, "trade": trade(tender.rulebook.trade),
        "committee": found, "book": tender.rulebook, "least": seats.least(tender.rulebook, tender.budget or 0),
        "members": [(one, services.identity(one) if public else None) for one in members], "public": public,
        "faults": faults.of_committee(tender.pk) if found else [], "lots": _lots(look, request.actor),
        "events": list(found.events.order_by("-number")[:100]) if found and (look.oversees or look.runs) else [],
        "lacking": services.vacancies(found, Member.Kind.EXPERT) if found else 0,
        "lacking_reps": services.vacancies(found, Member.Kind.ENTITY_REP) if found else 0,
        "grounds": Reconsideration.Ground.choices}
    if look.runs and found is None and "form" not in more:
        context["form"] = forms.CommitteeForm(tender=tender, initial={
            "size": context["least"], "starts_at": forms.soon()})
    if look.runs and context["lacking_reps"]:
        context["people"] = forms.CommitteeForm(tender=tender).fields["representatives"].queryset
    if look.keeps and context["lacking"] and "draw" not in more:
        context["draw"] = forms.DrawForm()
    return render(request, "bids/evaluation/committee.html", context | more, status=status)


def _lots(look: looks.Watch, actor) -> list[dict]:
    """The lots with where each stands and what may be done about it."""
    rows = []
    for lot in look.tender.lots.exclude(status__in=("pending", "closed")).order_by("number"):
        rows.append({
            "lot": lot, "start": why_not(lot, "start_evaluation", actor) if look.runs
            and lot.status == "qualification_reviewed" else None,
            "startable": look.runs and lot.status == "qualification_reviewed",
            "again": look.runs and lot.status == "evaluated",
            "readable": looks.reads_scores(lot, actor),
            "open": Inquiry.objects.filter(lot=lot).open().count() if lot.status == "evaluating" else 0,
            "rankings": Ranking.objects.filter(lot=lot, finished_at__isnull=False).count() if lot.evaluated_at else 0})
    return rows


def _back(pk: UUID, more: str = ""):
    return lambda: redirect(reverse("evaluations:committee", args=[pk]) + more)


@require_POST
@private
def form(request, pk: UUID):
    """Form it."""
    look = looks.watch(pk, request.actor)
    posted = forms.CommitteeForm(request.POST, tender=look.tender)
    if not posted.is_valid():
        return _page(request, pk, status=422, form=posted, refusals=faults_of(posted))
    return act(lambda: services.form_committee(look.tender, actor=request.actor, **posted.said()),
               lambda **more: _page(request, pk, form=posted, **more), _back(pk))


def _committee(request, pk: UUID) -> Committee:
    looks.watch(pk, request.actor)
    found = Committee.objects.filter(tender=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@private
def draw(request, pk: UUID):
    """The centre enters a draw of the bank."""
    found, posted = _committee(request, pk), forms.DrawForm(request.POST)
    if not posted.is_valid():
        return _page(request, pk, status=422, draw=posted, refusals=faults_of(posted))
    return act(lambda: services.record_drawing(found, actor=request.actor, **posted.cleaned_data),
               lambda **more: _page(request, pk, draw=posted, **more), _back(pk))


@require_POST
@private
def code(request, pk: UUID):
    """The centre prints the code; each look stands on the audit log."""
    found, shown = _committee(request, pk), []
    return act(lambda: shown.append(services.code_of(found, actor=request.actor)),
               lambda **more: _page(request, pk, **more),
               lambda: render(request, "bids/evaluation/code.html", {
                   "desk_here": "tenders", "code": shown[0], "committee": found, "tender": found.tender}))


@require_POST
@private
def absent(request, pk: UUID):
    """A seat stayed empty."""
    found, posted = _committee(request, pk), forms.AbsenceForm(request.POST)
    return act(lambda: services.mark_absent(found, actor=request.actor, **posted.cleaned_data),
               lambda **more: _page(request, pk, **more), _back(pk), posted)


@require_POST
@private
def representative(request, pk: UUID):
    """The principal sends somebody else."""
    found = _committee(request, pk)
    try:
        user = UUID(request.POST.get("user", ""))
    except ValueError as error:
        raise Http404 from error
    return act(lambda: services.name_representative(found, user=user, actor=request.actor),
               lambda **more: _page(request, pk, **more), _back(pk))


def _lot(pk: UUID, number: int) -> Lot:
    found = Lot.objects.select_related("tender__region").filter(tender=pk, number=number).first()
    if found is None:
        raise Http404
    return found


@require_POST
@private
def start(request, pk: UUID, number: int):
    """The evaluation of a lot begins."""
    looks.watch(pk, request.actor)
    lot = _lot(pk, number)
    return act(lambda: of_tenders.advance(lot, "start_evaluation", actor=request.actor),
               lambda **more: _page(request, pk, **more), _back(pk))


@require_POST
@private
def again(request, pk: UUID, number: int):
    """The same committee evaluates a lot anew."""
    looks.watch(pk, request.actor)
    lot, posted = _lot(pk, number), forms.AgainForm(request.POST)
    return act(lambda: services.re_evaluate(lot, actor=request.actor, **posted.cleaned_data),
               lambda **more: _page(request, pk, **more), _back(pk), posted)
