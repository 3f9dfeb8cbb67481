"""Claims to a code: pending until proved by a certificate, or by two people of the centre against the licence."""
import uuid

from django.db import models
from django.db.models import Q


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ClaimQuerySet":
        """The centre sees all, a person their own."""
        if actor.acts_as("centre"):
            return self
        return self.filter(user_id=actor.user) if actor else self.none()


class Claim(models.Model):
    """A person says that an organisation's code is theirs to act for.

    ``challenge`` is what the organisation's certificate has to sign; empty until it was asked for.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "待核实"
        PROVED = "proved", "已核实"
        REFUSED = "refused", "未通过"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="claims")
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="claims")
    identifier = models.ForeignKey("parties.Identifier", models.PROTECT, related_name="claims")
    licence = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    challenge = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["party"], condition=Q(status="pending"),
                                               name="claim_one_pending_per_party")]

    def __str__(self):
        return f"claim {self.id}"


class ClaimReview(models.Model):
    """What one person of the centre found on looking at a licence. Two different people decide about one file."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="reviews")
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="+")
    licence = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "user", "licence"], name="claim_reviewed_once_by_each")]

    def __str__(self):
        return f"review of {self.claim_id}"
