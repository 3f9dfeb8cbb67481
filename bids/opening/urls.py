"""Addresses of sessions. What a bidder does alone lies under ``/desk/bids/``, where no path is logged."""
from django.urls import path

from . import views

app_name = "sessions"
urlpatterns = [
    path("sessions/<uuid:pk>/", views.room, name="room"),
    path("sessions/<uuid:pk>/parts/", views.parts, name="parts"),
    path("sessions/<uuid:pk>.json", views.twin, name="twin"),
    path("sessions/<uuid:pk>/envelopes.json", views.envelope_list, name="list"),
    path("sessions/<uuid:pk>/record.json", views.record, name="record"),
    path("sessions/<uuid:pk>/record-lots.json", views.record_annex, name="record-annex"),
    path("sessions/<uuid:pk>/record.pdf", views.record_pdf, name="record-pdf"),
    path("sessions/<uuid:pk>/steps/<slug:step>/", views.step, name="step"),
    path("sessions/<uuid:pk>/release/", views.release, name="release"),
    path("sessions/<uuid:pk>/incidents/", views.incident, name="incident"),
    path("sessions/<uuid:pk>/objections/<uuid:objection>/", views.answer, name="answer"),
    path("desk/bids/sessions/<uuid:pk>/wraps.json", views.own_wraps, name="own-wraps"),
    path("desk/bids/sessions/<uuid:pk>/sign-in/", views.sign_in, name="sign-in"),
    path("desk/bids/sessions/<uuid:pk>/own-key/", views.own_key, name="own-key"),
    path("desk/bids/sessions/<uuid:pk>/confirmation/", views.confirm_result, name="confirm-result"),
    path("desk/bids/sessions/<uuid:pk>/objections/", views.object_, name="object"),
]
