"""Bills: what one payer owes for one purpose. Until a lot opens nothing here says who: tags and veils stand in."""
import uuid

from django.db import models
from django.db.models import F, Q
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step

from .. import guards


class Bill(ConcurrentTransitionMixin, models.Model):
    """What one payer owes for one purpose. ``subject`` is the id of the lot, ``payer_tag`` that of the payer within it;
    ``group`` is the tender.

    ``reference`` is random and is what the payer writes on the transfer. ``payer`` is the veiled name. Amounts in 元.
    ``account`` is where to pay, as the payment service gave it. ``refund_by`` and ``refund_law`` are set when a return
    is planned; it begins at ``next_due_at``. Where a bond is not returned, ``refund_law`` and ``refund_reason`` say by
    what and why. From ``shown_at`` on the centre and the supervisor may see that there is this bill; before, only its
    payer.
    """

    class Status(models.TextChoices):
        NEW = "new", "待出具"
        OPEN = "open", "待缴纳"
        PAID = "paid", "已到账"
        GUARANTEED = "guaranteed", "已交保函"
        REFUND_DUE = "refund_due", "待退还"
        REFUNDED = "refunded", "已退还"
        RELEASED = "released", "保函已解除"
        FORFEITED = "forfeited", "不予退还"
        CANCELLED = "cancelled", "已取消"

    class Purpose(models.TextChoices):
        BID_BOND = "bid_bond", "投标保证金"
        PERFORMANCE_BOND = "performance_bond", "履约保证金"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("缴款码", max_length=24, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices, default=Purpose.BID_BOND)
    subject = models.UUIDField()
    group = models.UUIDField(null=True, blank=True, db_index=True)
    payer_tag = models.CharField(max_length=64, db_index=True)
    payer = models.BinaryField()
    title = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    status = FSMField(max_length=12, choices=Status.choices, default=Status.NEW, protected=True)
    account = models.JSONField(default=dict)
    due_at = models.DateTimeField("缴纳截止")
    issued_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    refund_by = models.DateField(null=True, blank=True)
    refund_law = models.CharField(max_length=200, blank=True)
    refund_reason = models.CharField(max_length=20, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True, db_index=True)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)

    path = (
        *(Edge("issue", state, "open") for state in ("new", "cancelled", "refunded", "released")),
        Edge("receive", "open", "paid"),
        Edge("lodge", "open", "guaranteed"), Edge("lodge", "guaranteed", "guaranteed"),
        *(Edge(move, state, state, by_hand=False) for move in ("plan_return", "keep")
          for state in ("paid", "guaranteed")),
        *(Edge("defer", state, state, by_hand=False) for state in ("open", "paid", "guaranteed")),
        Edge("owe", "paid", "refund_due", by_hand=False),
        Edge("settle", "refund_due", "refunded"),
        Edge("release", "guaranteed", "released", by_hand=False),
        *(Edge("forfeit", state, "forfeited", by_hand=False) for state in ("paid", "guaranteed")),
        Edge("cancel", "open", "cancelled", by_hand=False),
    )

    class Meta:
        verbose_name = "保证金缴款单"
        constraints = [models.UniqueConstraint(fields=["purpose", "subject", "payer_tag"], name="bill_once_per_payer"),
                       models.CheckConstraint(name="bill_is_of_something", condition=Q(amount__gt=0)),
                       models.CheckConstraint(name="bill_paid_in_time",
                                              condition=Q(paid_at=None) | Q(paid_at__lt=F("due_at")))]

    def __str__(self):
        return self.reference

    def policy(self, step: str, actor) -> bool:
        """The payer under its tag, and what the payment service told; everything else is the clockwork's."""
        return str(actor) == {"receive": guards.PAYMENTS, "settle": guards.PAYMENTS}.get(step, f"tag:{self.payer_tag}")

    @step(guards.before_due)
    def issue(self, *, at, amount, due_at):
        """It may be paid from now on; a bill that was returned begins anew."""
        self.issued_at, self.amount, self.due_at = at, amount, due_at
        self.paid_at = self.refund_by = self.refunded_at = self.next_due_at = None
        self.refund_law = self.refund_reason = ""

    @step()
    def receive(self, *, at):
        """The whole amount was booked at ``at``, the bank's moment, before it was due."""
        self.paid_at = at

    @step(guards.before_due)
    def lodge(self, *, at):
        """A letter of guarantee stands in place of money."""
        self.paid_at = at

    @step()
    def plan_return(self, *, by, law: str, why: str, begins_at):
        """It is to be returned by a day; until it begins it may be kept after all."""
        self.refund_by, self.refund_law, self.refund_reason, self.next_due_at = by, law, why, begins_at

    @step()
    def keep(self):
        """The reason to return it is gone."""
        self.refund_by, self.refund_law, self.refund_reason, self.next_due_at = None, "", "", None

    @step()
    def defer(self, *, due_at):
        """The deadline was moved."""
        self.due_at = due_at

    @step(guards.return_is_planned)
    def owe(self):
        """The return begins: the money is no longer a bond."""
        self.next_due_at = None

    @step()
    def settle(self, *, at):
        """The payment service has paid it back."""
        self.refunded_at = at

    @step(guards.return_is_planned)
    def release(self):
        """The letter binds nobody any longer."""
        self.next_due_at = None

    @step()
    def forfeit(self, *, law: str, why: str):
        """It is not returned: the money belongs to the treasury, the letter is called upon."""
        self.refund_by, self.next_due_at, self.refund_law, self.refund_reason = None, None, law, why

    @step()
    def cancel(self):
        """Nobody needs it any longer."""
