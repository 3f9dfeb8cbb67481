"""Funds: bills, payments and guarantee letters."""
from django.apps import AppConfig


class FundsConfig(AppConfig):
    name = "market.funds"
    label = "funds"
    verbose_name = "资金"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Let the clockwork begin the returns whose moment has come."""
        from market.core import due

        from .models import Bill

        due.register(lambda: Bill.objects.filter(status="paid"), "owe")
        due.register(lambda: Bill.objects.filter(status="guaranteed"), "release")
