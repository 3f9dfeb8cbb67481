"""The site narrowed to one place, and the entry to one kind of trade."""
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from market.core import clock
from market.core.models import Region
from market.core.reading import require_safe
from market.core.trades import trade_by_slug

from .. import records, trade_guides

ROWS = 8


def _list(facet: str, value: str) -> str:
    return f"{reverse('fulltext:notices')}?{facet}={value}"


@require_safe
def region(request, code: str):
    """What closes soon and what is new in one district or street, and the places beneath it."""
    here = get_object_or_404(Region.objects.select_related("parent"), code=code)
    rows = records.notices(region=here)
    return render(request, "portal/region.html", {
        "region_here": here, "children": list(here.children.all()),
        "list_url": _list("region", code), "closing": records.soonest(rows, clock.now(), ROWS),
        "newest": list(rows.order_by("-published_at", "id")[:ROWS]),
    })


@require_safe
def trade(request, slug: str):
    """What this trade is, its steps, what closes soon, what is new, and the rules it stands on."""
    kind = trade_by_slug(slug)
    if kind is None or kind.key not in trade_guides.GUIDES:
        raise Http404
    rows = records.notices(trade=kind)
    return render(request, "portal/trade.html", {
        "trade": kind, "guide": trade_guides.GUIDES[kind.key],
        "list_url": _list("trade", slug), "closing": records.soonest(rows, clock.now(), ROWS),
        "latest": records.latest(rows, 4),
    })
