from django.apps import AppConfig


class StageConfig(AppConfig):
    name = "tests.stage"
    label = "stage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from market.core import due

        from .models import Play

        due.register(lambda: Play.objects.filter(status="published"), "expire")
