"""Receipts: what the platform signed, as it signed it."""
from django.db import models


class Receipt(models.Model):
    """A signed statement of the platform. ``number`` is random. ``content`` is what was signed (canonical JSON), with
    ``signature`` (64 bytes, base64url) under the key ``key_id``. ``tag`` stands for the holder, ``subject`` for the lot
    or tender it is about. Written once, never changed."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "投标文件递交回执"
        WITHDRAWN = "withdrawn", "撤回投标回执"
        LATE = "late", "逾期拒收记录"
        OPENING = "opening", "开标记录"
        PAYMENT = "payment", "保证金回执"

    number = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.UUIDField()
    tag = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    signature = models.CharField(max_length=100)
    key_id = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    public_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "tag"], name="receipt_of_holder")]

    def __str__(self):
        return self.number
