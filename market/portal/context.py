"""What every page knows: the city, the time, the reader's preferences, the menus."""
from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from market.core import clock, preferences
from market.core.models import City, Region
from market.core.trades import TRADES
from market.parties.actors import PUBLIC

from . import demo_clock, navigation
from .desk_navigation import Desk

MOTTO = "・".join(trade.label for trade in TRADES)


def this_city() -> City:
    """The city of this installation; before one is loaded, a nameless one that has no facts and is never saved."""
    return City.objects.select_related("region").first() or City(
        site_name="公共资源交易大厅", mark="易", centre_name="公共资源交易中心", facts={})


def regions() -> list[Region]:
    """The districts and streets of the region menu."""
    return list(Region.objects.exclude(level=Region.Level.CITY))


def site(request) -> dict:
    """Template context of every page. The region list is read only where a template draws it; what the desk shows
    costs no query at all."""
    city = this_city()
    return {
        "city": city,
        "motto": city.facts.get("motto") or MOTTO,
        "now": clock.now(),
        "desk": Desk(getattr(request, "actor", PUBLIC)),
        "demo_bar": SimpleLazyObject(demo_clock.bar) if city.demo and settings.PROFILE == "demo" else None,
        "regions": SimpleLazyObject(regions),
        "region_here": None,
        "preferences": preferences.of(request),
        "navigation": navigation.menus(request.path),
        "notices_url": reverse("fulltext:notices"),
        "search_url": reverse("fulltext:search"),
        "hide_mast_search": False,
        "release": settings.VERSION,
    }
