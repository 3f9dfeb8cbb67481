"""What was found in the envelopes. Rows are written while unsealing and become visible all at one moment."""
import uuid

from django.db import models


class OpenedBid(models.Model):
    """One bid at one stage. ``fault`` is a code of ``custody.errors`` or ``price_sheet`` where it could not be read;
    ``sheet`` the price sheet as sealed, ``amount`` the price in 元. Nobody reads a row before ``visible_at``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="opened")
    stage = models.CharField(max_length=32)
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    sheet = models.JSONField(default=dict)
    fault = models.CharField(max_length=60, blank=True)
    fault_place = models.CharField(max_length=80, blank=True)
    unsealed_at = models.DateTimeField()
    visible_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bid", "stage"], name="opened_bid_once_a_stage")]

    def __str__(self):
        return f"{self.bid_id} {self.stage}"


class OpenedFile(models.Model):
    """A file out of an envelope, checked like any upload; ``refused`` says why it is not given out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opened = models.ForeignKey(OpenedBid, models.PROTECT, related_name="files")
    volume = models.CharField(max_length=32)
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    refused = models.CharField(max_length=60, blank=True)

    def __str__(self):
        return self.name
