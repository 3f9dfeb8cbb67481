"""What was changed after publication: clarifications, amendments, extensions; each public with its reason."""
import uuid

from django.db import models


class Amendment(models.Model):
    """``affects`` says that it may affect how bids are made, which may force a later deadline. ``before`` and ``after``
    are the facts and moments that changed, as published."""

    class Kind(models.TextChoices):
        CLARIFICATION = "clarification", "澄清"
        AMENDMENT = "amendment", "更正"
        EXTENSION = "extension", "延期"
        OUTAGE = "outage", "因系统故障延期"
        RESUMPTION = "resumption", "恢复采购活动"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    text = models.TextField()
    reason = models.TextField(blank=True)
    affects = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    document = models.ForeignKey("tenders.DocumentVersion", models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["tender", "number"]
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="amendment_number_once")]

    def __str__(self):
        return f"{self.tender_id} #{self.number}"
