"""Tenders: the record that takes steps from draft to the moment its bids are due."""
import uuid
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock
from market.core.guards import Reason
from market.core.paths import Edge
from market.core.steps import step

from .. import custodians, guards, policy, ports, publication, scheming, stating
from ..rulebooks import pinned, schemes
from ..rulebooks.base import Rulebook, resolve
from ..rulebooks.clocks import suspension_end
from ..rulebooks.fields import Fact
from ..rulebooks.schemes import Scheme
from ..rulebooks.steps import STATES
from .overrides import RuleOverride

BEFORE_PUBLICATION = ("draft", "intent_published", "plan_filed", "method_approved")
RUNNING = ("published", "bidding")
"""States in which a notice is out and bids are not yet due."""


class TenderQuerySet(models.QuerySet):
    def public(self) -> "TenderQuerySet":
        """Those whose notice is out, whatever became of them since."""
        return self.exclude(published_at=None)

    def visible_to(self, actor) -> "TenderQuerySet":
        """What an actor may read: the public ones; drafts only where policy lets them."""
        return policy.visible(self, actor)

    def on_desk(self, actor) -> "TenderQuerySet":
        """Those an actor has to do with in the line of duty."""
        return policy.on_desk(self, actor)


class Tender(ConcurrentTransitionMixin, models.Model):
    """One round of one procedure, from draft to the moment its bids are due; then its lots go on alone.

    ``rulebook_key`` names the procedure. From publication on the tender lives under ``pinned``, the resolved rulebook
    as JSON with ``pinned_digest``. ``facts`` are those of ``rulebooks.fields``; what clocks and constraints need are
    columns. ``scheme`` is the evaluation scheme as JSON (``rulebooks.schemes``) of all lots that have none of their
    own, None while a draft has none. ``revision`` grows with each edit: who saves an older one is refused.
    ``prepared_by`` names everybody who drafted or edited it: none of them may review it. Amounts in 元.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("项目编号", max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="rounds")
    project = models.ForeignKey("projects.Project", models.PROTECT, null=True, blank=True, related_name="tenders")
    project_code = models.CharField("所属项目编号", max_length=120, blank=True)
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
    scheme = models.JSONField("评标办法", null=True, blank=True)
    pinned = models.JSONField(null=True, blank=True)
    pinned_digest = models.CharField(max_length=64, blank=True)
    intention_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    failed_for = models.CharField(max_length=2, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    prepared_by = models.JSONField(default=list)

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
    def of_tender(self) -> "Tender":
        """The tender that says who may act: itself, as a lot says its own."""
        return self

    @property
    def rulebook(self) -> Rulebook:
        """The rules it lives under: the pinned ones from publication on, else those in force today."""
        if self.pinned:
            return pinned.read_once(self.pinned, self.pinned_digest)
        return self._resolved

    @cached_property
    def _resolved(self) -> Rulebook:
        path = self.region.path
        return resolve(self.rulebook_key, path, clock.today(), RuleOverride.objects.values_of(self.rulebook_key, path))

    @property
    def path(self) -> tuple[Edge, ...]:
        return self.rulebook.path

    @property
    def evaluation_scheme(self) -> Scheme:
        """How the bids for those of its lots are evaluated that have no scheme of their own; read once for all of
        them. Raises SchemeUnreadable where a draft has none."""
        kept, read = self.__dict__.get("_scheme_read", (None, None))
        if read is None or kept is not self.scheme:
            read = schemes.read(self.scheme)
            self.__dict__["_scheme_read"] = self.scheme, read
        return read

    @cached_property
    def opening_is_lawful(self) -> bool:
        """Whether what was sealed may be counted; asked once for all lots that share this tender."""
        return bool(self.closed_at) and ports.bids.list_is_fixed(self.pk)

    @cached_property
    def valid_counts(self) -> dict:
        """Bids handed in by lot; to be asked only once ``opening_is_lawful``."""
        return ports.bids.valid_counts(self.pk)

    @cached_property
    def review_counts(self) -> dict:
        """How far the review of opened bids has come, by lot; asked once for all lots that share this tender."""
        return ports.evaluation.counts(self.pk)

    def policy(self, step: str, actor) -> bool:
        return policy.may(self, step, actor)

    def stated(self) -> dict:
        """Its facts in the shape notices give them."""
        return stating.stated(self)

    def missing(self, kind: str) -> list[Fact]:
        """The declared facts that a notice of that kind may not go out without and that are not stated."""
        return stating.missing(self, kind)

    def scheme_faults(self) -> list[Reason]:
        """What keeps its evaluation scheme from going out."""
        return scheming.faults(self)

    def mandates(self):
        """What its principal has given agents that holds today and reaches this tender."""
        return self.principal.mandates_given.in_force(clock.today()).filter(
            subject__in=["", f"tenders.tender:{self.pk}"])

    def principal_may_be_one(self) -> bool:
        """Whether the principal holds one of the roles in whose name tenders are published."""
        return self.principal.roles.filter(role__in=policy.PRINCIPALS, until=None).exists()

    def custody_faults(self) -> list[Reason]:
        """What still lacks of custodians and their keys."""
        return custodians.faults(self)

    def agreed_review(self):
        """The review by which a second person agreed to exactly what would now be published; None where none did."""
        agreed = self.reviews.filter(agrees=True).order_by("-decided_at").first()
        return agreed if agreed and agreed.digest == publication.digest(self) else None

    @step(guards.region_is_open, guards.principal_is_proved, guards.principal_has_its_role,
          guards.intention_is_complete)
    def publish_intention(self):
        """The intention is public."""
        self.intention_at = clock.now()

    @step(guards.budget_is_stated)
    def file_plan(self):
        """The plan is filed with the finance department."""

    @step(guards.budget_is_stated)
    def approve_method(self):
        """The finance department approves the method."""

    @step(*guards.PUBLICATION, guards.second_person_agreed)
    def publish_notice(self):
        """The notice and the document are out; from now on the tender lives under the rules as they stand."""
        book = self.rulebook
        self.pinned, self.pinned_digest = book.as_json(), book.digest
        self.published_at = self.next_due_at = clock.now()

    @step(guards.notice_is_out)
    def start_bidding(self):
        """The document is supplied, bids may be handed in."""
        self.next_due_at = self.bids_due_at

    @step(guards.before_deadline)
    def amend(self, *, facts: dict | None = None, scheme: dict | None = None, bids_due_at=None, opens_at=None,
              questions_due_at=None):
        """The document, the notice or the scheme says something else; a new deadline where one is due."""
        if facts is not None:
            self.facts = facts
        if scheme is not None:
            self.scheme = scheme
        self._move(bids_due_at, opens_at, questions_due_at)

    @step(guards.before_deadline_or_in_outage)
    def extend(self, *, bids_due_at, opens_at, questions_due_at=None):
        """Bids are due later."""
        self._move(bids_due_at, opens_at, questions_due_at)

    @step(guards.deadline_is_reached, guards.no_outage_waits)
    def close_bidding(self):
        """The deadline is reached."""
        self.closed_at, self.next_due_at = clock.now(), None

    @step()
    def fail(self, *, code: str):
        """It came to nothing, for the reason of that code (F1–F5)."""
        self.failed_for, self.next_due_at = code, None

    @step()
    def terminate(self):
        """The principal ends it."""
        self.next_due_at = None

    @step()
    def relaunch(self):
        """A new round was opened."""

    @step()
    def suspend(self):
        """All clocks stand still, at most for as long as the law allows."""
        self.next_due_at = suspension_end(self.rulebook, clock.now())

    @step(guards.is_held)
    def resume(self, *, bids_due_at=None, opens_at=None, questions_due_at=None):
        """The clocks run again, with what was left of them."""
        self._move(bids_due_at, opens_at, questions_due_at)
        self.next_due_at = {"published": self.published_at, "bidding": self.bids_due_at}.get(self.status)

    def _move(self, bids_due_at, opens_at, questions_due_at) -> None:
        """Put the clocks to other moments; what is None stays."""
        if bids_due_at is not None:
            self.bids_due_at, self.opens_at = bids_due_at, opens_at or bids_due_at
            if self.status == "bidding":
                self.next_due_at = bids_due_at
        if questions_due_at is not None:
            self.questions_due_at = questions_due_at
