"""Receipts: what the platform signed, as it signed it."""
from django.db import models


class Receipt(models.Model):
    """A signed statement of the platform. ``number`` is random. ``content`` is what was signed (canonical JSON), with
    ``signature`` (64 bytes, base64url) under the key ``key_id``. ``tag`` stands for the holder, ``subject`` for the lot
    or tender it is about. Written once, never changed; ``paper`` is the PDF typeset from it."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "投标文件递交回执"
        WITHDRAWN = "withdrawn", "撤回投标回执"
        LATE = "late", "逾期拒收记录"
        OPENING = "opening", "开标记录"
        REVIEW = "review", "评审文件开启记录"
        PAYMENT = "payment", "保证金回执"
        AWARD = "award", "中标通知书"
        LOSS = "loss", "未中标结果通知书"
        CONTRACT = "contract", "合同签署记录"
        ARCHIVE = "archive", "归档清单"

    number = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    subject = models.UUIDField()
    tag = models.CharField(max_length=64, blank=True)
    content = models.TextField()
    signature = models.CharField(max_length=100)
    key_id = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    public_at = models.DateTimeField(null=True, blank=True)
    paper = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["subject", "tag"], name="receipt_of_holder")]

    def __str__(self):
        return self.number


class SignerKey(models.Model):
    """The public half (65 bytes) of a key the platform signs or signed with; ``id`` is its fingerprint."""

    id = models.CharField(max_length=64, primary_key=True)
    public = models.BinaryField(max_length=65)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.id[:16]


class ChainRoot(models.Model):
    """An hourly signed statement over the last rows of all step chains. ``root`` is a Merkle root (hex); ``content``
    and ``signature`` as in a receipt. It covers the rows taken until ``upto`` and says nothing
    of how many chains there are, nor which."""

    number = models.PositiveIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    content = models.TextField()
    signature = models.CharField(max_length=100)
    key_id = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    upto = models.DateTimeField()

    def __str__(self):
        return f"{self.number} {self.root[:12]}"
