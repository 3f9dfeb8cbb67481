"""What is due under a signed contract: milestones, changes, acceptance, payments."""
import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from market.core import clock

from .. import clocks


class Milestone(models.Model):
    """Something the winner has to have done by a day. Done is said with evidence: by whom, when, on which day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="milestones")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    done_by = models.CharField(max_length=80, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="milestone_number_once"),
            models.CheckConstraint(name="milestone_done_with_evidence",
                                   condition=Q(done_on=None) | Q(evidence__isnull=False)),
        ]

    def __str__(self):
        return self.name

    @property
    def is_late(self) -> bool:
        """Whether it was done after its day."""
        return self.done_on is not None and self.done_on > self.due_on


class Change(models.Model):
    """A supplementary agreement. ``amount`` (元) is what an addition adds, 0 for any other change; ``ground`` says why,
    ``basis`` by which article. It holds once both signed its ``text`` (``agreed_at``)."""

    class Kind(models.TextChoices):
        ADDITION = "addition", "追加相同的货物或者服务"
        OTHER = "other", "其他变更"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    content = models.TextField()
    ground = models.TextField()
    basis = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="change_number_once"),
            models.CheckConstraint(name="change_adds_or_does_not",
                                   condition=Q(kind="addition", amount__gt=0) | Q(kind="other", amount=0)),
            models.CheckConstraint(name="change_agreed_or_declined", condition=Q(agreed_at=None) | Q(declined_at=None)),
        ]

    def __str__(self):
        return f"{self.contract_id} +{self.number}"

    @property
    def of_contract(self):
        """The contract it changes."""
        return self.contract

    @property
    def is_open(self) -> bool:
        """Whether it may still be signed."""
        return self.agreed_at is None and self.declined_at is None


class Acceptance(models.Model):
    """One inspection and its sheet (验收书); the last one counts. Where the public is served, ``users_part`` says that
    its users took part and ``users_opinion`` what they found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="acceptances")
    number = models.PositiveSmallIntegerField()
    inspected_on = models.DateField()
    inspectors = models.CharField("验收人员", max_length=200)
    body = models.CharField("质量检测机构", max_length=120, blank=True)
    users_part = models.BooleanField(default=False)
    users_opinion = models.TextField(blank=True)
    conclusion = models.TextField()
    report = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["contract", "number"]
        constraints = [models.UniqueConstraint(fields=["contract", "number"], name="acceptance_number_once")]

    def __str__(self):
        return f"{self.contract_id} acceptance {self.number}"


class AcceptanceLine(models.Model):
    """The result for one standard of the contract."""

    class Group(models.TextChoices):
        TECHNICAL = "technical", "技术"
        SERVICE = "service", "服务"
        SAFETY = "safety", "安全"

    acceptance = models.ForeignKey(Acceptance, models.PROTECT, related_name="lines")
    number = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=10, choices=Group.choices)
    standard = models.CharField(max_length=300)
    passed = models.BooleanField()
    finding = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["acceptance", "number"]
        constraints = [models.UniqueConstraint(fields=["acceptance", "number"], name="acceptance_line_once")]

    def __str__(self):
        return self.standard


class Instalment(models.Model):
    """A part of the price (元). ``days`` run from ``since``, the day of signing or of acceptance; None before that."""

    class After(models.TextChoices):
        SIGNING = "signing", "合同签订"
        ACCEPTANCE = "acceptance", "验收合格"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="instalments")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    after = models.CharField(max_length=12, choices=After.choices)
    days = models.PositiveSmallIntegerField()
    since = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    voucher = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    marked_by = models.CharField(max_length=80, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["contract", "number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="instalment_number_once"),
            models.CheckConstraint(name="instalment_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self):
        return self.name

    @property
    def due_on(self) -> date | None:
        """The last day to pay; None before it runs, and while the holidays of its year are not known."""
        return clocks.pay_by(self.days, self.since) if self.since else None

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been paid by now."""
        return self.paid_on is None and self.due_on is not None and self.due_on < clock.today()
