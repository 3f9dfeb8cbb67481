"""What two people of the centre decide about a payment nobody could match."""
import uuid

from django.db import models
from django.db.models import Q
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step


class Handling(ConcurrentTransitionMixin, models.Model):
    """One of the centre's finance staff proposes that a payment counts on a bill, another agrees or not. ``reason`` is
    what it rests on. Nothing moves before two people have said so."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "待复核"
        AGREED = "agreed", "已办理"
        REFUSED = "refused", "未同意"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey("funds.Payment", models.PROTECT, related_name="handlings")
    bill = models.ForeignKey("funds.Bill", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    status = FSMField(max_length=10, choices=Status.choices, default=Status.PROPOSED, protected=True)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    path = (Edge("agree", "proposed", "agreed"), Edge("refuse", "proposed", "refused"))

    class Meta:
        verbose_name = "来款匹配"
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(status="proposed"), name="handling_one_at_a_time"),
            models.CheckConstraint(name="handling_by_two", condition=~Q(status="agreed") | ~Q(
                decided_by=models.F("proposed_by"))),
        ]

    def __str__(self):
        return str(self.id)

    def policy(self, step: str, actor) -> bool:
        """Another person of the centre's finance staff; who proposed it may take it back."""
        staff = getattr(actor, "acts_as", None) and actor.acts_as("centre", "finance")
        return bool(staff) and (step == "refuse" or str(actor) != self.proposed_by)

    @step()
    def agree(self, *, by: str, at):
        """A second person has looked at it and agrees."""
        self.decided_by, self.decided_at = by, at

    @step()
    def refuse(self, *, by: str, at):
        """It does not hold, or is taken back."""
        self.decided_by, self.decided_at = by, at
