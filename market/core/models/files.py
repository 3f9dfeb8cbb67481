"""A stored file: its bytes lie outside the database under its hash; this row says what they are."""
import uuid

from django.db import models


class StoredFile(models.Model):
    """Bytes that were checked and kept. Two rows may share one content.

    ``name`` is what a reader saves it as; ``size`` is in bytes; ``sha256`` is over the bytes as received.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    stored_at = models.DateTimeField()

    class Meta:
        verbose_name = "文件"

    def __str__(self):
        return self.name
