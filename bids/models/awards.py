"""Who won a lot, for which amount, and what became of it."""
import uuid

from django.db import models
from django.db.models import Q


class AwardQuerySet(models.QuerySet):
    def living(self) -> "AwardQuerySet":
        """Those that stand: confirmed and not ended since."""
        return self.filter(ended_at=None)


class Award(models.Model):
    """The purchaser's decision for one bid of a lot; ``number`` counts the decisions of the lot from 1.

    ``amount`` is the bid's price in 元 and becomes the contract's; ``rank`` that of the candidate. ``deemed`` says that
    the time for confirming passed in silence, which confirms the first candidate (政府采购法实施条例 第四十三条). From
    ``letter_at``, the day of the award letter, the time to sign runs. ``ended_for`` is the step that ended it
    (``cancel_award``, ``record_default``, ``void_award`` …); ``reason`` and ``basis`` are the words and the article of
    what departs from the usual course.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="awards")
    number = models.PositiveIntegerField(default=1)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="awards")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    rank = models.PositiveSmallIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80)
    deemed = models.BooleanField(default=False)
    letter_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["lot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="award_number_once"),
            models.UniqueConstraint(fields=["lot"], name="award_one_living_a_lot", condition=Q(ended_at=None)),
            models.CheckConstraint(name="award_ends_for_something", condition=Q(ended_at=None, ended_for="")
                                   | (Q(ended_at__isnull=False) & ~Q(ended_for=""))),
        ]

    def __str__(self):
        return f"{self.lot_id} #{self.number}"
