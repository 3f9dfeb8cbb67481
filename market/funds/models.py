"""Bills and what was paid on them. Until a lot opens nothing here says who pays: tags and veils stand for names."""
import uuid

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField


class Bill(ConcurrentTransitionMixin, models.Model):
    """What one payer owes for one purpose. ``subject`` is the id of the lot, ``payer_tag`` that of the payer within it.

    ``reference`` is random and is what the payer writes on the transfer. ``payer`` is the veiled name. Amounts in 元.
    """

    class Status(models.TextChoices):
        OPEN = "open", "待缴纳"
        PAID = "paid", "已到账"
        GUARANTEED = "guaranteed", "已交保函"
        REFUND_DUE = "refund_due", "待退还"
        REFUNDED = "refunded", "已退还"
        CANCELLED = "cancelled", "已取消"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("缴款码", max_length=24, unique=True)
    purpose = models.CharField(max_length=20, default="bid_bond")
    subject = models.UUIDField()
    payer_tag = models.CharField(max_length=64)
    payer = models.BinaryField()
    title = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    status = FSMField(max_length=12, choices=Status.choices, default=Status.OPEN, protected=True)
    due_at = models.DateTimeField("缴纳截止")
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    refund_by = models.DateField(null=True, blank=True)
    refund_law = models.CharField(max_length=200, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "subject", "payer_tag"], name="bill_once_per_payer"),
                       models.CheckConstraint(name="bill_is_of_something", condition=models.Q(amount__gt=0))]

    def __str__(self):
        return self.reference


class Payment(models.Model):
    """Money that arrived, as the payment service told: once per ``external_id``. Unmatched where no bill fits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_id = models.CharField(max_length=80, unique=True)
    reference = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    payer = models.BinaryField()
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, blank=True, related_name="payments")
    unmatched = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.external_id


class Guarantee(models.Model):
    """A letter of guarantee in place of money; its content is veiled until the lot opens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bill = models.OneToOneField(Bill, models.PROTECT, related_name="guarantee")
    content = models.BinaryField()
    valid_until = models.DateField()
    lodged_at = models.DateTimeField()

    def __str__(self):
        return str(self.id)
