"""Letters of guarantee in place of money."""
import uuid

from django.db import models


class Guarantee(models.Model):
    """A letter lodged on a bill. ``content`` is veiled JSON: issuer, number, amount, and name of the file; ``letter``
    the veiled file. Both are read again only under the bill's scope."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bill = models.OneToOneField("funds.Bill", models.PROTECT, related_name="guarantee")
    content = models.BinaryField()
    letter = models.BinaryField()
    valid_until = models.DateField()
    lodged_at = models.DateTimeField()

    class Meta:
        verbose_name = "保函"

    def __str__(self):
        return str(self.id)
