from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "market.core"
    label = "core"
    verbose_name = "核心"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Import every app's ``subscribers.py``, which says what the app reacts to."""
        autodiscover_modules("subscribers")
