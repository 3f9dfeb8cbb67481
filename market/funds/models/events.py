"""What the payment service told, each thing once."""
from django.db import models


class BankEvent(models.Model):
    """A callback that was acted on. ``digest`` is SHA-256 over its body: the same id with other words is refused."""

    id = models.CharField(primary_key=True, max_length=80)
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    told_at = models.DateTimeField()

    def __str__(self):
        return self.id
