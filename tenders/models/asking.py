"""Questions to a tender document and their answers."""
import uuid

from django.db import models


class Question(models.Model):
    """Who asked is nowhere to be read: ``asker_tag`` is ``core.tags.owner_tag(tender, party)``. Answers are public,
    published together in a clarification."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="questions")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, null=True, blank=True, related_name="questions")
    asker_tag = models.CharField(max_length=64)
    text = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    amendment = models.ForeignKey("tenders.Amendment", models.PROTECT, null=True, blank=True, related_name="questions")

    class Meta:
        ordering = ["asked_at"]

    def __str__(self):
        return self.text[:40]
