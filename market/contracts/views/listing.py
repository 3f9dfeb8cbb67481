"""The list of contracts, and the beginning of one."""
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from bids.models import Award
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in
from tenders import policy as tenders

from .. import clocks, services
from ..models import Contract
from . import frame

PER_PAGE = 30


@require_safe
@signed_in
def contracts(request: HttpRequest) -> HttpResponse:
    """The contracts of the party acted for, and the awards that wait for one."""
    return _page(request)


def waiting(actor):
    """Living awards with a public result and no contract yet, of tenders the actor prepares."""
    if not actor or actor.party is None or not actor.proved or not actor.duties & tenders.PREPARING:
        return Award.objects.none()
    mine = Q(lot__tender__principal=actor.party) | Q(lot__tender__agent=actor.party)
    return Award.objects.living().filter(mine, lot__status="result_published", contract=None).select_related(
        "lot__tender__region", "bid__party").order_by("letter_at")


def _page(request: HttpRequest, *, status: int = 200, refusals=()) -> HttpResponse:
    rows = Contract.objects.visible_to(request.actor).whole().annotate(
        late=Count("late_acts", distinct=True)).order_by("-drafted_at", "pk")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "contracts/list.html", {
        "page": shown, "rows": [(one, frame.state(one), frame.tone(one)) for one in shown], "refusals": refusals,
        "waiting": [(award, clocks.sign_by(award, award.lot.rulebook)) for award in waiting(request.actor)[:PER_PAGE]],
        "desk_here": "contracts"}, status=status)


@require_POST
@signed_in
@once("contracts.begin")
def begin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the contract of an award; begun before, it is shown."""
    mine = Q(lot__tender__principal=request.actor.party) | Q(lot__tender__agent=request.actor.party)
    award = get_object_or_404(Award.objects.filter(mine), pk=pk) if request.actor.party else get_object_or_404(
        Award.objects.none())
    try:
        made = services.begin(award, actor=request.actor)
    except services.StepRefused as refused:
        return _page(request, status=409, refusals=refused.reasons)
    return redirect("contracts:draft", made.pk)
