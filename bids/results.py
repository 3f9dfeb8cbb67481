"""What a bidder reads of its own bid once it was opened: how it stands, why it failed, and until when that may be
challenged."""
from dataclasses import dataclass
from datetime import date

from market.core import clock, workdays
from tenders.rulebooks.clocks import end_of
from tenders.rulebooks.numbers import Number

from .models import Bid, OpenedBid, OpenedFile, Verdict
from .opening.faults import Fault

OPENED = (Bid.Status.OPENED, Bid.Status.BROKEN)


@dataclass(frozen=True, slots=True)
class Challenge:
    """How a decision may be challenged: the period, its last day (None where no calendar tells yet), whether it still
    runs."""

    period: Number
    last_day: date | None
    open: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with the way to challenge it, where it failed."""

    verdict: Verdict
    challenge: Challenge | None


@dataclass(frozen=True, slots=True)
class Result:
    """A bid as its bidder sees it. ``state`` and ``tone`` are the word of the whole."""

    bid: Bid
    state: str
    tone: str
    price: OpenedBid | None
    fault: Fault | None
    decisions: list[Decision]
    files: list[OpenedFile]
    broken: list[tuple[str, Fault]]


def of(bid: Bid, actor) -> Result:
    """Everything of one bid that its bidder may know; ``bid.lot`` is there with its tender."""
    stages = {row.stage: row for row in OpenedBid.objects.filter(bid=bid)}
    price, review = stages.get("opening"), stages.get("review")
    verdicts = list(bid.verdicts.order_by("at"))
    decisions = [Decision(one, None if one.passed else _challenge(bid, one)) for one in verdicts]
    fault = Fault(price.fault, price.fault_place) if price and price.fault else None
    labels = {one.key: one.label for one in bid.lot.rulebook.volumes}
    return Result(
        bid, *_state(bid, verdicts), price, fault, decisions,
        list(OpenedFile.objects.visible_to(actor).filter(opened__bid=bid).select_related("file")),
        [(labels.get(key, key), Fault(**said)) for key, said in review.broken.items()] if review else [])


def _state(bid: Bid, verdicts: list[Verdict]) -> tuple[str, str]:
    if bid.status == Bid.Status.BROKEN:
        return "未能开启", "danger"
    if failed := next((one for one in verdicts if not one.passed), None):
        return f"否决（{failed.get_phase_display()}）", "danger"
    if verdicts:
        return "有效", "ok"
    return "已开启，等待资格审查", "blue"


def _challenge(bid: Bid, verdict: Verdict) -> Challenge:
    """From the day the bidder can know of it; the day itself does not count."""
    period = bid.lot.rulebook.query
    try:
        last = end_of(period, verdict.at.astimezone(clock.SHANGHAI).date(), workdays.load())
    except workdays.HolidayTableMissing:
        return Challenge(period, None, True)
    return Challenge(period, last, clock.today() <= last)
