"""Addresses of the ledger: what the payment service calls, and what the centre's finance staff look at."""
from django.urls import path

from . import views

app_name = "funds"
urlpatterns = [
    path("payments/callback/", views.callback, name="callback"),
    path("desk/centre/payments/", views.strays, name="strays"),
    path("desk/centre/payments/<uuid:pk>/return/", views.stray_return, name="stray-return"),
]
