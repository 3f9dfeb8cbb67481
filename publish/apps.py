from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "publish"
    label = "publish"
    verbose_name = "信息公开"
    default_auto_field = "django.db.models.BigAutoField"
