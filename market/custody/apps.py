from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "market.custody"
    label = "custody"
    verbose_name = "封存与保管"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from market.core import chores

        from . import envelopes, roots, uploads

        chores.hourly("uploads", uploads.sweep)
        chores.hourly("envelopes", envelopes.sweep)
        chores.hourly("roots", roots.take)
