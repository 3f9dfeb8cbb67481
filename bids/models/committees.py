"""The evaluation committee of a tender: who was drawn, sits, or left. A name stands veiled until its member comes."""
import uuid

from django.db import models
from django.db.models import Q

PUBLISHED = ("result_published", "contracted", "contract_published", "filed", "performing", "accepted", "settled",
             "archived")
"""States of a lot in which its result is out, and with it who evaluated it (政府采购法实施条例 第四十三条)."""


class Committee(models.Model):
    """The committee of one tender, for all its lots.

    ``size`` counts its seats, ``representatives`` those of the principal among them. ``starts_at`` is when it is to
    begin, from which the earliest day of the draw is counted. ``code_tag`` finds it by the code that the centre prints,
    ``code_veiled`` is that code. ``secret`` (32 random bytes) orders the bidders anew for each member.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.OneToOneField("tenders.Tender", models.PROTECT, related_name="committee")
    size = models.PositiveSmallIntegerField("人数")
    representatives = models.PositiveSmallIntegerField("采购人代表人数", default=0)
    starts_at = models.DateTimeField("评审开始时间")
    code_tag = models.CharField(max_length=64, unique=True)
    code_veiled = models.BinaryField()
    secret = models.BinaryField(max_length=32)
    formed_by = models.CharField(max_length=80)
    formed_at = models.DateTimeField()

    class Meta:
        verbose_name = "评标委员会"
        constraints = [
            models.CheckConstraint(name="committee_is_odd_and_five_at_least",
                                   condition=Q(size__in=range(5, 24, 2))),
            models.CheckConstraint(name="committee_is_two_thirds_experts",
                                   condition=Q(size__gte=models.F("representatives") * 3)),
        ]

    def __str__(self):
        return str(self.id)


class Drawing(models.Model):
    """One draw of experts in the provincial bank, as its record tells; ``number`` counts those of a committee."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="drawings")
    number = models.PositiveSmallIntegerField()
    record = models.CharField("抽取记录编号", max_length=80)
    drawn_at = models.DateTimeField("抽取时间")
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["committee", "number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="drawing_number_once"),
                       models.UniqueConstraint(fields=["record"], name="drawing_recorded_once")]

    def __str__(self):
        return self.record


class MemberQuerySet(models.QuerySet):
    def standing(self) -> "MemberQuerySet":
        """Those who neither recused themselves nor stayed away: only what they say counts."""
        return self.filter(recused_at=None, absent_at=None)

    def seated(self) -> "MemberQuerySet":
        """Those who are there and declared that nothing stands against them."""
        return self.standing().filter(declared_at__isnull=False)

    def of(self, actor) -> "MemberQuerySet":
        """The seats a person has taken, acting for the party they took it for."""
        if not (actor and actor.party):
            return self.none()
        return self.filter(user=actor.user, party=actor.party)

    def visible_to(self, actor) -> "MemberQuerySet":
        """One's own seat; everybody's once a result of the tender is out."""
        return self.filter(Q(pk__in=self.of(actor).values("pk")) | Q(committee__tender__lots__status__in=PUBLISHED)
                           ).distinct()


class Member(models.Model):
    """One seat. ``veiled`` is who was drawn or named, as JSON under the veil of the committee (name, unit, and for a
    representative the account); ``user`` and ``party`` are known from the check-in on.

    Who recused themselves or stayed away has no say: what they voted and scored is void
    (政府采购货物和服务招标投标管理办法 第四十九条).
    """

    class Kind(models.TextChoices):
        EXPERT = "expert", "评审专家"
        ENTITY_REP = "entity_rep", "采购人代表"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="members")
    seat = models.PositiveSmallIntegerField("席位")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    drawing = models.ForeignKey(Drawing, models.PROTECT, null=True, blank=True, related_name="members")
    veiled = models.BinaryField()
    user = models.ForeignKey("parties.User", models.PROTECT, null=True, blank=True, related_name="+")
    party = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True, related_name="+")
    chair = models.BooleanField("组长", default=False)
    checked_in_at = models.DateTimeField(null=True, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    recused_at = models.DateTimeField(null=True, blank=True)
    recused_for = models.CharField(max_length=20, blank=True)
    recused_text = models.TextField(blank=True)
    absent_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaces")

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["committee", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "seat"], name="member_seat_once"),
            models.UniqueConstraint(fields=["committee", "user"], name="member_person_once"),
            models.UniqueConstraint(fields=["committee"], condition=Q(chair=True), name="member_chair_once"),
            models.CheckConstraint(name="member_of_the_principal_is_no_chair",
                                   condition=Q(chair=False) | Q(kind="expert")),
            models.CheckConstraint(name="member_chair_stands",
                                   condition=Q(chair=False) | Q(recused_at=None, absent_at=None)),
            models.CheckConstraint(name="member_unknown_before_check_in",
                                   condition=Q(user=None, checked_in_at=None) | Q(user__isnull=False,
                                                                                  checked_in_at__isnull=False)),
        ]

    def __str__(self):
        return f"{self.committee_id} #{self.seat}"

    @property
    def label(self) -> str:
        """``03 席``: how everybody else knows a member."""
        return f"{self.seat:02d} 席"

    @property
    def stands(self) -> bool:
        """Whether what the member says counts."""
        return self.recused_at is None and self.absent_at is None


class CommitteeEvent(models.Model):
    """What happened in a committee, numbered from 1 without gaps; only ever added. It names seats, never persons:
    ``actor`` is ``seat:3`` for a member. It is the audit log that the supervisor reads."""

    committee = models.ForeignKey(Committee, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["committee", "number"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="committee_event_number_once")]

    def __str__(self):
        return f"{self.committee_id} #{self.number}"
