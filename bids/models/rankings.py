"""What an evaluation came to: the ranking with all it follows from, and who signed the report."""
import uuid

from django.db import models
from django.db.models import F, Q

from .committees import PUBLISHED, Member


class Ranking(models.Model):
    """One computed outcome of a lot; ``number`` counts them from 1 and an earlier one stays as it was.

    ``bundle`` is the whole ``evaluation-bundle/1`` with every score, ``digest`` the SHA-256 of its canonical bytes;
    ``public_digest`` that of the form without the scores of single experts. ``failed`` is the ground (F1–F3) where no
    bid is recommended. ``finished_at`` is when its report was signed by all, ``voided_at`` when a member whose opinion
    it rests on left before that. ``report`` is the typeset report.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="rankings")
    number = models.PositiveSmallIntegerField()
    bundle = models.JSONField()
    digest = models.CharField(max_length=64)
    public_digest = models.CharField(max_length=64)
    failed = models.CharField(max_length=2, blank=True)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    report = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "评审结果"
        ordering = ["lot", "number"]
        constraints = [models.UniqueConstraint(fields=["lot", "number"], name="ranking_number_once")]

    def __str__(self):
        return f"{self.lot_id} #{self.number}"


class RankedQuerySet(models.QuerySet):
    def visible_to(self, actor) -> "RankedQuerySet":
        """Everything for the committee, and once signed for the principal, its agent and the supervisor; a bidder's own
        row once the result is out (政府采购货物和服务招标投标管理办法 第六十九条)."""
        if not (actor and actor.party):
            return self.none()
        seats = Member.objects.of(actor).standing().values("committee__tender")
        seen = Q(ranking__lot__tender__in=seats) | Q(bid__party=actor.party, ranking__lot__status__in=PUBLISHED)
        signed = Q(ranking__finished_at__isnull=False)
        if actor.proved:
            seen |= signed & (Q(ranking__lot__tender__principal=actor.party)
                              | Q(ranking__lot__tender__agent=actor.party))
            if "supervisor" in actor.roles:
                seen |= signed & Q(ranking__lot__tender__supervisor=actor.party)
        return self.filter(seen)


class Ranked(models.Model):
    """One bid in a ranking. Amounts are 元: ``amount`` what the contract would be for, ``p_eval`` what was compared;
    points out of 100. ``rank`` is None for a bid that is ``out`` (why); ``candidate`` 1–3 where it is recommended."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="rows")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="ranked")
    amount = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    p_eval = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    price_points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    others_mean = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    candidate = models.PositiveSmallIntegerField(null=True, blank=True)
    out = models.CharField(max_length=200, blank=True)

    objects = RankedQuerySet.as_manager()

    class Meta:
        ordering = ["ranking", F("rank").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "bid"], name="ranked_once"),
            models.UniqueConstraint(fields=["ranking", "candidate"], name="candidate_once",
                                    condition=Q(candidate__isnull=False)),
        ]

    def __str__(self):
        return f"{self.ranking_id} {self.rank}"


class ReportSignature(models.Model):
    """A member under the report. ``dissent`` is what they do not agree with and why; ``signed`` is False where they
    would neither sign nor say why, which the law takes for agreement
    (政府采购货物和服务招标投标管理办法 第六十一条)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Member, models.PROTECT, related_name="signatures")
    signed = models.BooleanField(default=True)
    dissent = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["ranking", "member"]
        constraints = [
            models.UniqueConstraint(fields=["ranking", "member"], name="signature_once"),
            models.CheckConstraint(name="signature_refused_says_nothing", condition=Q(signed=True) | Q(dissent="")),
        ]

    def __str__(self):
        return f"{self.ranking_id} {self.member_id}"


class TieDraw(models.Model):
    """A draw between bids that nothing else tells apart: ``order`` is their ids as drawn, ``secret`` (hex) and
    ``message`` what anybody computes it from again (``draw/1``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="tie_draws")
    order = models.JSONField()
    ground = models.TextField()
    secret = models.CharField(max_length=64)
    message = models.TextField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["drawn_at"]

    def __str__(self):
        return self.message


class Reconsideration(models.Model):
    """Why scores were opened again: on the spot before the report was signed, or by re-evaluation after it; only on a
    ground of 政府采购货物和服务招标投标管理办法 第六十四条. ``ranking`` is the one that stood before."""

    class Ground(models.TextChoices):
        SUM = "sum", "分值汇总计算错误"
        RANGE = "range", "分项评分超出评分标准范围"
        OBJECTIVE = "objective", "评标委员会成员对客观评审因素评分不一致"
        ABNORMAL = "abnormal", "经评标委员会认定评分畸高、畸低"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="reconsiderations")
    ranking = models.ForeignKey(Ranking, models.PROTECT, null=True, blank=True, related_name="reconsiderations")
    sheet = models.ForeignKey("bids.ScoreSheet", models.PROTECT, null=True, blank=True, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground.choices)
    text = models.TextField("书面说明")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.ground
