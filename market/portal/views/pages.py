"""Short pages that are true today: the guide, the city's particulars, accessibility, privacy, the map of the site."""
from django.shortcuts import render

from market.core.models import Region
from market.core.reading import require_safe
from market.core.trades import TRADES

from .. import trade_guides


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
