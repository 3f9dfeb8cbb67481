"""Custodians and their keys. No private key is stored here before its release."""
import uuid

from django.db import models


class Seat(models.Model):
    """One of three custodians of a procedure (``subject`` is the id of its tender), each of another organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField()
    number = models.PositiveSmallIntegerField(choices=[(1, "1"), (2, "2"), (3, "3")])
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="seats")
    named_by = models.CharField(max_length=80)
    named_at = models.DateTimeField()

    class Meta:
        ordering = ["subject", "number"]
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="seat_number_once"),
                       models.UniqueConstraint(fields=["subject", "party"], name="seat_one_per_party")]

    def __str__(self):
        return f"{self.subject} #{self.number}"


class CustodianKey(models.Model):
    """A custodian's key for one lot and one stage of opening: the public half (65 bytes) from the start, the private
    one (32 bytes) only once released in the opening session."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="keys")
    lot = models.UUIDField()
    stage = models.CharField(max_length=32)
    public = models.BinaryField(max_length=65)
    fingerprint = models.CharField(max_length=64)
    deposited_at = models.DateTimeField()
    secret = models.BinaryField(max_length=32, null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "lot", "stage"], name="custodian_key_once"),
            models.UniqueConstraint(fields=["fingerprint"], name="custodian_key_never_twice"),
            models.CheckConstraint(name="custodian_secret_has_its_moment",
                                   condition=models.Q(secret=None, released_at=None)
                                   | models.Q(secret__isnull=False, released_at__isnull=False)),
        ]
        indexes = [models.Index(fields=["lot", "stage"], name="custodian_key_of_lot")]

    def __str__(self):
        return self.fingerprint[:16]
