"""The log of every step, and holds that stop the clocks."""
import uuid

from django.db import models


class StepLog(models.Model):
    """One step taken, chained per record: each row's hash covers the one before it.

    ``actor`` is text (``user:<uuid>``, ``clockwork``, ``import``), ``acting_for`` the body acted for. ``records``
    names all rows where a step moved several at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=60)
    before = models.CharField(max_length=40)
    after = models.CharField(max_length=40)
    actor = models.CharField(max_length=80)
    acting_for = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)
    records = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["record_type", "record_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["record_type", "record_id", "number"], name="steplog_chain_has_no_fork"),
        ]

    def __str__(self):
        return f"{self.record_type}:{self.record_id} #{self.number} {self.step}"


class Hold(models.Model):
    """A suspension of one record: every step but ``resume`` is refused, every clock leaves its span out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=64)
    order_no = models.CharField("文号", max_length=80)
    by = models.CharField("作出机关", max_length=80)
    reason = models.TextField("理由")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["record_type", "record_id"], name="hold_record")]
        constraints = [
            models.CheckConstraint(name="hold_ends_after_it_begins",
                                   condition=models.Q(until=None) | models.Q(until__gt=models.F("since"))),
        ]

    def __str__(self):
        return f"{self.order_no} on {self.record_type}:{self.record_id}"
