"""Tenders and their lots: the records that take steps."""
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock
from market.core.paths import Edge
from market.core.steps import step

from .. import policy
from ..rulebooks import pinned
from ..rulebooks.base import Rulebook, resolve
from ..rulebooks.steps import STATES
from .overrides import RuleOverride

BEFORE_PUBLICATION = ("draft", "intent_published", "plan_filed", "method_approved")


class TenderQuerySet(models.QuerySet):
    def public(self) -> "TenderQuerySet":
        """Those whose notice is out, whatever became of them since."""
        return self.exclude(published_at=None)

    def visible_to(self, actor) -> "TenderQuerySet":
        """What an actor may read: the public ones; drafts only where policy lets them."""
        return policy.visible(self, actor)


class Tender(ConcurrentTransitionMixin, models.Model):
    """One round of one procedure, from draft to the moment its bids are due; then its lots go on alone.

    ``rulebook_key`` names the procedure. From publication on the tender lives under ``pinned``, the resolved rulebook
    as JSON with ``pinned_digest``. ``facts`` are those of ``rulebooks.fields``; what clocks and constraints need are
    columns. ``revision`` grows with each edit: who saves an older one is refused. Amounts in 元.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("项目编号", max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="rounds")
    project = models.ForeignKey("projects.Project", models.PROTECT, null=True, blank=True, related_name="tenders")
    title = models.CharField("项目名称", max_length=200)
    rulebook_key = models.CharField(max_length=60)
    principal = models.ForeignKey("parties.Party", models.PROTECT, related_name="tenders")
    agent = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True, related_name="agent_tenders")
    supervisor = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True,
                                   related_name="supervised_tenders")
    region = models.ForeignKey("core.Region", models.PROTECT, related_name="tenders")
    status = FSMField(max_length=30, default="draft", choices=list(STATES.items()), protected=True)
    facts = models.JSONField(default=dict)
    budget = models.DecimalField("预算金额", max_digits=18, decimal_places=2, null=True, blank=True)
    ceiling = models.DecimalField("最高限价", max_digits=18, decimal_places=2, null=True, blank=True)
    bond = models.DecimalField("投标保证金", max_digits=18, decimal_places=2, null=True, blank=True)
    questions_due_at = models.DateTimeField("提疑截止时间", null=True, blank=True)
    bids_due_at = models.DateTimeField("投标截止时间", null=True, blank=True)
    opens_at = models.DateTimeField("开标时间", null=True, blank=True)
    pinned = models.JSONField(null=True, blank=True)
    pinned_digest = models.CharField(max_length=64, blank=True)
    intention_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()

    objects = TenderQuerySet.as_manager()

    class Meta:
        verbose_name = "招标项目"
        constraints = [
            models.UniqueConstraint(fields=["code", "round"], name="tender_code_once_a_round"),
            models.CheckConstraint(name="tender_published_is_pinned",
                                   condition=Q(published_at=None) | ~Q(pinned_digest="")),
            models.CheckConstraint(name="tender_opens_after_bids_are_due",
                                   condition=Q(opens_at=None) | Q(opens_at__gte=models.F("bids_due_at"))),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("tenders:workspace", args=[self.pk])

    @property
    def rulebook(self) -> Rulebook:
        """The rules it lives under: the pinned ones from publication on, else those in force today."""
        if self.pinned:
            return pinned.read(self.pinned)
        path = self.region.path
        return resolve(self.rulebook_key, path, clock.today(), RuleOverride.objects.values_of(self.rulebook_key, path))

    @property
    def path(self) -> tuple[Edge, ...]:
        return self.rulebook.path

    def policy(self, step: str, actor) -> bool:
        return policy.may(self, step, actor)

    @step()
    def publish_intention(self, *, at):
        self.intention_at = at


class LotQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "LotQuerySet":
        """Lots of the tenders an actor may read."""
        return self.filter(tender__in=Tender.objects.visible_to(actor).values("pk"))


class Lot(ConcurrentTransitionMixin, models.Model):
    """A lot: what is bid for, opened, reviewed and awarded by itself. ``pending`` until its tender closes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="lots")
    number = models.PositiveIntegerField("包号")
    title = models.CharField("名称", max_length=200)
    status = FSMField(max_length=30, default="pending", choices=list(STATES.items()), protected=True)
    facts = models.JSONField(default=dict)
    budget = models.DecimalField("预算金额", max_digits=18, decimal_places=2)
    ceiling = models.DecimalField("最高限价", max_digits=18, decimal_places=2, null=True, blank=True)
    bond = models.DecimalField("投标保证金", max_digits=18, decimal_places=2, null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "标段（包）"
        ordering = ["tender", "number"]
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="lot_number_once")]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def code(self) -> str:
        """``SLZC-2026-0012/3``."""
        return f"{self.tender.code}/{self.number}"

    @property
    def rulebook(self) -> Rulebook:
        return self.tender.rulebook

    @property
    def path(self) -> tuple[Edge, ...]:
        return self.rulebook.path

    def policy(self, step: str, actor) -> bool:
        return policy.may(self.tender, step, actor)
