"""Bids while sealed: a tag, versions, times. Nothing here names a bidder or a price."""
import uuid
from datetime import datetime

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock
from market.core.steps import Edge, step

from .. import guards, policy
from .verdicts import Verdict


class Participation(models.Model):
    """Somebody confirmed to take part in a tender. ``tag`` is ``owner_tag(tender, party)``; ``changes_read`` the number
    of the last change of the tender that was confirmed to be read, 0 for none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey("tenders.Tender", models.PROTECT, related_name="participations")
    tag = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()
    changes_read = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "tag"], name="participation_once")]

    def __str__(self):
        return str(self.id)


class BidQuerySet(models.QuerySet):
    def stamped(self, received_at: datetime) -> "BidQuerySet":
        """The same bids, each to be judged by the moment at which a request about it had arrived."""
        return self.annotate(received_at=models.Value(received_at, models.DateTimeField()))

    def handed_in(self) -> "BidQuerySet":
        """Those that were submitted and not withdrawn, whatever opening found in them."""
        return self.filter(status__in=["submitted", "opened", "broken", "unopened"])

    def standing(self) -> "BidQuerySet":
        """Those that were opened and that no verdict has put out."""
        return self.filter(~models.Exists(Verdict.objects.filter(bid=models.OuterRef("pk"), passed=False)),
                           status="opened")


class Bid(ConcurrentTransitionMixin, models.Model):
    """All that one bidder hands in for one lot. ``tag`` is ``owner_tag(lot, party)``; ``party`` is known only once the
    lot was opened. The last complete submission counts; ``current`` is its number. ``acted_at`` is the moment the
    request behind the last act on it had arrived."""

    class Status(models.TextChoices):
        NEW = "new", "未递交"
        SUBMITTED = "submitted", "已递交"
        WITHDRAWN = "withdrawn", "已撤回"
        OPENED = "opened", "已开启"
        BROKEN = "broken", "未能开启"
        UNOPENED = "unopened", "依法不予开启"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey("tenders.Lot", models.PROTECT, related_name="bids")
    tag = models.CharField(max_length=64)
    status = FSMField(max_length=12, choices=Status.choices, default=Status.NEW, protected=True)
    current = models.PositiveIntegerField(default=0)
    acted_at = models.DateTimeField(null=True, blank=True)
    party = models.ForeignKey("parties.Party", models.PROTECT, null=True, blank=True, related_name="bids")

    objects = BidQuerySet.as_manager()

    path = (
        Edge("submit", "new", "submitted"), Edge("submit", "submitted", "submitted"),
        Edge("submit", "withdrawn", "submitted"), Edge("withdraw", "submitted", "withdrawn"),
        Edge("open", "submitted", "opened", by_hand=False), Edge("mark_broken", "submitted", "broken", by_hand=False),
        Edge("leave_sealed", "submitted", "unopened", by_hand=False),
    )

    class Meta:
        verbose_name = "投标"
        constraints = [
            models.UniqueConstraint(fields=["lot", "tag"], name="bid_one_live_per_bidder_and_lot"),
            models.CheckConstraint(name="bid_names_nobody_before_opening",
                                   condition=models.Q(party=None) | models.Q(status__in=["opened", "broken"])),
        ]

    def __str__(self):
        return str(self.id)

    def policy(self, step: str, actor) -> bool:
        return policy.may(self, step, actor)

    @property
    def last_number(self) -> int:
        """The number of its last version, withdrawn or not; 0 where it has none."""
        return self.submissions.aggregate(last=models.Max("number"))["last"] or 0

    @property
    def judged_at(self) -> datetime:
        """The moment by which an act on it is in time or late: that of the request, else now."""
        return getattr(self, "received_at", None) or clock.now()

    @step(*guards.IN_TIME, guards.not_overtaken, guards.lot_takes_bids)
    def submit(self, *, number: int, at: datetime):
        """Its version of that number is the one that counts."""
        self.current, self.acted_at = number, at

    @step(*guards.IN_TIME, guards.not_overtaken, guards.lot_takes_bids)
    def withdraw(self, *, at: datetime):
        """It counts no longer; it may be handed in anew before the deadline."""
        self.acted_at = at

    @step()
    def open(self, *, party):
        """The envelopes of the stage were opened and read."""
        self.party = party

    @step()
    def mark_broken(self, *, party=None):
        """The envelopes could not be opened or do not say what they must: a recorded fact of this bid alone."""
        self.party = party

    @step()
    def leave_sealed(self):
        """The lot has too few bids; by law nothing of it is opened."""


class Submission(models.Model):
    """One complete handing-in. ``received_at`` is the moment the whole request had reached the application."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    receipt = models.OneToOneField("custody.Receipt", models.PROTECT, related_name="+")

    class Meta:
        ordering = ["bid", "number"]
        constraints = [models.UniqueConstraint(fields=["bid", "number"], name="submission_number_once")]

    def __str__(self):
        return f"{self.bid_id} v{self.number}"


class SubmittedVolume(models.Model):
    """A volume of a submission and the envelope it lies in."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="volumes")
    volume = models.CharField(max_length=32)
    envelope = models.ForeignKey("custody.Envelope", models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "volume"], name="submitted_volume_once")]

    def __str__(self):
        return f"{self.submission_id} {self.volume}"
