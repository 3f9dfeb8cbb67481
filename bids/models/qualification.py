"""The qualification review of a lot: what was found of each bid, item by item, by whom recorded and confirmed."""
import uuid

from django.db import models
from django.db.models import Q


class QualificationReview(models.Model):
    """How far the review of a lot has come. One person records, asks for confirming, and another confirms or returns.

    While ``asked_at`` is set and ``confirmed_at`` is not, nothing may be changed. ``returned_for`` is why it was last
    given back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.OneToOneField("tenders.Lot", models.PROTECT, related_name="qualification")
    asked_by = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.CharField(max_length=80, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_for = models.TextField(blank=True)
    confirmed_by = models.CharField(max_length=80, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "资格审查"

    def __str__(self):
        return str(self.id)

    @property
    def waits(self) -> bool:
        """Whether a second person is asked to confirm it."""
        return self.asked_at is not None and self.confirmed_at is None


class QualificationCheck(models.Model):
    """What was found of one bid on one item of the scheme. ``revision`` grows with each saving, from 1: who saves an
    older one is refused. A failure gives its ``reason`` and its ``basis``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="checks")
    item = models.CharField(max_length=60)
    passed = models.BooleanField()
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "item"], name="qualification_check_once_an_item"),
            models.CheckConstraint(name="qualification_failure_gives_its_reason",
                                   condition=Q(passed=True) | (~Q(reason="") & ~Q(basis=""))),
        ]

    def __str__(self):
        return f"{self.bid_id} {self.item}"
