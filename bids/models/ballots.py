"""What a committee decides by majority, and what it asks of bidders before it does."""
import uuid

from django.db import models
from django.db.models import Q


class Motion(models.Model):
    """One question to a committee that its majority answers.

    ``kind`` says what a yes means: this member leads, this bid meets ``item``, this low price is explained. ``agreed``
    is how the majority answered, None while it has not; ``ground`` why a bid was put out, as its bidder is told.
    """

    class Kind(models.TextChoices):
        CHAIR = "chair", "推选组长"
        COMPLIANCE = "compliance", "符合性审查"
        LOW_PRICE = "low_price", "异常低价审查"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey("bids.Committee", models.PROTECT, related_name="motions")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, null=True, blank=True, related_name="motions")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, null=True, blank=True, related_name="motions")
    item = models.CharField(max_length=40, blank=True)
    subject = models.ForeignKey("bids.Member", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "kind", "item"], name="motion_once_a_bid_and_item",
                                    condition=Q(bid__isnull=False)),
            models.CheckConstraint(name="motion_decided_one_way",
                                   condition=Q(decided_at=None, agreed=None)
                                   | Q(decided_at__isnull=False, agreed__isnull=False)),
        ]

    def __str__(self):
        return f"{self.kind} {self.item}"


class VoteQuerySet(models.QuerySet):
    def counted(self) -> "VoteQuerySet":
        """Votes of members who still stand; those of others are void."""
        return self.filter(member__recused_at=None, member__absent_at=None)


class Vote(models.Model):
    """One member's answer; ``reason`` is what the member says for a no, and stays on record as dissent where the
    majority answered otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motion = models.ForeignKey(Motion, models.PROTECT, related_name="votes")
    member = models.ForeignKey("bids.Member", models.PROTECT, related_name="votes")
    agrees = models.BooleanField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    objects = VoteQuerySet.as_manager()

    class Meta:
        ordering = ["motion", "member"]
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="vote_once_a_member")]

    def __str__(self):
        return f"{self.motion_id} {self.member_id}"


class InquiryQuerySet(models.QuerySet):
    def open(self) -> "InquiryQuerySet":
        """Those neither answered nor over."""
        return self.filter(answered_at=None, closed_at=None)

    def visible_to(self, actor) -> "InquiryQuerySet":
        """A bidder's own, for its people; the committee's, for those who sit in it."""
        from .committees import Member

        if not (actor and actor.party):
            return self.none()
        seats = Member.objects.of(actor).standing().values("committee__tender")
        return self.filter(Q(bid__party=actor.party) | Q(lot__tender__in=seats))


class Inquiry(models.Model):
    """A written question to one bidder, to be answered in writing until ``due_at``.

    ``amount`` (元) is the corrected total a bidder is asked to confirm; ``agrees`` whether it did. What comes late is
    kept in ``late_answer`` and counts as no answer. ``closed_at`` is when the time ran out.
    """

    class Kind(models.TextChoices):
        CLARIFY = "clarify", "澄清"
        LOW_PRICE = "low_price", "低价说明"
        CORRECTION = "correction", "报价修正确认"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="inquiries")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="inquiries")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField()
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    triggers = models.JSONField(default=list)
    asked_by = models.ForeignKey("bids.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    agrees = models.BooleanField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    late_answer = models.TextField(blank=True)
    late_at = models.DateTimeField(null=True, blank=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "kind"], condition=~Q(kind="clarify"), name="inquiry_once_a_kind"),
            models.CheckConstraint(name="inquiry_answered_or_over",
                                   condition=Q(answered_at=None) | Q(closed_at=None)),
            models.CheckConstraint(name="inquiry_corrects_to_an_amount",
                                   condition=~Q(kind="correction") | Q(amount__gt=0)),
        ]

    def __str__(self):
        return f"{self.kind} {self.bid_id}"
