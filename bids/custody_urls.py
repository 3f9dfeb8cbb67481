"""Addresses of what is taken into custody: envelopes from bidders, keys from custodians."""
from django.urls import path

from . import custodians, papers, uploads

app_name = "custody"
urlpatterns = [
    path("desk/bids/uploads/", uploads.begin, name="uploads"),
    path("desk/bids/uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("desk/bids/receipts/<str:number>/receipt.pdf", papers.receipt_pdf, name="receipt-pdf"),
    path("desk/custody/", custodians.my_seats, name="seats"),
    path("desk/custody/<uuid:pk>/", custodians.seat, name="seat"),
    path("desk/custody/<uuid:pk>/lots.json", custodians.lots, name="seat-lots"),
    path("desk/custody/<uuid:pk>/keys/", custodians.deposit, name="seat-deposit"),
    path("desk/custody/<uuid:pk>/demo-keys.json", custodians.demo_keys, name="seat-demo-keys"),
]
