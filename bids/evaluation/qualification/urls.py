"""Addresses of the qualification review, within the workspace of a tender."""
from django.urls import path

from . import views

app_name = "qualification"
urlpatterns = [
    path("desk/tenders/<uuid:pk>/review/lots/", views.tender, name="tender"),
    path("desk/tenders/<uuid:pk>/review/lots/<int:number>/", views.lot, name="lot"),
    path("desk/tenders/<uuid:pk>/review/lots/<int:number>/bids/<uuid:bid>/", views.bid, name="bid"),
]
