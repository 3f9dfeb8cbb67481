"""When the platform did not answer: measured by itself, kept for good, shown to everybody."""
import uuid

from django.db import models
from django.db.models import F, Q


class Outage(models.Model):
    """One span in which a component gave no sign of life. ``ended_at`` is None while it lasts.

    The moments are those of ``core.clock``, by which deadlines run. ``evidence`` is what was measured: the last sign of
    life before and the first after by the machine's clock, the limit in seconds, how many writes were refused.
    ``settled_at`` is when the supervisor decided what follows from it for the tenders it touched.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    component = models.CharField("部分", max_length=40)
    began_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("恢复", null=True, blank=True)
    evidence = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-began_at"]
        verbose_name = "系统故障"
        constraints = [
            models.UniqueConstraint(fields=["component"], condition=Q(ended_at=None), name="outage_open_once"),
            models.CheckConstraint(name="outage_ends_after_it_begins",
                                   condition=Q(ended_at=None) | Q(ended_at__gt=F("began_at"))),
            models.CheckConstraint(name="outage_settled_once_over", condition=Q(settled_at=None) | ~Q(ended_at=None)),
        ]

    def __str__(self):
        return f"{self.component} {self.began_at}"

    @property
    def span(self):
        """How long it lasted; None while it does."""
        return self.ended_at - self.began_at if self.ended_at else None


class OutageRelief(models.Model):
    """What an outage gave back to one tender (``subject`` is its id): the deadline before and after. Decided once."""

    outage = models.ForeignKey(Outage, models.PROTECT, related_name="reliefs")
    subject = models.UUIDField()
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = "故障延期"
        constraints = [
            models.UniqueConstraint(fields=["outage", "subject"], name="outage_relieves_once"),
            models.CheckConstraint(name="outage_relief_gives", condition=Q(due_after__gt=F("due_before"))),
        ]

    def __str__(self):
        return f"{self.outage_id} {self.subject}"
