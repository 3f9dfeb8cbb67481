"""Files that belong to a draft or a matter."""
import uuid

from django.db import models


class Paper(models.Model):
    """One file, checked and kept as other files are. ``role`` says what it came with; what was handed in is never
    removed."""

    class Role(models.TextChoices):
        FILED = "filed", "随函提交"
        CORRECTION = "correction", "补正材料"
        ANSWER = "answer", "随答复提交"
        REPLY = "reply", "随书面说明提交"
        DECISION = "decision", "处理决定书"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("redress.Draft", models.CASCADE, null=True, blank=True, related_name="papers")
    query = models.ForeignKey("redress.Query", models.PROTECT, null=True, blank=True, related_name="papers")
    complaint = models.ForeignKey("redress.Complaint", models.PROTECT, null=True, blank=True, related_name="papers")
    copy = models.ForeignKey("redress.Copy", models.PROTECT, null=True, blank=True, related_name="papers")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.FILED)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at"]
        verbose_name = "证明材料"

    def __str__(self):
        return self.file.name
