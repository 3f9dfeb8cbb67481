"""Sealed bids and their opening."""
from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "bids"
    label = "bids"
    verbose_name = "投标与开标"
    default_auto_field = "django.db.models.BigAutoField"
