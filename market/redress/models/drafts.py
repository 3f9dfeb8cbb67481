"""Letters being written: one draft for all three kinds, so that it can be moved from one to another."""
import uuid

from django.db import models

from ..clocks import DOCUMENTS, PROCESS, RESULT

SUBJECTS = {DOCUMENTS: "采购文件", PROCESS: "采购过程", RESULT: "中标结果"}


class DraftQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "DraftQuerySet":
        """The actor's own organisation's, not yet handed in or handed in."""
        return self.filter(party=actor.party) if actor and actor.party else self.none()

    def waiting(self) -> "DraftQuerySet":
        """Those not yet handed in."""
        return self.filter(filed_as=None)


class Draft(models.Model):
    """A letter being written by one organisation. ``said`` as in ``redress.content``; ``stage`` the step of a stage of
    the procedure. ``query`` is what a complaint follows. ``filed_as`` is the id of the matter it became: handing in
    twice leads there."""

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", "询问"
        QUERY = "query", "质疑"
        COMPLAINT = "complaint", "投诉"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="+")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=10, choices=list(SUBJECTS.items()), default=DOCUMENTS)
    stage = models.CharField(max_length=30, blank=True)
    query = models.ForeignKey("redress.Query", models.PROTECT, null=True, blank=True, related_name="drafts")
    said = models.JSONField(default=dict)
    filed_as = models.UUIDField(null=True, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = "询问、质疑、投诉草稿"

    def __str__(self):
        return f"{self.kind} {self.id}"
