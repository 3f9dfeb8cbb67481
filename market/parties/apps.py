from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "market.parties"
    label = "parties"
    verbose_name = "交易主体"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import receivers  # noqa: F401 - listens from here on
