"""Addresses of what is taken into custody: envelopes from bidders, keys from custodians."""
from django.urls import path

from . import uploads

app_name = "custody"
urlpatterns = [
    path("desk/bids/uploads/", uploads.begin, name="uploads"),
    path("desk/bids/uploads/<uuid:pk>/", uploads.upload, name="upload"),
]
