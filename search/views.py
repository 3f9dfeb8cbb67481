"""The list of notices, the search over everything, and their machine forms."""
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render

from market.core import atom
from market.core.reading import require_safe

from . import find, outlets, places
from .ask import TYPES, Ask, in_ten_thousands, parse
from .engines.base import Unready

FEED_SIZE = 50
MORE = ("kind", "published", "opens", "purchaser", "agent", "winner")
"""Facets behind 更多条件."""


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Notices by conditions and words."""
    return _page(request, "fulltext/notices.html", "notice")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything public by words, parted by type."""
    return _page(request, "fulltext/search.html", "")


def _page(request: HttpRequest, template: str, only: str) -> HttpResponse:
    try:
        found = find.from_address(request.GET, only=only)
    except Unready:
        return _unready(request)
    context = {
        "found": found, "ask": found.ask, "hide_mast_search": True,
        "facets": [facet for name, facet in found.facets.items() if name not in MORE and facet.options],
        "more": [facet for name, facet in found.facets.items() if name in MORE and facet.options],
        "sorts": _sorts(found.ask), "conditions": len(found.chips) + bool(found.ask.text),
        "query": found.ask.query(),
        "minimum": _wan(found.ask.low), "maximum": _wan(found.ask.high), "tabs": [] if only else _tabs(found),
    }
    context["more_open"] = any(facet.chosen for facet in context["more"])
    return render(request, template, context, status=422 if found.too_deep else 200)


def _wan(yuan) -> str:
    return "" if yuan is None else in_ten_thousands(yuan)


def _sorts(ask: Ask) -> list[tuple[str, str, bool]]:
    """Label, address, and whether in force; by relevance only where there are words."""
    labels = {"relevance": "相关", "published": "发布时间", "deadline": "截止时间", "amount": "金额"}
    if not ask.text:
        del labels["relevance"]
    default = "relevance" if ask.text else "published"
    return [(label, ask.query(sort="" if sort == default else sort), sort == ask.order)
            for sort, label in labels.items()]


def _tabs(found: find.Found) -> list[tuple[str, str, int, bool]]:
    """Label, address, count, and whether chosen, of everything and of each type of record that occurs."""
    ask, counts = found.ask, found.types
    tabs = [("全部", ask.query(type=""), sum(counts.values()), not ask.type)]
    return tabs + [(label, ask.query(type=type), counts.get(type, 0), ask.type == type)
                   for type, label in TYPES.items() if counts.get(type) or ask.type == type]


@require_safe
def notices_csv(request: HttpRequest) -> HttpResponse:
    """The list as CSV."""
    ask = _ask(request)
    try:
        _, records = find.every(ask)
    except Unready:
        return _unready_data()
    answer = StreamingHttpResponse(outlets.csv_lines(records), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="notices.csv"'
    return answer


@require_safe
def notices_json(request: HttpRequest) -> HttpResponse:
    """The list as JSON."""
    ask = _ask(request)
    try:
        total, records = find.every(ask)
    except Unready:
        return _unready_data()
    return StreamingHttpResponse(outlets.json_lines(ask, total, records),
                                 content_type="application/json; charset=utf-8")


@require_safe
def notices_atom(request: HttpRequest) -> HttpResponse:
    """The newest of the list as a feed."""
    ask = replace(_ask(request), sort="published", page=1)
    try:
        _, records = find.every(ask, limit=FEED_SIZE)
    except Unready:
        return _unready_data()
    return atom.response(request, outlets.feed(ask, records))


def _ask(request: HttpRequest) -> Ask:
    return parse(request.GET, places=places.load().codes, only="notice")


def _unready(request: HttpRequest) -> HttpResponse:
    answer = render(request, "fulltext/unready.html", status=503)
    answer["Retry-After"] = "30"
    return answer


def _unready_data() -> HttpResponse:
    answer = JsonResponse({"code": "search.unready", "message": "检索索引正在准备，请约半分钟后再试；数据没有丢失。"},
                          status=503, json_dumps_params={"ensure_ascii": False})
    answer["Retry-After"] = "30"
    return answer
