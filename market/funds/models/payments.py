"""Money that arrived, as the payment service told."""
import uuid

from django.db import models

from market.core import clock


class PaymentQuerySet(models.QuerySet):
    def shown(self) -> "PaymentQuerySet":
        """Those that tell nothing of a sealed lot: that of the bill was opened, or the money bore no known reference
        and came before any lot that is still sealed took bonds."""
        from ..sealed import since

        horizon = since()
        loose = models.Q(bill=None) if horizon is None else models.Q(bill=None, received_at__lt=horizon)
        return self.filter(loose | models.Q(bill__shown_at__lte=clock.now()))


class Payment(models.Model):
    """Money that arrived: once per ``external_id``. ``payer`` is the veiled account name.

    ``unmatched`` says why it does not count on its bill, or that no bill bears its reference; empty where it counts.
    ``received_at`` is the moment the bank booked it.
    """

    class Unmatched(models.TextChoices):
        UNKNOWN = "unknown", "缴款码不存在"
        SHORT = "short", "少于应缴金额"
        OVER = "over", "多于应缴金额"
        LATE = "late", "截止后到账"
        AGAIN = "again", "重复缴纳"
        ENDED = "ended", "已无需缴纳"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(max_length=80, unique=True)
    reference = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    payer = models.BinaryField()
    bill = models.ForeignKey("funds.Bill", models.PROTECT, null=True, blank=True, related_name="payments")
    unmatched = models.CharField(max_length=40, choices=Unmatched.choices, blank=True)
    received_at = models.DateTimeField()
    told_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "来款"
        constraints = [
            models.CheckConstraint(name="payment_is_of_something", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(name="payment_of_no_bill_is_unmatched",
                                   condition=models.Q(bill__isnull=False) | ~models.Q(unmatched="")),
        ]

    def __str__(self):
        return self.external_id

    @property
    def way_back(self):
        """Its refund; None where it stays."""
        return getattr(self, "refund", None)
