"""Idempotency keys: doing an act twice is doing it once."""
from django.db import models


class IdempotencyKey(models.Model):
    """What came of a creating request. Another body under the same key is refused; kept 48 hours.

    ``scope`` is the actor or visitor together with the route; ``digest`` is over the body; ``object_id`` and
    ``status`` let the first answer be given again.
    """

    scope = models.CharField(max_length=160)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    object_id = models.CharField(max_length=64, blank=True)
    location = models.CharField(max_length=255, blank=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotency_key_once_per_scope")]

    def __str__(self):
        return f"{self.scope} {self.key}"
