"""Envelopes as they lie here: bytes outside the database, and in it nothing that says whose they are."""
import uuid

from django.db import models


class Upload(models.Model):
    """An envelope on its way in (tus 1.0): ``offset`` of ``length`` bytes have arrived in its part file.

    ``tag`` is ``core.tags.owner_tag(lot, party)``. ``name`` of the part file is the id.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.UUIDField()
    stage = models.CharField(max_length=32)
    volume = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    tag = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["tag"], name="upload_of_tag"), models.Index(fields=["touched_at"],
                                                                                    name="upload_touched")]
        constraints = [models.CheckConstraint(name="upload_within_its_length",
                                              condition=models.Q(offset__lte=models.F("length")))]

    def __str__(self):
        return str(self.id)


class Envelope(models.Model):
    """A whole envelope whose open part was checked. ``sha256`` is over the ciphertext; the bytes lie under the id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.UUIDField()
    stage = models.CharField(max_length=32)
    volume = models.CharField(max_length=32)
    version = models.PositiveIntegerField()
    tag = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lot", "tag", "stage", "volume", "version"],
                                               name="envelope_version_once"),
                       models.UniqueConstraint(fields=["lot", "sha256"], name="envelope_bytes_once_per_lot")]
        indexes = [models.Index(fields=["tag"], name="envelope_of_tag")]

    def __str__(self):
        return str(self.id)
