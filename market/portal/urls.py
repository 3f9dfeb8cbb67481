"""Addresses of the pages that span apps."""
from django.conf import settings
from django.urls import path

from . import errors, health, preferences, styleguide, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("now/", views.now, name="now"),
    path("preferences/", preferences.choose, name="preferences"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
if settings.PROFILE != "prod":
    urlpatterns += [
        path("styleguide/", styleguide.show, name="styleguide"),
        path("styleguide/errors/<int:code>/", errors.sample, name="error-sample"),
    ]
