"""Addresses of the pages that span apps."""
from django.conf import settings
from django.urls import path

from . import errors, health, preferences, styleguide, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("now/", views.now, name="now"),
    path("preferences/", preferences.choose, name="preferences"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar.ics", views.calendar_ics, name="calendar-ics"),
    path("region/<slug:code>/", views.region, name="region"),
    path("trade/<slug:slug>/", views.trade, name="trade"),
    path("guide/", views.guide, name="guide"),
    path("rules/", views.rules, name="rules"),
    path("rules.json", views.rules_json, name="rules-json"),
    path("rules/timetable/", views.timetable, name="timetable"),
    path("rules/timetable.json", views.timetable_json, name="timetable-json"),
    path("desk/admin/rules/", views.overrides, name="overrides"),
    path("desk/oversight/outages/", views.outages, name="outages"),
    path("desk/oversight/outages/<uuid:pk>/relieve/", views.outage_relieve, name="outage-relieve"),
    path("desk/admin/rules/<uuid:pk>/decide/", views.override_decide, name="override-decide"),
    path("rules/<str:key>/", views.rulebook, name="rulebook"),
    path("rules/<str:key>.json", views.rulebook_json, name="rulebook-json"),
    path("acts/", views.acts, name="acts"),
    path("acts.json", views.acts_json, name="acts-json"),
    path("open-data/", views.open_data, name="open-data"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("subscribe/", views.subscribe, name="subscribe"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("envelope/", views.envelope, name="envelope"),
    path("envelope/offline/", views.envelope_offline, name="envelope-offline"),
    path("verify/ranking/", views.ranking, name="ranking"),
    path("verify/ranking/offline/", views.ranking_offline, name="ranking-offline"),
    path("verify/offline/", views.receipt_offline, name="receipt-offline"),
    path("desk/", views.desk, name="desk"),
    path("demo/clock/", views.demo_clock, name="demo-clock"),
    path("demo/keys/mine.json", views.demo_own_keys, name="demo-own-keys"),
    path("status/", views.status, name="status"),
    path("status.json", views.status_json, name="status-json"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
if settings.PROFILE != "prod":
    urlpatterns += [
        path("styleguide/", styleguide.show, name="styleguide"),
        path("styleguide/errors/<int:code>/", errors.sample, name="error-sample"),
    ]
