"""The procedure: rulebooks, tenders with their lots, and every step they take."""
from functools import partial

from django.apps import AppConfig
from django.core import checks


class TendersConfig(AppConfig):
    name = "tenders"
    label = "tenders"
    verbose_name = "招标采购"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Let the clockwork move what is due, and let the check see whether every port is bound."""
        from market.core import due, holds, packs

        from . import filing, ports, services
        from .models import Lot, Tender

        for model in (Tender, Lot):
            due.register(partial(holds.held, model), "resume", services.resume_for_time)
        due.register(lambda: Tender.objects.filter(status="published"), "start_bidding")
        due.register(lambda: Tender.objects.filter(status="bidding"), "close_bidding")
        checks.register(lambda **_: [
            *ports.bids.faults(), *ports.evaluation.faults(), *ports.awards.faults(), *ports.notices.faults(),
            *ports.redress.faults(), *ports.contracts.faults()])
        packs.register("10-tender", filing.papers)
