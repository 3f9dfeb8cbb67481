"""Money on its way back: one row a payment, so that nothing is ever paid back twice."""
import uuid

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step

from .. import guards

PAYERS_ACCOUNT = "account."
"""How the codes of failures begin that lie with the payer's own account."""


class Refund(ConcurrentTransitionMixin, models.Model):
    """One payment going back the way it came, whole. ``refund_by`` is the last lawful day, under ``law``.

    The payment service knows it by ``external_id``; one it failed for good is tried anew under the next ``attempt``.
    ``hindered`` says that an attempt failed by the payer's own account: what is late then is not charged to anybody.
    ``next_try_at`` is when to ask the service (again); ``tries`` and ``error`` tell of the present attempt.
    """

    class Status(models.TextChoices):
        DUE = "due", "待发起"
        SENT = "sent", "银行办理中"
        DONE = "done", "已退还"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.OneToOneField("funds.Payment", models.PROTECT, related_name="refund")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    status = FSMField(max_length=8, choices=Status.choices, default=Status.DUE, protected=True)
    reason = models.CharField(max_length=20)
    refund_by = models.DateField(null=True, blank=True)
    law = models.CharField(max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    hindered = models.BooleanField(default=False)
    owed_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True, blank=True, db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)

    path = (
        Edge("send", "due", "sent", by_hand=False),
        *(Edge("fail", state, "due") for state in ("due", "sent")),
        *(Edge("settle", state, "done") for state in ("due", "sent")),
    )

    class Meta:
        verbose_name = "退款"

    def __str__(self):
        return self.external_id

    @property
    def external_id(self) -> str:
        return f"{self.id}.{self.attempt}"

    def policy(self, step: str, actor) -> bool:
        """What became of it is told by the payment service alone."""
        return str(actor) == guards.PAYMENTS

    @step()
    def send(self, *, next_try_at):
        """The payment service has taken the order; it is asked again where it does not tell in time."""
        self.tries, self.error, self.next_try_at = 0, "", next_try_at

    @step()
    def fail(self, *, error: str, next_try_at):
        """The payment service could not pay it out and never will under this attempt."""
        self.attempt += 1
        self.hindered = self.hindered or error.startswith(PAYERS_ACCOUNT)
        self.tries, self.error, self.next_try_at = 0, error, next_try_at

    @step()
    def settle(self, *, at):
        """It was paid out."""
        self.done_at, self.next_try_at, self.error = at, None, ""
