"""The procedure: rulebooks, tenders with their lots, and every step they take."""
from django.apps import AppConfig
from django.core import checks


class TendersConfig(AppConfig):
    name = "tenders"
    label = "tenders"
    verbose_name = "招标采购"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Let the clockwork move what is due, and let the check see whether every port is bound."""
        from market.core import due

        from . import ports
        from .models import Tender

        due.register(lambda: Tender.objects.filter(status="published"), "start_bidding")
        due.register(lambda: Tender.objects.filter(status="bidding"), "close_bidding")
        checks.register(lambda **_: [*ports.bids.faults(), *ports.notices.faults()])
