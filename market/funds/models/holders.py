"""Who has bills in which group of subjects, by tag alone: a payer's bills are found without trying every one."""
import uuid

from django.db import models


class BillHolder(models.Model):
    """Somebody has a bill in a group (a tender, whose lots the bills are about). ``tag`` is the holder's within the
    group and stands nowhere else: it ties no two bills together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.UUIDField()
    tag = models.CharField(max_length=64, unique=True)

    def __str__(self):
        return str(self.id)
