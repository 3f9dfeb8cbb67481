from django.apps import AppConfig


class StageConfig(AppConfig):
    name = "tests.stage"
    label = "stage"
    default_auto_field = "django.db.models.BigAutoField"
