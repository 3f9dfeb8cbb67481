"""Contracts and their performance."""
from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "market.contracts"
    label = "contracts"
    verbose_name = "合同与履约"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Answer what the procedure asks, and file contracts in the archive."""
        from market.core import packs
        from tenders import ports

        from . import filing, standing

        ports.contracts.bind(standing=standing.of)
        packs.register("40-contract", filing.papers)
