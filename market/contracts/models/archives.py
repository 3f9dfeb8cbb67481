"""The archive of a lot: a signed list of everything it holds; the bytes lie in the file store."""
from django.db import models


class Archive(models.Model):
    """``manifest`` is the list (``archive/1``), ``receipt`` states its SHA-256 under the platform's key. ``keep_until``
    is the first day on which it may be destroyed (政府采购法 第四十二条)."""

    contract = models.OneToOneField("contracts.Contract", models.PROTECT, related_name="archive")
    manifest = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    receipt = models.OneToOneField("custody.Receipt", models.PROTECT, related_name="+")
    files = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    keep_until = models.DateField(null=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self):
        return f"archive of {self.contract_id}"
