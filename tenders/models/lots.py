"""Lots: what is bid for; each goes its own way once its tender is closed."""
import uuid

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock, holds
from market.core.models import StepLog
from market.core.paths import Edge
from market.core.steps import history, step, threaded

from .. import guards, policy
from ..rulebooks import schemes
from ..rulebooks.base import Rulebook
from ..rulebooks.clocks import suspension_end
from ..rulebooks.schemes import Scheme
from ..rulebooks.steps import STATES
from .lot_award import LotAward
from .lot_contract import LotContract
from .lot_review import LotReview
from .tenders import Tender

PENDING = "pending"


class LotQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "LotQuerySet":
        """Lots of the tenders an actor may read."""
        return self.filter(tender__in=Tender.objects.visible_to(actor).values("pk"))

    def crowd(self) -> "LotQuerySet":
        """With their tenders loaded once, so that thousands of lots of one tender share one."""
        return self.prefetch_related("tender__region")


class Lot(ConcurrentTransitionMixin, LotReview, LotAward, LotContract, models.Model):
    """A lot: what is bid for, opened, reviewed and awarded by itself. ``pending`` until its tender closes.

    ``scheme`` is its own evaluation scheme as JSON, None where that of its tender holds. ``delivered_at`` is when the
    principal had the evaluation report, ``awarded_at`` when the winner was determined, ``result_at`` when the result
    was public and the award letter went out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="lots")
    number = models.PositiveIntegerField("包号")
    title = models.CharField("名称", max_length=200)
    status = FSMField(max_length=30, default=PENDING, choices=list(STATES.items()), protected=True)
    facts = models.JSONField(default=dict)
    budget = models.DecimalField("预算金额", max_digits=18, decimal_places=2)
    ceiling = models.DecimalField("最高限价", max_digits=18, decimal_places=2, null=True, blank=True)
    bond = models.DecimalField("投标保证金", max_digits=18, decimal_places=2, null=True, blank=True)
    scheme = models.JSONField("评标办法", null=True, blank=True)
    failed_for = models.CharField(max_length=2, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    evaluated_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
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
    def evaluation_scheme(self) -> Scheme:
        """How its bids are evaluated: by its own scheme, else by that of its tender. Raises SchemeUnreadable where a
        draft has neither."""
        return schemes.read(self.scheme) if self.scheme is not None else self.tender.evaluation_scheme

    @property
    def path(self) -> tuple[Edge, ...]:
        return self.rulebook.path

    @property
    def of_tender(self) -> Tender:
        """The tender that says who may act."""
        return self.tender

    @property
    def held_with(self) -> list[tuple[str, str]]:
        """A hold on its tender holds the lot too."""
        return [holds.key(self.tender)]

    @property
    def opening_is_lawful(self) -> bool:
        """Whether what was sealed may be counted."""
        return self.tender.opening_is_lawful

    @property
    def shown_status(self) -> str:
        """The state to show: a lot whose tender ended before the deadline ended with it."""
        return self.tender.status if self.status == PENDING else self.status

    def policy(self, step: str, actor) -> bool:
        return policy.may(self, step, actor)

    def log(self) -> list[StepLog]:
        """All that moved it: its own steps, those taken with its tender's other lots, and those of large crowds."""
        rows = {row.pk: row for row in [*history(self), *history(self, under=self.tender)]}
        return threaded(sorted(rows.values(), key=lambda row: (row.taken_at, row.number)))

    @step(guards.tender_is_closed)
    def hand_over(self):
        """Bids are due; the lot goes on by itself."""

    @step(guards.opening_has_come, guards.enough_bidders)
    def open_bids(self):
        """What was sealed for the opening is visible."""
        self.opened_at = clock.now()

    @step()
    def fail(self, *, code: str = "F1"):
        """It came to nothing, for the reason of that code (F1–F5; too few bids where none is said)."""
        self.failed_for = code

    @step()
    def terminate(self):
        """The principal ends it."""

    @step()
    def relaunch(self):
        """It is part of a new round."""

    @step()
    def suspend(self):
        """All clocks of the lot stand still, at most for as long as the law allows."""
        self.next_due_at = suspension_end(self.rulebook, clock.now())

    @step(guards.is_held)
    def resume(self):
        """The clocks of the lot run again."""
        self.next_due_at = self.confirmation_ends() if self.status == "award_pending" else None
