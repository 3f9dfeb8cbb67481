"""Addresses of money: what the payment service calls, and what the centre's finance staff look at."""
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from . import pages, views


class DecisionConverter(StringConverter):
    """What a second person says of a proposed match."""

    regex = "agree|refuse"


register_converter(DecisionConverter, "decision")

app_name = "funds"
urlpatterns = [
    path("payments/callback/", views.callback, name="callback"),
    path("desk/centre/funds/", pages.overview, name="overview"),
    path("desk/centre/payments/", pages.strays, name="strays"),
    path("desk/centre/payments/find/", pages.stray_find, name="stray-find"),
    path("desk/centre/payments/<uuid:pk>/", pages.stray, name="stray"),
    path("desk/centre/payments/<uuid:pk>/match/", pages.stray_match, name="stray-match"),
    path("desk/centre/payments/<uuid:pk>/return/", pages.stray_return, name="stray-return"),
    path("desk/centre/payments/handlings/<uuid:pk>/<decision:step>/", pages.handling_decide, name="handling-decide"),
]
