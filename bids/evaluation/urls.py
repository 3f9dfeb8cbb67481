"""Addresses of evaluations. What a bidder answers alone lies under ``/desk/bids/``, where no path is logged."""
from django.urls import path

from .views import bidder, expert, offices, reports, room

app_name = "evaluations"
urlpatterns = [
    path("desk/expert/", expert.desk, name="expert"),
    path("desk/expert/check-in/", expert.check_in, name="check-in"),
    path("desk/expert/<uuid:pk>/", expert.seat, name="seat"),
    path("desk/expert/<uuid:pk>/<slug:act_>/", expert.seat_act, name="seat-act"),
    path("evaluations/<uuid:pk>/", room.room, name="room"),
    path("evaluations/<uuid:pk>/votes/", room.votes, name="votes"),
    path("evaluations/<uuid:pk>/sheet/", room.sheet, name="sheet"),
    path("evaluations/<uuid:pk>/facts/", room.facts, name="facts"),
    path("evaluations/<uuid:pk>/inquiries/", room.ask, name="ask"),
    path("evaluations/<uuid:pk>/acts/<slug:act_>/", room.lot_act, name="act"),
    path("evaluations/<uuid:pk>/files/<uuid:file>/", room.volume, name="volume"),
    path("evaluations/<uuid:pk>/report/", reports.report, name="report"),
    path("evaluations/<uuid:pk>/report.pdf", reports.paper, name="report-pdf"),
    path("evaluations/<uuid:pk>/bundle.json", reports.bundle, name="bundle"),
    path("evaluations/<uuid:pk>/public.json", reports.public_bundle, name="public-bundle"),
    path("desk/committees/<uuid:pk>/", offices.committee, name="committee"),
    path("desk/committees/<uuid:pk>/form/", offices.form, name="form"),
    path("desk/committees/<uuid:pk>/draw/", offices.draw, name="draw"),
    path("desk/committees/<uuid:pk>/code/", offices.code, name="code"),
    path("desk/committees/<uuid:pk>/absent/", offices.absent, name="absent"),
    path("desk/committees/<uuid:pk>/representative/", offices.representative, name="representative"),
    path("desk/committees/<uuid:pk>/lots/<int:number>/start/", offices.start, name="start"),
    path("desk/committees/<uuid:pk>/lots/<int:number>/again/", offices.again, name="again"),
    path("desk/bids/inquiries/", bidder.inquiries, name="inquiries"),
    path("desk/bids/inquiries/<uuid:pk>/", bidder.inquiry, name="inquiry"),
    path("desk/bids/inquiries/<uuid:pk>/answer/", bidder.answer, name="answer"),
]
