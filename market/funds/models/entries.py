"""The ledger: what happened to money, told once and never changed."""
import uuid

from django.db import models
from django.db.models import F, Q

from market.core import clock


class Frozen(Exception):
    """Something written in the ledger was to be changed or removed; a mistake is mended by another entry."""


class AppendOnly(models.QuerySet):
    """Rows that are written once."""

    def update(self, **_):
        raise Frozen(self.model.__name__)

    def delete(self):
        raise Frozen(self.model.__name__)

    def bulk_update(self, *_, **__):
        raise Frozen(self.model.__name__)

    def bulk_create(self, *_, **__):
        raise Frozen(self.model.__name__)


class EntryQuerySet(AppendOnly):
    def shown(self) -> "EntryQuerySet":
        """Those that tell nothing of a sealed lot: the lot of the bill was opened, or the money was sent back to its
        payer without ever having been a bill's, long enough ago (``funds.sealed``)."""
        from ..sealed import since

        horizon = since()
        loose = Q(bill=None) if horizon is None else Q(bill=None, payment__received_at__lt=horizon)
        return self.filter(loose | Q(bill__shown_at__lte=clock.now()))


class Entry(models.Model):
    """One business event. ``key`` says which, so that it is written once however often it is told; ``at`` is when it
    happened (the bank's moment where the bank did it), ``written_at`` when it was put down. ``bank_id`` is the bank's
    own name of it where money moved at the bank.

    Nothing here names a payer: a bill and a payment know theirs by tag and veil alone.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", "来款计入"
        UNMATCHED = "unmatched", "来款待核"
        MATCHED = "matched", "来款核对后计入"
        OWED = "owed", "转入退还"
        REPAID = "repaid", "已退还付款人"
        FORFEITED = "forfeited", "不予退还"
        INTEREST = "interest", "逾期退还的资金占用费"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField(db_index=True)
    written_at = models.DateTimeField()
    words = models.CharField(max_length=200)
    law = models.CharField(max_length=200, blank=True)
    bill = models.ForeignKey("funds.Bill", models.PROTECT, null=True, blank=True, related_name="entries")
    payment = models.ForeignKey("funds.Payment", models.PROTECT, null=True, blank=True, related_name="entries")
    bank_id = models.CharField(max_length=80, blank=True, db_index=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "分录"
        ordering = ["at", "written_at", "key"]

    def __str__(self):
        return self.key

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Frozen(self.key)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen(self.key)


class Posting(models.Model):
    """An amount in 元 put to the debit of one account and the credit of another, so that no row is out of balance and
    neither is any sum of rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    debit = models.CharField(max_length=20)
    credit = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = "分录行"
        constraints = [
            models.CheckConstraint(name="posting_is_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="posting_moves_between_two", condition=~Q(debit=F("credit"))),
            models.UniqueConstraint(fields=["entry", "debit", "credit"], name="posting_once_an_entry"),
        ]

    def __str__(self):
        return f"{self.debit} {self.credit} {self.amount}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise Frozen(str(self.pk))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Frozen(str(self.pk))
