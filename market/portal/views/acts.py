"""``/acts/``: the public ledger of discretionary acts, as a page and as JSON."""
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from market.core.reading import require_safe

from .. import acts as ledger

PER_PAGE, MOST = 30, 500
"""Rows of a page, and of the machine twin."""


def _kind(request: HttpRequest) -> str:
    said = request.GET.get("step", "")
    return said if said in dict(ledger.KINDS) else ""


@require_safe
def acts(request: HttpRequest) -> HttpResponse:
    """The acts, the newest first, all or of one kind."""
    kind = _kind(request)
    page = Paginator(ledger.logged(kind), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/acts.html", {"page": page, "rows": ledger.rows(page), "kind": kind,
                                                "kinds": ledger.KINDS})


@require_safe
def acts_json(request: HttpRequest) -> JsonResponse:
    """The same as JSON; the newest ``MOST``."""
    rows = ledger.rows(ledger.logged(_kind(request))[:MOST])
    return JsonResponse({"acts": [row.as_json() for row in rows]}, json_dumps_params={"ensure_ascii": False})
