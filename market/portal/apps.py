from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "market.portal"
    label = "portal"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from market.core import marks  # noqa: F401 - registers the check
