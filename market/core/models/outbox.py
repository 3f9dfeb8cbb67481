"""Events, written in the transaction of the act they tell of and numbered after its commit."""
from django.db import models


class Stream(models.TextChoices):
    PUBLIC = "public"
    INTERNAL = "internal"


class OutboxRow(models.Model):
    """One event. ``position`` is given later, by the one sequencer, to committed rows only.

    A reader that has seen position n never afterwards sees a new row at or below n. The two streams are numbered
    apart, so that the public numbers say nothing about internal events.
    """

    stream = models.CharField(max_length=8, choices=Stream.choices)
    position = models.PositiveBigIntegerField(null=True, editable=False)
    kind = models.CharField(max_length=80)
    object_id = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    sequenced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "position"], name="outbox_position_once_per_stream")]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(position=None), name="outbox_unnumbered"),
            models.Index(fields=["stream", "object_id"], name="outbox_object"),
        ]

    def __str__(self):
        return f"{self.stream}:{self.position} {self.kind}"


class StreamHead(models.Model):
    """The last position given in a stream; its row is the sequencer's lock."""

    stream = models.CharField(max_length=8, primary_key=True, choices=Stream.choices)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return f"{self.stream} at {self.last}"


class SubscriberCursor(models.Model):
    """How far an ``@after`` subscriber has read its stream, and which process serves it until when."""

    name = models.CharField(max_length=120, primary_key=True)
    stream = models.CharField(max_length=8, choices=Stream.choices)
    position = models.PositiveBigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.name} at {self.position}"


class SubscriberFailure(models.Model):
    """An event a subscriber could not digest; kept and shown on the status page until it succeeds."""

    cursor = models.ForeignKey(SubscriberCursor, models.CASCADE, related_name="failures")
    position = models.PositiveBigIntegerField()
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.TextField()
    given_up = models.BooleanField(default=False)
    failed_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cursor", "position"], name="subscriber_failure_once")]

    def __str__(self):
        return f"{self.cursor_id} stumbled at {self.position}"
