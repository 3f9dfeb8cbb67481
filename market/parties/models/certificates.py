"""Certificates of a party with their days and how far they are trusted, and the keys it signs its bids with."""
import uuid

from django.db import models
from django.db.models import Q

from ..roles import OVERSEERS


class OfParty(models.QuerySet):
    """Rows that belong to one party."""

    def visible_to(self, actor) -> "OfParty":
        """Those of the organisation one acts for; the centre, supervisors and the operator see all."""
        if any(actor.acts_as(role) for role in OVERSEERS):
            return self
        return self.filter(party_id=actor.party) if actor.party else self.none()

    def in_use(self) -> "OfParty":
        """Those not revoked."""
        return self.filter(revoked_at=None)


class Certificate(models.Model):
    """A licence, a qualification, a CA certificate. ``trust`` says what its content rests on."""

    class Trust(models.TextChoices):
        DECLARED = "declared", "自行申报"
        CHECKED = "checked", "人工核对"
        VERIFIED = "verified", "联网核验"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="certificates")
    kind = models.CharField("类型", max_length=60)
    number = models.CharField("编号", max_length=120)
    issuer = models.CharField("发证机关", max_length=120)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.DECLARED)
    valid_from = models.DateField("有效期自")
    valid_until = models.DateField("有效期至", null=True, blank=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OfParty.as_manager()

    def __str__(self):
        return f"{self.kind} {self.number}"

    def holds_on(self, day) -> bool:
        """Whether it is in force on a day."""
        return self.revoked_at is None and self.valid_from <= day and (self.valid_until is None
                                                                      or day <= self.valid_until)


class SigningKey(models.Model):
    """The public halves of a party's ``envelope-key/1``: ``opens`` unwraps its own envelopes, ``signs`` its manifests.

    65 bytes each; fingerprints are SHA-256 in hex. The private halves never reach the server.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="signing_keys")
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="signing_keys")
    opens = models.BinaryField(max_length=65)
    signs = models.BinaryField(max_length=65)
    opens_fingerprint = models.CharField(max_length=64)
    signs_fingerprint = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OfParty.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["signs_fingerprint"], name="signing_key_of_one_party"),
                       models.UniqueConstraint(fields=["party", "user"], condition=Q(revoked_at=None),
                                               name="signing_key_one_per_person")]

    def __str__(self):
        return self.signs_fingerprint[:16]
