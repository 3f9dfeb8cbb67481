"""Public pages of the portal."""
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from market.core import clock


@never_cache
def now(request):
    """The server's time, for the clocks of a page."""
    return JsonResponse({"now": clock.now().isoformat()})


def home(request):
    return render(request, "portal/home.html")
