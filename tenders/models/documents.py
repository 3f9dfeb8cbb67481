"""The tender document in its versions, who edited a draft, and a second person's review of what will be public."""
import uuid

from django.db import models


class DocumentVersion(models.Model):
    """A version of the tender document. Public with the notice or the amendment that brings it, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["tender", "number"]
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="document_version_once")]

    def __str__(self):
        return f"{self.title} v{self.number}"


class Review(models.Model):
    """What a second person found of a state of the tender: ``digest`` is over all that would be published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="reviews")
    digest = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    reviewer = models.CharField(max_length=80, blank=True)
    agrees = models.BooleanField(null=True)
    remark = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self):
        return f"review of {self.tender_id}"


class DraftEdit(models.Model):
    """One saved change of a draft: which revision it made, of what (labels as shown), by whom."""

    tender = models.ForeignKey("tenders.Tender", models.CASCADE, related_name="edits")
    revision = models.PositiveIntegerField()
    labels = models.JSONField(default=list)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["tender", "revision"]
        constraints = [models.UniqueConstraint(fields=["tender", "revision"], name="draft_revision_once")]

    def __str__(self):
        return f"{self.tender_id} r{self.revision}"
