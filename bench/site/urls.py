"""The site's addresses and ``/bench/bare/``."""
from django.shortcuts import render
from django.urls import path

from market.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401


def bare(request):
    """A template view that asks nothing of its own: the site's frame around one paragraph."""
    return render(request, "bare.html")


urlpatterns = [path("bench/bare/", bare), *urlpatterns]
