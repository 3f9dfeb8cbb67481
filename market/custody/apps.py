from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "market.custody"
    label = "custody"
    verbose_name = "封存与保管"
    default_auto_field = "django.db.models.BigAutoField"
