"""Searching by program: the same parameters, the same order, the same counts as the list page."""
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from publish.shapes import NoticeRow, Problem, item

from . import find

router = Router(tags=["检索"])


class FacetValue(Schema):
    """One value of a facet and how many records have it under all other conditions."""

    value: str
    label: str
    count: int | None


class Searched(Schema):
    """A page of what was found. ``understood`` are the conditions as read, ``remarks`` what could not be."""

    total: int
    page: int
    pages: int
    understood: list[str]
    remarks: list[str]
    items: list[NoticeRow]
    facets: dict[str, list[FacetValue]]
    page_url: str


@router.get("/search", response={200: Searched, 503: Problem}, summary="检索公告；参数与公告列表页的网址相同")
def search(request: HttpRequest, q: str = "", sort: str = "", page: str = "1"):
    """Search. Facets (trade, stage, kind, region, deadline, opens, published, method, sme, purchaser, agent, winner,
    source), ``min``/``max`` in 万元 and ``unstated`` are taken from the address as on the list page."""
    found = find.from_address(request.GET)
    return {
        "total": found.total, "page": found.page.number, "pages": found.page.paginator.num_pages,
        "understood": [chip.label for chip in found.chips], "remarks": list(found.remarks),
        "items": [item(row.record) for row in found.rows],
        "facets": {name: [{"value": v.value, "label": v.label, "count": v.count} for v in facet.options]
                   for name, facet in found.facets.items()},
        "page_url": f"{settings.PUBLIC_URL}{reverse('fulltext:notices')}?{found.ask.query(page=found.page.number)}",
    }
