"""What was found in the envelopes. It is written while unsealing, veiled, and becomes readable all at one moment."""
import uuid

from django.db import models
from django.db.models import Q

from .. import policy


class ShownManager(models.Manager):
    """Only what was shown; the other rows are the session's own."""

    def get_queryset(self):
        return super().get_queryset().exclude(visible_at=None)


class OpenedBid(models.Model):
    """One bid at one stage.

    Until ``visible_at`` everything found stands in ``veiled`` alone (JSON under the veil of the bid). Then ``sheet`` is
    the price sheet as sealed with the SHA-256 of its bytes, ``amount`` the price in 元, ``fault`` a code of
    ``opening.faults`` where the bid could not be read, ``fault_place`` where in the envelope. ``broken`` names the
    volumes that could not be read where others could: ``{volume: {"code", "place"}}``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="opened")
    stage = models.CharField(max_length=32)
    veiled = models.BinaryField(default=b"")
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    sheet = models.JSONField(default=dict)
    sheet_sha256 = models.CharField(max_length=64, blank=True)
    fault = models.CharField(max_length=60, blank=True)
    fault_place = models.CharField(max_length=80, blank=True)
    broken = models.JSONField(default=dict)
    unsealed_at = models.DateTimeField()
    visible_at = models.DateTimeField(null=True, blank=True)

    objects = ShownManager()
    staged = models.Manager()  # noqa: DJ012 - what a session found, before and after it is shown

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "stage"], name="opened_bid_once_a_stage"),
            models.CheckConstraint(name="opened_bid_tells_nothing_before_its_moment",
                                   condition=Q(visible_at__isnull=False) | Q(amount=None, fault="", sheet_sha256="")),
        ]

    def __str__(self):
        return str(self.id)


class OpenedFileQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "OpenedFileQuerySet":
        """Files an actor may read: its own as the bidder; those for the house as somebody who works on the tender for
        the principal or the agent; all of a tender its department supervises."""
        return policy.readable(self, actor)


class OpenedFile(models.Model):
    """A file out of an envelope, checked like any upload; ``refused`` says why it is not given out. Rows are made at
    the moment everything is shown. ``for_house`` says that the rules of the tender let its principal and agent read the
    volume it comes from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened = models.ForeignKey(OpenedBid, models.PROTECT, related_name="files")
    volume = models.CharField(max_length=32)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    refused = models.CharField(max_length=60, blank=True)
    for_house = models.BooleanField(default=False)

    objects = OpenedFileQuerySet.as_manager()

    class Meta:
        ordering = ["opened", "volume", "name"]

    def __str__(self):
        return self.name


class GivenKey(models.Model):
    """The content key (32 bytes) of one envelope, given by its bidder in the window as a backup."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="given_keys")
    envelope = models.OneToOneField("custody.Envelope", models.PROTECT, related_name="+")
    key = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    def __str__(self):
        return str(self.id)
