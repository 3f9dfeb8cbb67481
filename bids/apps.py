"""Sealed bids and their opening."""
from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "bids"
    label = "bids"
    verbose_name = "投标与开标"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Answer what the procedure asks."""
        from tenders import ports

        from . import counting

        ports.bids.bind(valid_count=counting.valid_count, valid_counts=counting.valid_counts,
                        list_is_fixed=counting.list_is_fixed)
