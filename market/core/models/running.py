"""How the installation runs: the demo clock's offset and the heartbeat of each process."""
from django.db import models


class DemoClock(models.Model):
    """How far demo time stands ahead of the machine's; one row, shared by every process."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    offset_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_demo_clock", condition=models.Q(id=1))]

    def __str__(self):
        return f"{self.offset_seconds:+d} s"


class Heartbeat(models.Model):
    """When a component last said it was alive, by the machine's clock, and what it then had to say."""

    component = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self):
        return self.component
