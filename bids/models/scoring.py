"""Scores: a sheet for each member and lot, and the facts from which objective points follow."""
import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .committees import Member


class ScoreSheet(models.Model):
    """One member's scores for one lot. ``revision`` counts its changes; ``submitted_at`` is when it was handed in, from
    when on nothing of it changes unless it is reopened on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="sheets")
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="sheets")
    revision = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "评分表"
        constraints = [models.UniqueConstraint(fields=["member", "lot"], name="sheet_once_a_member_and_lot")]

    def __str__(self):
        return f"{self.lot_id} {self.member_id}"


class ScoreQuerySet(models.QuerySet):
    def counted(self) -> "ScoreQuerySet":
        """Scores of members who still stand."""
        return self.filter(sheet__member__recused_at=None, sheet__member__absent_at=None)

    def visible_to(self, actor) -> "ScoreQuerySet":
        """One's own; a fellow member's handed-in sheet once one's own is handed in; after the report is signed all of
        them for the principal, its agent and the department that supervises the tender."""
        if not (actor and actor.party):
            return self.none()
        mine = Member.objects.of(actor).standing()
        done = ScoreSheet.objects.filter(lot=OuterRef("sheet__lot"), member__in=mine.values("pk"),
                                         submitted_at__isnull=False)
        seen = Q(sheet__member__in=mine.values("pk")) | (Q(sheet__submitted_at__isnull=False) & Exists(done))
        signed = Q(sheet__lot__evaluated_at__isnull=False)
        if actor.proved:
            seen |= signed & (Q(sheet__lot__tender__principal=actor.party) | Q(sheet__lot__tender__agent=actor.party))
            if "supervisor" in actor.roles:
                seen |= signed & Q(sheet__lot__tender__supervisor=actor.party)
        return self.filter(seen)


class Score(models.Model):
    """The points one member gives one bid for one subjective criterion, with the words for it. ``revision`` is that of
    the sheet when they last changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    comment = models.TextField(blank=True)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "bid", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(name="score_is_not_negative", condition=Q(points=None) | Q(points__gte=0)),
        ]

    def __str__(self):
        return f"{self.sheet_id} {self.criterion}"


class ObjectiveFact(models.Model):
    """What one bid shows for one objective criterion: a count, or the key of a choice. Entered by one member, confirmed
    by another; from then on it is locked and gives everybody the same points."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="objective_facts")
    criterion = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    entered_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "criterion"], name="fact_once_a_criterion"),
            models.CheckConstraint(name="fact_confirmed_by_somebody_else",
                                   condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("entered_by"))),
        ]

    def __str__(self):
        return f"{self.bid_id} {self.criterion}"


class Explanation(models.Model):
    """What a member says where their total for a bid lies far from the others'. Asked for, never forced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="explanations")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "bid"], name="explanation_once_a_bid")]

    def __str__(self):
        return f"{self.sheet_id} {self.bid_id}"
