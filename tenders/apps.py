from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "tenders"
    label = "tenders"
    verbose_name = "招标采购"
    default_auto_field = "django.db.models.BigAutoField"
