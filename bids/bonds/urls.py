"""Addresses of a bidder's bonds; no access log names them."""
from django.urls import path

from . import views

app_name = "bonds"
urlpatterns = [
    path("desk/bonds/", views.bonds, name="list"),
    path("desk/bonds/lots/<uuid:pk>/", views.bill_begin, name="begin"),
    path("desk/bonds/<uuid:pk>/", views.bill, name="bill"),
    path("desk/bonds/<uuid:pk>/guarantee/", views.guarantee_lodge, name="guarantee"),
    path("desk/bonds/<uuid:pk>/guarantee/letter/", views.guarantee_letter, name="letter"),
    path("desk/bonds/<uuid:pk>/claim/", views.payment_claim, name="claim"),
    path("desk/bonds/<uuid:pk>/receipt.json", views.receipt_file, name="receipt"),
]
