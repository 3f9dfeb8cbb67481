"""The opening session of a tender: its course, who is there, what happened, what was objected."""
import uuid

from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core.steps import Edge, step

from .. import guards, policy


class OpeningSession(ConcurrentTransitionMixin, models.Model):
    """One session opens all lots of a tender that are to be opened. ``stage`` is the stage of the envelopes."""

    class Status(models.TextChoices):
        WAITING = "waiting", "等待开标"
        SIGNING_IN = "signing_in", "签到"
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
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    record = models.OneToOneField("custody.Receipt", models.PROTECT, null=True, blank=True, related_name="+")
    record_file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    path = (
        Edge("start_sign_in", "waiting", "signing_in"), Edge("fix", "signing_in", "fixed"),
        Edge("start_decryption", "fixed", "decrypting"), Edge("show", "decrypting", "opened", by_hand=False),
        Edge("read_out", "opened", "read_out"), Edge("confirm", "read_out", "confirmed"),
        Edge("end", "confirmed", "ended"),
        *(Edge("call_off", state, "called_off") for state in ("waiting", "signing_in", "fixed")),
    )

    class Meta:
        verbose_name = "开标场次"
        constraints = [models.UniqueConstraint(fields=["tender", "stage"], name="session_once_a_stage")]

    def __str__(self):
        return f"{self.tender_id} {self.stage}"

    def get_absolute_url(self):
        return reverse("bids:session", args=[self.pk])

    def policy(self, step: str, actor) -> bool:
        return policy.may_host(self, step, actor)

    @step(guards.sign_in_may_start)
    def start_sign_in(self):
        """Those present sign in."""

    @step(guards.bids_are_fixed)
    def fix(self, *, at, digest: str):
        """The list of envelopes stands; its digest is shown."""
        self.fixed_at, self.list_digest = at, digest

    @step(guards.something_to_open)
    def start_decryption(self, *, until):
        """Custodians may release; the window for it runs."""
        self.decrypt_until = until

    @step(guards.everything_unsealed)
    def show(self, *, at):
        """Every price becomes visible at this one moment."""
        self.opened_at = at

    @step()
    def read_out(self):
        """Prices were read out."""

    @step(guards.objections_answered)
    def confirm(self):
        """Bidders confirmed, or did not object in time."""

    @step()
    def end(self, *, at, record):
        """The record is signed."""
        self.ended_at, self.record = at, record

    @step()
    def call_off(self):
        """No lot of the tender may be opened."""


class SessionEvent(models.Model):
    """What happened in a session, numbered from 1 without gaps. ``text`` is for the screen and names nobody before the
    list of bidders is lawful to read; ``kind`` is a stable code."""

    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    actor = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="session_event_number_once")]

    def __str__(self):
        return f"{self.session_id} #{self.number}"


class Attendance(models.Model):
    """A party that signed in. Bidders' rows carry the tag alone until the list of bidders is lawful to read."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="attendances")
    tag = models.CharField(max_length=64)
    veiled = models.BinaryField()
    capacity = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "tag"], name="attendance_once")]

    def __str__(self):
        return str(self.id)


class Objection(models.Model):
    """A doubt raised on the spot by a bidder, and the answer given on the spot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="objections")
    bid = models.ForeignKey("bids.Bid", models.PROTECT, related_name="objections")
    text = models.TextField()
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.text[:40]


class Incident(models.Model):
    """Something that went wrong and what was done about it; the only reason to extend the window for decryption."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(OpeningSession, models.PROTECT, related_name="incidents")
    kind = models.CharField(max_length=40)
    text = models.TextField()
    minutes = models.PositiveSmallIntegerField(default=0)
    recorded_by = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self):
        return self.kind
