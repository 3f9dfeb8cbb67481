"""Complaints (投诉): to the supervising department, about what was queried before."""
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock
from market.core.steps import Edge, step

from .. import acting, guards
from .consequences import Consequence

RUNNING = ("submitted", "checking", "correction", "accepted", "investigating")
"""States in which the department has not yet spoken."""
TAKEN_ON = ("accepted", "investigating")
RULED = ("decided", "published", "in_review")


class ComplaintQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ComplaintQuerySet":
        """One's own; those to one's department; those of which one was sent a copy; those one was asked to look at."""
        if not actor:
            return self.none()
        seen = Q(readers__user=actor.user)
        if actor.party:
            seen |= Q(party=actor.party) | Q(copies__party=actor.party)
        if acting.oversees(actor):
            seen |= Q(tender__supervisor=actor.party)
        return self.exclude(status="new").filter(seen).distinct()


class Complaint(ConcurrentTransitionMixin, models.Model):
    """A complaint (政府采购法 第五十五条). ``said`` as in ``redress.content``; ``last_day`` until when it could be
    lodged. ``received_at`` is the moment of receipt, ``complete_at`` that of the last correction, from which
    looking through runs. ``ground``
    says why it was refused or where it belongs. ``groundless``: nothing showed that it was true
    (政府采购质疑和投诉办法 第三十七条). ``hold`` is the suspension ordered on its account."""

    class Status(models.TextChoices):
        NEW = "new", "未提交"
        SUBMITTED = "submitted", "已收到"
        CHECKING = "checking", "审查中"
        CORRECTION = "correction", "待补正"
        REFUSED = "refused", "不予受理"
        REDIRECTED = "redirected", "告知向有管辖权的部门投诉"
        ACCEPTED = "accepted", "已受理"
        INVESTIGATING = "investigating", "调查处理中"
        DECIDED = "decided", "已作出决定"
        PUBLISHED = "published", "决定已公告"
        IN_REVIEW = "in_review", "行政复议或者诉讼中"
        CLOSED = "closed", "已结案"

    class Outcome(models.TextChoices):
        REJECTED = "rejected", "驳回投诉"
        UPHELD = "upheld", "投诉成立"
        UPHELD_REDO = "upheld_redo", "投诉成立，责令重新开展采购活动"
        TERMINATED_WITHDRAWN = "terminated_withdrawn", "投诉人撤回，终止处理"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    query = models.ForeignKey("redress.Query", models.PROTECT, related_name="complaints")
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="complaints")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, null=True, blank=True, related_name="complaints")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="complaints")
    status = FSMField(max_length=14, choices=Status.choices, default=Status.NEW, protected=True)
    said = models.JSONField(default=dict)
    last_day = models.DateField(null=True, blank=True)
    late = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    complete_at = models.DateTimeField()
    correction = models.TextField(blank=True)
    correction_until = models.DateField(null=True, blank=True)
    correction_asked_at = models.DateTimeField(null=True, blank=True)
    ground = models.TextField(blank=True)
    withdrawal = models.TextField(blank=True)
    withdrawal_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    copies_at = models.DateTimeField(null=True, blank=True)
    hold = models.ForeignKey("core.Hold", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    affects = models.BooleanField(default=True)
    order_no = models.CharField("决定文号", max_length=80, blank=True)
    facts_found = models.TextField("查明的事实", blank=True)
    decision = models.TextField("处理决定", blank=True)
    decision_law = models.TextField("法律依据", blank=True)
    groundless = models.BooleanField("查无实据", default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    consequence = models.CharField(max_length=14, choices=Consequence.choices, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    path = (
        Edge("submit", "new", "submitted"), Edge("start_check", "submitted", "checking"),
        Edge("ask_correction", "checking", "correction"), Edge("correct", "correction", "checking"),
        *(Edge("refuse", state, "refused") for state in ("checking", "correction")),
        Edge("redirect", "checking", "redirected"), Edge("accept", "checking", "accepted"),
        Edge("send_copies", "accepted", "investigating"),
        *(Edge("ask_withdrawal", state, state) for state in RUNNING),
        *(Edge("terminate", state, "decided") for state in RUNNING),
        Edge("decide", "investigating", "decided"),
        Edge("publish", "decided", "published"), Edge("note_review", "published", "in_review"),
        *(Edge("carry_out", state, state) for state in RULED),
        *(Edge("close", state, "closed") for state in ("published", "in_review")),
    )
    word = "投诉"
    ours = frozenset({"submit", "correct", "ask_withdrawal"})
    """Steps of who complains; ``carry_out`` is the principal's, all others the department's."""

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        verbose_name = "投诉"
        verbose_name_plural = "投诉"

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("redress:complaint", args=[self.pk])

    def policy(self, step: str, actor) -> bool:
        """Who complains, the principal, or the department."""
        if step in self.ours:
            return acting.files(actor) and actor.party == self.party_id
        if step == "carry_out":
            return acting.answers(self.tender, actor) and self.copies.filter(party=actor.party).exists()
        return acting.supervises(self.tender, actor)

    @step()
    def submit(self):
        """It is with the department."""

    @step()
    def start_check(self):
        """The department looks it through."""

    @step(guards.not_corrected_before)
    def ask_correction(self, *, what: str, until):
        """Something is to be put right by a day, told once and whole."""
        self.correction, self.correction_until, self.correction_asked_at = what, until, clock.now()

    @step()
    def correct(self, *, said: dict):
        """It was put right."""
        self.said, self.complete_at = said, clock.now()

    @step()
    def refuse(self, *, ground: str):
        """It is not taken on."""
        self.ground = ground

    @step()
    def redirect(self, *, ground: str):
        """Another department is in charge."""
        self.ground = ground

    @step(guards.in_time)
    def accept(self):
        """It is taken on."""
        self.accepted_at = clock.now()

    @step()
    def send_copies(self):
        """Who it concerns has its copy and the notice to reply."""
        self.copies_at = clock.now()

    @step(guards.not_withdrawn_before)
    def ask_withdrawal(self, *, why: str):
        """Who complains takes it back; the department ends it."""
        self.withdrawal, self.withdrawal_at = why, clock.now()

    @step(guards.withdrawal_was_asked)
    def terminate(self, *, order_no: str, law: str):
        """It is ended because it was taken back."""
        self._rule("terminated_withdrawn", order_no, law)
        self.affects = False

    @step(guards.replies_are_in, guards.nothing_is_out)
    def decide(self, *, outcome: str, order_no: str, facts: str, decision: str, law: str, affects: bool,
               groundless: bool):
        """The department decides."""
        self._rule(outcome, order_no, law)
        self.facts_found, self.decision, self.affects, self.groundless = facts, decision, affects, groundless

    def _rule(self, outcome: str, order_no: str, law: str) -> None:
        self.outcome, self.order_no, self.decision_law, self.decided_at = outcome, order_no, law, clock.now()

    @step()
    def publish(self):
        """The public reads the decision."""
        self.published_at = clock.now()

    @step()
    def note_review(self, *, note: str):
        """Somebody went to administrative review or to court."""
        self.review_note = note

    @step(guards.was_upheld)
    def carry_out(self, *, consequence: str):
        """What the decision orders was done."""
        self.consequence, self.carried_out_at = consequence, clock.now()

    @step(guards.is_carried_out)
    def close(self):
        """Nothing is left to do."""
        self.closed_at = clock.now()


class Copy(models.Model):
    """Somebody whom a complaint concerns was sent its copy: a ``respondent`` must reply, who is ``related`` may."""

    class Role(models.TextChoices):
        RESPONDENT = "respondent", "被投诉人"
        RELATED = "related", "相关当事人"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="copies")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    sent_at = models.DateTimeField()
    reply = models.TextField("书面说明", blank=True)
    replied_by = models.CharField(max_length=80, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["role", "sent_at"]
        constraints = [models.UniqueConstraint(fields=["complaint", "party"], name="complaint_copy_once")]

    def __str__(self):
        return f"{self.complaint_id} {self.party_id}"


class Pause(models.Model):
    """Time that does not count towards the decision: something is out, from the day it was sent to that it came back
    (政府采购质疑和投诉办法 第二十七条)."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", "投诉人补正"
        INSPECTION = "inspection", "检验"
        TESTING = "testing", "检测"
        APPRAISAL = "appraisal", "鉴定"
        EXPERTS = "experts", "专家评审"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="pauses")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField("内容", max_length=300, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        ordering = ["since"]

    def __str__(self):
        return self.get_kind_display()


class Reader(models.Model):
    """Somebody, such as an expert, who was asked to look at a complaint and may read it."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="readers")
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="+")
    given_by = models.CharField(max_length=80)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="complaint_reader_once")]

    def __str__(self):
        return f"{self.complaint_id} {self.user_id}"
