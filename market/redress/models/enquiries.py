"""Enquiries (询问): anything a supplier asks the principal or its agent, answered within days."""
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock
from market.core.steps import Edge, step

from .. import acting


class EnquiryQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "EnquiryQuerySet":
        """One's own; those to one's house, and to those one supervises, without the name of who asked."""
        if not actor or actor.party is None:
            return self.none()
        seen = Q(party=actor.party)
        if actor.proved and actor.duties & acting.WORKING:
            seen |= Q(tender__principal=actor.party) | Q(tender__agent=actor.party)
        if acting.oversees(actor):
            seen |= Q(tender__supervisor=actor.party)
        return self.exclude(status="new").filter(seen)


class Enquiry(ConcurrentTransitionMixin, models.Model):
    """An enquiry (政府采购法 第五十一条). Nobody but the asker reads who asked. ``affects``: it says that what it asks
    about may change the result; until it is answered the contract is not signed then."""

    class Status(models.TextChoices):
        NEW = "new", "未提交"
        ASKED = "asked", "待答复"
        ANSWERED = "answered", "已答复"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="enquiries")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, null=True, blank=True, related_name="enquiries")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    status = FSMField(max_length=10, choices=Status.choices, default=Status.NEW, protected=True)
    text = models.TextField("询问的内容")
    affects = models.BooleanField("可能影响中标结果", default=False)
    asked_at = models.DateTimeField()
    answer_text = models.TextField("答复", blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    path = (Edge("ask", "new", "asked"), Edge("answer", "asked", "answered"))
    word = "询问"

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = "询问"
        verbose_name_plural = "询问"

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("redress:enquiry", args=[self.pk])

    def policy(self, step: str, actor) -> bool:
        """The asker asks, the principal or its agent answers."""
        return actor.party == self.party_id if step == "ask" else acting.answers(self.tender, actor)

    @step()
    def ask(self):
        """It is with the principal or its agent."""

    @step()
    def answer(self, *, text: str, by: str):
        """It is answered."""
        self.answer_text, self.answered_by, self.answered_at = text, by, clock.now()
