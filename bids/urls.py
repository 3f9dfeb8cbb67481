"""Addresses of a bidder. All lie beneath ``/desk/bids/``, which no access log names."""
from django.urls import path, re_path

from .views import handing_in, opened, practice, signals, wizard

app_name = "bids"
urlpatterns = [
    path("desk/bids/", wizard.mine, name="mine"),
    path("desk/bids/clock/", signals.server_clock, name="clock"),
    path("desk/bids/speed/", signals.speed, name="speed"),
    path("desk/bids/practice/", practice.begin, name="practice"),
    re_path("^desk/bids/practice/(?P<step>join|check|volumes|price|encrypt|confirm|receipt)/$", practice.step,
            name="practice_step"),
    path("desk/bids/receipts/<str:number>/", handing_in.receipt, name="receipt"),
    path("desk/bids/receipts/<str:number>/receipt.json", handing_in.receipt_file, name="receipt_file"),
    path("desk/bids/<uuid:pk>/", wizard.begin, name="begin"),
    path("desk/bids/<uuid:pk>/join/", wizard.join, name="join"),
    path("desk/bids/<uuid:pk>/check/", wizard.check, name="check"),
    path("desk/bids/<uuid:pk>/volumes/", wizard.volumes, name="volumes"),
    path("desk/bids/<uuid:pk>/price/", wizard.price, name="price"),
    path("desk/bids/<uuid:pk>/encrypt/", wizard.encrypt, name="encrypt"),
    path("desk/bids/<uuid:pk>/confirm/", handing_in.confirm, name="confirm"),
    path("desk/bids/<uuid:pk>/submit/", handing_in.submit, name="submit"),
    path("desk/bids/<uuid:pk>/withdraw/", handing_in.withdraw, name="withdraw"),
    path("desk/bids/<uuid:pk>/result/", opened.result, name="result"),
    path("desk/bids/files/<uuid:pk>/", opened.file, name="file"),
    path("desk/bids/files/<uuid:pk>/text/", opened.file_text, name="file-text"),
]
