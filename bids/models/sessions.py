"""The opening session of a tender: its course, who is there, what happened, what was objected."""
import uuid

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step
from tenders.models import Lot

from ..opening import guards, policy
from ..opening.courses import AT_THE_DEADLINE, COURSES, Course
from .bids import Bid


class OpeningSession(ConcurrentTransitionMixin, models.Model):
    """One session opens all lots of a tender that are to be opened. ``stage`` is the stage of the envelopes; how a
    session of it goes is said by its course.

    ``list_digest`` is the SHA-256 over the list of envelopes as fixed. ``decrypt_until`` ends the window for releasing
    keys; ``window_closed_at`` says that the host closed it after that. ``working_until`` and ``worker`` keep two
    workers from the same unsealing (machine time); ``tried`` tells what keys the last whole pass had, so that
    nothing is tried again until there are others.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "等待开标"
        SIGNING_IN = "signing_in", "签到中"
        FIXED = "fixed", "投标文件已封存"
        DECRYPTING = "decrypting", "解密中"
        OPENED = "opened", "已开启"
        READ_OUT = "read_out", "已唱标"
        CONFIRMED = "confirmed", "已确认"
        ENDED = "ended", "开标结束"
        CALLED_OFF = "called_off", "不予开标"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="sessions")
    stage = models.CharField(max_length=32, default="opening")
    status = FSMField(max_length=12, choices=Status.choices, default=Status.WAITING, protected=True)
    opens_at = models.DateTimeField()
    room = models.CharField("开标地点", max_length=100, blank=True)
    fixed_at = models.DateTimeField(null=True, blank=True)
    list_digest = models.CharField(max_length=64, blank=True)
    decrypt_until = models.DateTimeField(null=True, blank=True)
    window_closed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    record = models.OneToOneField("custody.Receipt", models.PROTECT, null=True, blank=True, related_name="+")
    record_annex = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    record_file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    worker = models.CharField(max_length=32, blank=True)
    working_until = models.DateTimeField(null=True, blank=True)
    tried = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "开标场次"
        constraints = [models.UniqueConstraint(fields=["tender", "stage"], name="session_once_a_stage")]

    def __str__(self):
        return f"{self.tender_id} {self.stage}"

    def get_absolute_url(self):
        return reverse("sessions:room", args=[self.pk])

    @property
    def course(self) -> Course:
        return COURSES[self.stage]

    @property
    def path(self) -> tuple[Edge, ...]:
        return self.course.path

    @property
    def is_counted(self) -> bool:
        """Whether it is lawful to ask how many bids its lots have."""
        return self.fixed_at is not None or self.course is not AT_THE_DEADLINE

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.ENDED, self.Status.CALLED_OFF}

    def earlier(self):
        """The sessions of the same tender that come before this one."""
        stages = list(COURSES)
        return OpeningSession.objects.filter(tender=self.tender_id, stage__in=stages[:stages.index(self.stage)])

    @property
    def awaited(self) -> str:
        """What those who take part wait for once its time has come."""
        return "等待主持人开始" if self.status == self.Status.WAITING else f"进行中：{self.get_status_display()}"

    def policy(self, step: str, actor) -> bool:
        return policy.may_host(self, step, actor)

    def counted_lots(self):
        """The tender's lots that wait to be opened, each with ``handed_in``: how many bids there are to open. Lawful to
        ask only once the envelopes are fixed."""
        standing = Count("bids", filter=Q(bids__status=self.course.bids))
        states = {edge.before for edge in self.tender.path if edge.step == self.course.leads_to}
        return Lot.objects.filter(tender=self.tender_id, status__in=states).annotate(
            handed_in=standing).order_by("number")

    def openable_lots(self):
        """Of those the ones with enough bids to be opened."""
        least = self.tender.rulebook.min_bidders if self.course.counts else None
        return self.counted_lots().filter(handed_in__gte=least.value if least else 1)

    def undecided(self):
        """Bids of openable lots of which it is not yet known what lies in them."""
        return Bid.objects.filter(lot__in=self.openable_lots().values("pk"), status=self.course.bids).exclude(
            pk__in=self.staged().values("bid"))

    def staged(self):
        """What was found in this session's envelopes so far."""
        from .opened import OpenedBid

        return OpenedBid.staged.filter(bid__lot__tender=self.tender_id, stage=self.stage)

    @step(guards.not_held, guards.sign_in_may_start)
    def start_sign_in(self):
        """Those present sign in."""

    @step(guards.not_held, guards.bids_are_fixed)
    def fix(self, *, at, digest: str):
        """The list of envelopes stands; its digest is shown."""
        self.fixed_at, self.list_digest = at, digest

    @step(guards.not_held, guards.earlier_is_over, guards.something_to_open)
    def start_decryption(self, *, until):
        """Custodians may release; the window for it runs."""
        self.decrypt_until = until

    @step(guards.not_held, guards.everything_unsealed)
    def show(self, *, at):
        """Everything that was opened becomes readable at this one moment."""
        self.opened_at = at

    @step()
    def read_out(self):
        """Names and prices were read out."""

    @step(guards.objections_answered)
    def confirm(self):
        """Bidders confirmed, or did not come to do so."""

    @step(guards.objections_answered)
    def end(self, *, at, receipt, annex=None):
        """The record is signed; ``annex`` holds its lots where they are too many for it."""
        self.ended_at, self.record, self.record_annex = at, receipt, annex

    @step(guards.nothing_to_open)
    def call_off(self):
        """No lot of the tender may be opened."""


class SessionEvent(models.Model):
    """What happened in a session, numbered from 1 without gaps; only ever added.

    ``text`` is for those who take part and names nobody before the prices are shown; ``public_text`` is what everybody
    reads of it, empty where that is nothing. ``kind`` is a stable code.
    """

    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    public_text = models.TextField(blank=True)
    actor = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="session_event_number_once")]

    def __str__(self):
        return f"{self.session_id} #{self.number}"


class Attendance(models.Model):
    """A bidder that signed in. ``tag`` is ``owner_tag(session, party)``; ``veiled`` its party, its name and its
    person as JSON, unveiled when the prices are shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="attendances")
    tag = models.CharField(max_length=64)
    veiled = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "tag"], name="attendance_once")]

    def __str__(self):
        return str(self.id)


class Confirmation(models.Model):
    """A bidder says that what was opened and read out is so. Made only after the prices are shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="confirmations")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "party"], name="confirmation_once")]

    def __str__(self):
        return str(self.id)


class Objection(models.Model):
    """A doubt raised on the spot by a bidder, and the answer given on the spot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="objections")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+")
    text = models.TextField("异议")
    raised_by = models.CharField(max_length=80)
    raised_at = models.DateTimeField()
    answer = models.TextField("答复", blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["raised_at"]

    def __str__(self):
        return str(self.id)


class Incident(models.Model):
    """Something that went wrong and what was done about it; the only reason to extend the window for decryption, by
    ``minutes``."""

    class Kind(models.TextChoices):
        CUSTODIAN = "custodian", "保管人不能按时解密"
        NETWORK = "network", "网络中断"
        POWER = "power", "停电"
        SYSTEM = "system", "系统故障"
        OTHER = "other", "其他"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=40, choices=Kind.choices)
    text = models.TextField()
    minutes = models.PositiveSmallIntegerField(default=0)
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.kind
