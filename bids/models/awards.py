"""Who won a lot, for which amount, and what became of it."""
import uuid

from django.db import models
from django.db.models import Q


class AwardQuerySet(models.QuerySet):
    def living(self) -> "AwardQuerySet":
        """Those that stand: confirmed and not ended since."""
        return self.filter(ended_at=None)


class Award(models.Model):
    """The purchaser's decision for one bid of a lot; ``number`` counts the decisions of the lot from 1.

    ``amount`` is the bid's price in 元 and becomes the contract's; ``rank`` that of the candidate. ``deemed`` says that
    the time for confirming passed in silence, which confirms the first candidate (政府采购法实施条例 第四十三条). From
    ``letter_at``, the day of the award letter, the time to sign runs. ``ended_for`` is the step that ended it
    (``cancel_award``, ``record_default``, ``void_award`` …); ``reason`` and ``basis`` are the words and the article of
    what departs from the usual course.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="awards")
    number = models.PositiveIntegerField(default=1)
    ranking = models.ForeignKey("bids.Ranking", models.PROTECT, null=True, blank=True, related_name="awards")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="awards")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    rank = models.PositiveSmallIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=80)
    deemed = models.BooleanField(default=False)
    letter_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        ordering = ["lot", "number"]
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="award_number_once"),
            models.UniqueConstraint(fields=["lot"], name="award_one_living_a_lot", condition=Q(ended_at=None)),
            models.CheckConstraint(name="award_ends_for_something", condition=Q(ended_at=None, ended_for="")
                                   | (Q(ended_at__isnull=False) & ~Q(ended_for=""))),
        ]

    def __str__(self):
        return f"{self.lot_id} #{self.number}"


class LetterQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "LetterQuerySet":
        """A bidder's own; all of a tender for its principal, its agent and the department that supervises it."""
        if not (actor and actor.party and actor.proved):
            return self.none()
        seen = Q(bid__party=actor.party) | Q(award__lot__tender__principal=actor.party)
        seen |= Q(award__lot__tender__agent=actor.party)
        if "supervisor" in actor.roles:
            seen |= Q(award__lot__tender__supervisor=actor.party)
        return self.filter(seen)


class AwardLetter(models.Model):
    """What a bidder was told of the result: the award letter, or why it did not win with its own points and rank
    (政府采购货物和服务招标投标管理办法 第六十九条). ``receipt`` is the signed statement, ``file`` its sealed paper."""

    class Kind(models.TextChoices):
        WINNER = "winner", "中标通知书"
        LOSER = "loser", "未中标结果通知书"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.ForeignKey(Award, models.PROTECT, related_name="letters")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    receipt = models.OneToOneField("custody.Receipt", models.PROTECT, related_name="+")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["award", "bid"], name="letter_once_a_bid")]

    def __str__(self):
        return self.receipt_id


class MethodChange(models.Model):
    """A failed lot for which the principal asks the finance department for another method.

    ``statement`` is what the experts say of the document: without unreasonable terms, its procedure lawful
    (政府采购货物和服务招标投标管理办法 第四十三条). ``approved`` is None until decided.
    """

    class Target(models.TextChoices):
        NEGOTIATION = "negotiation", "竞争性谈判"
        CONSULTATION = "consultation", "竞争性磋商"
        RFQ = "rfq", "询价"
        SINGLE = "single_source", "单一来源"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.OneToOneField("tenders.Lot", models.PROTECT, related_name="method_change")
    target = models.CharField("拟采用的方式", max_length=16, choices=Target.choices)
    statement = models.TextField("专家意见")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    approved = models.BooleanField(null=True, blank=True)
    decision = models.TextField("批复意见", blank=True)
    order_no = models.CharField("批复文号", max_length=100, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.lot_id} {self.target}"
