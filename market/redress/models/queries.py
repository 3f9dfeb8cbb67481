"""Queries (质疑): what a supplier holds against documents, a stage or the result, and the principal's answer."""
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock
from market.core.steps import Edge, step

from .. import acting, guards
from .consequences import Consequence
from .drafts import SUBJECTS


class QueryQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "QueryQuerySet":
        """One's own; those to one's house; those about tenders one supervises; answers one was sent."""
        if not actor or actor.party is None:
            return self.none()
        seen = Q(party=actor.party) | Q(answered_at__isnull=False, copies__party=actor.party)
        if actor.proved and actor.duties & acting.WORKING:
            seen |= Q(tender__principal=actor.party) | Q(tender__agent=actor.party)
        if acting.oversees(actor):
            seen |= Q(tender__supervisor=actor.party)
        return self.exclude(status="new").filter(seen).distinct()

    def open(self) -> "QueryQuerySet":
        """Those that wait for an answer."""
        return self.filter(status__in=("filed", "correction"))


class Query(ConcurrentTransitionMixin, models.Model):
    """A query (政府采购法 第五十二条). The law has it bear the name of who raises it; it says nothing of whether that
    supplier bids (``docs/adr/0080``). ``said`` as in ``redress.content``; ``last_day`` is until when it could be
    raised, None where the calendar did not tell. ``received_at`` is when it was first complete with the principal.
    ``turned_away_for`` names why a recorded query was not accepted: ``[code, sentence, law]`` each. ``harmless``: the
    principal's reason why it cannot change the result; ``consequence`` what followed from one that was founded."""

    class Status(models.TextChoices):
        NEW = "new", "未提交"
        FILED = "filed", "待答复"
        CORRECTION = "correction", "待补正"
        ANSWERED = "answered", "已答复"
        NOT_ACCEPTED = "not_accepted", "已登记，不予受理"
        WITHDRAWN = "withdrawn", "已撤回"

    class Outcome(models.TextChoices):
        UNFOUNDED = "unfounded", "质疑不成立"
        FOUNDED = "founded", "质疑成立，不影响中标结果"
        FOUNDED_AFFECTS = "founded_affects", "质疑成立，影响或者可能影响中标结果"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="queries")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, null=True, blank=True, related_name="queries")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=10, choices=list(SUBJECTS.items()))
    stage = models.CharField(max_length=30, blank=True)
    status = FSMField(max_length=12, choices=Status.choices, default=Status.NEW, protected=True)
    said = models.JSONField(default=dict)
    last_day = models.DateField(null=True, blank=True)
    filed_at = models.DateTimeField()
    received_at = models.DateTimeField()
    turned_away_for = models.JSONField(default=list)
    correction = models.TextField(blank=True)
    correction_asked_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    harmless = models.TextField(blank=True)
    harmless_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    answer_text = models.TextField("答复", blank=True)
    answer_law = models.TextField("法律依据", blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    consequence = models.CharField(max_length=14, choices=Consequence.choices, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)

    path = (
        Edge("file", "new", "filed"), Edge("turn_away", "new", "not_accepted"),
        Edge("ask_correction", "filed", "correction"), Edge("correct", "correction", "filed"),
        *(Edge("rule_harmless", state, state) for state in ("filed", "correction")),
        *(Edge("answer", state, "answered") for state in ("filed", "correction")),
        *(Edge("withdraw", state, "withdrawn") for state in ("filed", "correction")),
        Edge("carry_out", "answered", "answered"),
    )
    word = "质疑"
    ours = frozenset({"file", "turn_away", "correct", "withdraw"})
    """Steps of who raised it; the others are those of the principal and its agent."""

    objects = QueryQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at"]
        verbose_name = "质疑"
        verbose_name_plural = "质疑"

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("redress:query", args=[self.pk])

    @property
    def affects(self) -> bool:
        """Whether it may change the result, as far as anybody has said."""
        return self.outcome == self.Outcome.FOUNDED_AFFECTS or (not self.outcome and not self.harmless)

    def policy(self, step: str, actor) -> bool:
        """Who raised it, or the principal and its agent."""
        if step in self.ours:
            return acting.files(actor) and actor.party == self.party_id
        return acting.answers(self.tender, actor)

    @step()
    def file(self):
        """It is with the principal or its agent."""

    @step()
    def turn_away(self, *, reasons: list):
        """It is on record and not accepted, for these reasons."""
        self.turned_away_for = reasons

    @step(guards.not_corrected_before)
    def ask_correction(self, *, what: str):
        """Something is to be put right, told once and whole."""
        self.correction, self.correction_asked_at = what, clock.now()

    @step()
    def correct(self, *, said: dict):
        """It was put right; the time to answer runs from now."""
        self.said, self.corrected_at, self.received_at = said, clock.now(), clock.now()

    @step(guards.not_ruled_before)
    def rule_harmless(self, *, why: str, by: str):
        """The principal says why it cannot change the result."""
        self.harmless, self.harmless_by = why, by

    @step()
    def answer(self, *, outcome: str, text: str, law: str, by: str):
        """It is answered, to who raised it and the suppliers it concerns."""
        self.outcome, self.answer_text, self.answer_law = outcome, text, law
        self.answered_by, self.answered_at = by, clock.now()

    @step()
    def withdraw(self):
        """Who raised it takes it back."""

    @step(guards.was_founded)
    def carry_out(self, *, consequence: str):
        """What follows from it was done."""
        self.consequence, self.carried_out_at = consequence, clock.now()


class QueryCopy(models.Model):
    """A supplier that the answer to a query was sent to, as it is concerned by it; it reads the answer alone."""

    query = models.ForeignKey(Query, models.PROTECT, related_name="copies")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["query", "party"], name="query_copy_once")]

    def __str__(self):
        return f"{self.query_id} {self.party_id}"
