"""Short pages that are true today: the guide, the city's particulars, accessibility, privacy, the map of the site."""
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import Resolver404, resolve

from market.core.models import Region
from market.core.reading import require_safe
from market.core.trades import TRADES

from .. import trade_guides

FEEDS = {
    "fulltext:notices-atom": "符合所选条件的新公告",
    "publish:project-feed": "这个项目的新公告和变更",
    "publish:feed": "全部新公告和变更",
}
"""What each feed tells of."""


@require_safe
def guide(request):
    """我要办, 我要查, 我要问, 我要评: what can be done here today, and where the rest is done."""
    return render(request, "portal/guide.html", {
        "trades": [(trade, trade_guides.GUIDES[trade.key]) for trade in TRADES]})


@require_safe
def about(request):
    """Who runs the site and where its halls are."""
    return render(request, "portal/about.html")


@require_safe
def subscribe(request):
    """What a feed is and how to follow it; ``feed`` is its path on this site. 404 for anything else."""
    feed = request.GET.get("feed", "")
    try:
        tells = FEEDS[resolve(feed.partition("?")[0]).view_name]
    except (Resolver404, KeyError):
        raise Http404 from None
    return render(request, "portal/subscribe.html", {"tells": tells, "address": settings.PUBLIC_URL + feed})


@require_safe
def accessibility(request):
    """What was done for readers with other needs, and how to say that something is in the way."""
    return render(request, "portal/accessibility.html")


@require_safe
def privacy(request):
    """What the site remembers about a reader."""
    return render(request, "portal/privacy.html")


@require_safe
def sitemap(request):
    """Every section on one page."""
    return render(request, "portal/sitemap.html", {
        "trades": TRADES, "places": list(Region.objects.all())})
