"""Enquiries, queries and complaints."""
from django.apps import AppConfig


class RedressConfig(AppConfig):
    name = "market.redress"
    label = "redress"
    verbose_name = "询问、质疑与投诉"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Answer what the procedure asks: what still stands in the way of a contract; and file for the archive."""
        from market.core import packs
        from tenders import ports

        from . import filing, matters

        ports.redress.bind(open_matters=matters.open_matters)
        packs.register("50-redress", filing.papers)
