"""A small tender: drafted, published, opened, awarded; with clocks, a sealed guard, and roles."""
import uuid

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField

from market.core import clock, steps
from market.core.steps import Edge, guard


class Status(models.TextChoices):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    OPENED = "opened", "已开标"
    AWARDED = "awarded", "已定标"
    FAILED = "failed", "流标"


PATH = (
    Edge("publish", Status.DRAFT, Status.PUBLISHED),
    Edge("open_bids", Status.PUBLISHED, Status.OPENED),
    Edge("expire", Status.PUBLISHED, Status.FAILED, by_hand=False),
    Edge("award", Status.OPENED, Status.AWARDED),
    Edge("fail", Status.OPENED, Status.FAILED),
    Edge("resume", Status.PUBLISHED, Status.PUBLISHED),
)

MAY = {
    "owner": {"publish"},
    "clerk": {"open_bids", "fail"},
    "panel": {"award"},
    "regulator": {"resume"},
}


@guard("play.no_title", "标题为空，不能发布，请先填写标题。")
def has_title(play) -> bool:
    return bool(play.title)


@guard("play.no_bids_due", "尚未设定投标截止时间，不能发布。")
def has_deadline(play) -> bool:
    return play.next_due_at is not None


@guard("play.too_early", "投标尚未截止，不能开标。", law="招标投标法 第三十四条", timed=True)
def bids_are_due(play) -> bool:
    return play.next_due_at <= clock.now()


@guard("play.bidders_too_few", "有效投标人少于三家，不能开标。", law="招标投标法 第二十八条", sealed=True)
def enough_bidders(play) -> bool:
    play.asked_for_bidders = True
    return play.bidders >= 3


class Play(ConcurrentTransitionMixin, models.Model):
    """One record on the stage."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=60, blank=True)
    status = FSMField(default=Status.DRAFT, choices=Status.choices, protected=True)
    bidders = models.PositiveSmallIntegerField(default=0)
    next_due_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    path = PATH

    def __str__(self):
        return self.title

    @property
    def opening_is_lawful(self):
        return self.next_due_at is not None and self.next_due_at <= clock.now()

    def policy(self, step, actor):
        return step in MAY.get(str(actor), ())

    @steps.step(has_title, has_deadline)
    def publish(self):
        pass

    @steps.step(bids_are_due, enough_bidders)
    def open_bids(self):
        self.opened_at = clock.now()

    @steps.step(bids_are_due)
    def expire(self):
        self.next_due_at = None

    @steps.step()
    def award(self, *, note=""):
        self.title = f"{self.title}{note}"

    @steps.step()
    def fail(self):
        pass

    @steps.step()
    def resume(self):
        pass
