"""Addresses."""
from django.urls import path

from . import health

app_name = "portal"
urlpatterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
