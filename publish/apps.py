from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "publish"
    label = "publish"
    verbose_name = "信息公开"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Answer what the procedure asks about its notices."""
        from market.core import packs
        from tenders import ports

        from . import filing
        from .tenders import published

        ports.notices.bind(of_tender=published)
        packs.register("30-notices", filing.papers)
