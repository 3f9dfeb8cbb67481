"""What was decided on a bid after its opening: one verdict a phase, never changed."""
import uuid

from django.db import models
from django.db.models import Q


class Verdict(models.Model):
    """One decision on one bid. ``ground`` is why it failed, as its bidder is told; ``basis`` the article or the clause
    of the tender document; ``by`` the actor who decided; ``detail`` what it rests on, in the manner of the phase.

    A bid with a verdict that it failed stands no longer.
    """

    class Phase(models.TextChoices):
        QUALIFICATION = "qualification", "资格审查"
        COMPLIANCE = "compliance", "符合性审查"
        CORRECTION = "correction", "报价修正"
        LOW_PRICE = "low_price", "异常低价审查"
        REVOKED = "revoked", "撤销投标"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="verdicts")
    phase = models.CharField(max_length=16, choices=Phase.choices)
    passed = models.BooleanField()
    ground = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "phase"], name="verdict_once_a_phase"),
            models.CheckConstraint(name="verdict_of_failure_gives_its_ground",
                                   condition=Q(passed=True) | (~Q(ground="") & ~Q(basis=""))),
        ]

    def __str__(self):
        return f"{self.bid_id} {self.phase}"
