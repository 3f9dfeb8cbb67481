"""The report of a lot and the bundle anybody recomputes it from."""
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from market.core import files
from market.core.trades import trade
from tenders.models import Lot

from ...models import PUBLISHED, Ranking
from .. import looks, services
from ..pages import reporting
from .shared import private


def _readable(request, pk: UUID) -> tuple[Lot, Ranking]:
    """A lot with its last signed ranking, for who may read the whole report. Raises Http404."""
    lot = Lot.objects.select_related("tender__region", "tender__principal", "tender__agent").filter(pk=pk).first()
    ranking = services.newest_finished(pk) if lot else None
    if ranking is None or not looks.reads_scores(lot, request.actor):
        raise Http404
    return lot, ranking


@require_safe
@private
def report(request, pk: UUID):
    """The signed report, with every score for those who may read them. Members are seats until the result is out."""
    lot, ranking = _readable(request, pk)
    number = request.GET.get("number", "")
    if number.isascii() and number.isdigit():
        ranking = Ranking.objects.filter(lot=lot, number=int(number), finished_at__isnull=False).first() or ranking
    return render(request, "bids/evaluation/report_page.html", {
        "desk_here": "tenders", "trade": trade(lot.rulebook.trade), **reporting.context(lot, ranking),
        "rankings": list(Ranking.objects.filter(lot=lot, finished_at__isnull=False))})


@require_safe
@private
def paper(request, pk: UUID):
    """The report as PDF."""
    _, ranking = _readable(request, pk)
    if ranking.report is None:
        raise Http404
    return files.response(ranking.report, request)


@require_safe
@private
def bundle(request, pk: UUID):
    """The whole bundle, with the scores of every seat."""
    lot, ranking = _readable(request, pk)
    return _file(services.full_bundle(ranking), f"evaluation-{lot.tender.code}-{lot.number}.json")


@require_safe
@never_cache
def public_bundle(request, pk: UUID):
    """The bundle without the scores of single seats, for everybody once the result is out."""
    lot = Lot.objects.select_related("tender__region").filter(pk=pk, status__in=PUBLISHED).first()
    ranking = services.newest_finished(pk) if lot else None
    if ranking is None:
        raise Http404
    return _file(services.public_bundle(ranking), f"evaluation-{lot.tender.code}-{lot.number}-public.json")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type="application/json", headers={
        "Content-Disposition": f'attachment; filename="{name}"'})
