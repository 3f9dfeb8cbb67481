"""A contract: its text, who signed it, what of it is secret, and which acts came late."""
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step

from .. import guards, policy


class ContractQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "ContractQuerySet":
        """What an actor may read."""
        return policy.visible(self, actor)

    def living(self) -> "ContractQuerySet":
        """Those that were not voided with their award."""
        return self.exclude(status="void")

    def whole(self) -> "ContractQuerySet":
        """With everything every page names."""
        return self.select_related("lot__tender__region", "lot__tender__principal", "purchaser", "winner", "award")


class Contract(ConcurrentTransitionMixin, models.Model):
    """The contract over one lot. ``amount`` is the award's, in 元. ``blanks`` is what the parties fill in (``blanks``),
    ``revision`` grows with each edit. From ``offer`` on ``text`` is the canonical text (UTF-8, one paragraph a line)
    and ``digest`` its SHA-256: what both sign. ``receipt`` states text and signatures under the platform's key,
    ``file`` is the sealed paper. ``redacted_at`` says that somebody settled what of it is secret."""

    class Status(models.TextChoices):
        DRAFT = "draft", "起草中"
        OFFERED = "offered", "待双方签署"
        SIGNED = "signed", "已签订"
        VOID = "void", "已失效"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("合同编号", max_length=80, unique=True)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="contracts")
    award = models.OneToOneField("bids.Award", models.PROTECT, related_name="contract")
    purchaser = models.ForeignKey("parties.Party", models.PROTECT, related_name="contracts_as_purchaser")
    winner = models.ForeignKey("parties.Party", models.PROTECT, related_name="contracts_as_winner")
    amount = models.DecimalField("合同金额", max_digits=18, decimal_places=2)
    status = FSMField(max_length=10, choices=Status.choices, default=Status.DRAFT, protected=True)
    blanks = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    receipt = models.OneToOneField("custody.Receipt", models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    redacted_at = models.DateTimeField(null=True, blank=True)
    redacted_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    path = (
        Edge("offer", "draft", "offered"), Edge("take_back", "offered", "draft"), Edge("conclude", "offered", "signed"),
        *(Edge("void", state, "void") for state in ("draft", "offered", "signed")),
    )

    class Meta:
        verbose_name = "合同"
        constraints = [
            models.UniqueConstraint(fields=["lot"], name="contract_one_living_a_lot", condition=~Q(status="void")),
            models.CheckConstraint(name="contract_amount_is_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="contract_offered_has_a_text",
                                   condition=Q(status__in=["draft", "void"]) | ~Q(digest="")),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("contracts:contract", args=[self.pk])

    def policy(self, step: str, actor) -> bool:
        return policy.may(self, step, actor)

    @property
    def held_with(self) -> list[tuple[str, str]]:
        """A hold on its lot or its tender holds the contract too."""
        return [("tenders.lot", str(self.lot_id)), ("tenders.tender", str(self.lot.tender_id))]

    @property
    def of_contract(self) -> "Contract":
        """The contract that a paper to be signed belongs to: itself, as a change says its own."""
        return self

    @step(guards.everything_filled_in, guards.award_lives)
    def offer(self, *, text: str, digest: str, at):
        """The text stands; both sides may sign it."""
        self.text, self.digest, self.offered_at = text, digest, at

    @step()
    def take_back(self):
        """The text is open again; signatures over it end."""
        self.text = self.digest = ""

    @step()
    def conclude(self, *, at, receipt):
        """Both sides have signed."""
        self.signed_at, self.receipt = at, receipt

    @step()
    def void(self):
        """It falls with its award."""


class Signature(models.Model):
    """One side's signature over a text: a WebAuthn assertion whose challenge is the digest (see
    ``market.parties.passkeys``). ``change`` is None for the contract itself. ``ended_at`` says when the text was taken
    back; the row stays."""

    class Side(models.TextChoices):
        PURCHASER = "purchaser", "甲方（采购人）"
        WINNER = "winner", "乙方（中标人）"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    change = models.ForeignKey("contracts.Change", models.PROTECT, null=True, blank=True, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    user = models.ForeignKey("parties.User", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    assertion = models.JSONField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="contract_signed_once_a_side",
                                    condition=Q(change=None, ended_at=None)),
            models.UniqueConstraint(fields=["change", "side"], name="change_signed_once_a_side",
                                    condition=Q(change__isnull=False, ended_at=None)),
        ]

    def __str__(self):
        return f"{self.contract_id} {self.side}"


class Redaction(models.Model):
    """A passage that stays out of the public text: ``passage`` word for word in the clause of that number."""

    class Ground(models.TextChoices):
        STATE = "state", "国家秘密"
        TRADE = "trade", "商业秘密"
        PERSONAL = "personal", "个人信息"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="redactions")
    clause = models.PositiveSmallIntegerField()
    passage = models.TextField()
    ground = models.CharField(max_length=10, choices=Ground.choices)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["clause", "at"]

    def __str__(self):
        return f"{self.contract_id} {self.clause}"


class LateAct(models.Model):
    """An act of the contract after its legal day: recorded with its consequence, not blocked."""

    class Act(models.TextChoices):
        SIGN = "sign", "签订合同"
        PUBLISH = "publish", "公告合同"
        FILE = "file", "合同备案"
        PAY = "pay", "支付价款"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="late_acts")
    act = models.CharField(max_length=10, choices=Act.choices)
    about = models.CharField(max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField()
    law = models.CharField(max_length=300)
    consequence = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return f"{self.contract_id} {self.act}"

    @property
    def days(self) -> int:
        """By how many calendar days."""
        return (self.done_on - self.due_on).days
