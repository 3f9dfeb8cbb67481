"""What the pages of a qualification review show. Reads only; the number of queries does not grow with the bids."""
from dataclasses import dataclass, field

from django.urls import reverse

from market.core.guards import Reason
from tenders.models import Lot, Tender
from tenders.rulebooks.schemes import Item
from tenders.rulebooks.steps import STATES

from ...bonds.states import bonds_missing
from ...models import Bid, OpenedBid, OpenedFile, QualificationCheck, QualificationReview, Verdict
from ...opening.faults import Fault
from . import services
from .items import VOLUME, items_of
from .refusals import refusal


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of one bid, and what was found of it."""

    item: Item
    check: QualificationCheck | None


@dataclass(frozen=True, slots=True)
class Row:
    """One bid: its cells in the order of the items, the verdict once there is one, what of its proof is closed, and
    whether it came without the bond the lot asks for (``unsecured``)."""

    bid: Bid
    cells: list[Cell]
    verdict: Verdict | None
    files: int
    fault: Fault | None
    url: str
    unsecured: bool = False

    @property
    def left(self) -> int:
        """Items nobody has looked at."""
        return sum(cell.check is None for cell in self.cells)

    @property
    def failed(self) -> bool:
        return any(cell.check and not cell.check.passed for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """The review of a lot: bids by items."""

    lot: Lot
    items: tuple[Item, ...]
    rows: list[Row]
    review: QualificationReview | None
    need: int
    unopened: int = 0
    reasons: list[Reason] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.rows) * len(self.items)

    @property
    def left(self) -> int:
        return sum(row.left for row in self.rows)

    @property
    def done(self) -> int:
        return self.total - self.left

    @property
    def qualified(self) -> int:
        """How many bids pass by what was recorded so far."""
        return sum(not row.left and not row.failed for row in self.rows)

    @property
    def is_over(self) -> bool:
        return bool(self.review and self.review.confirmed_at)

    @property
    def too_few(self) -> bool:
        """Whether it is certain that no evaluation may follow."""
        return self.is_over and self.qualified < self.need


def grid(lot: Lot) -> Grid:
    """Everything recorded of a lot's bids."""
    bids, items = list(services.opened_bids(lot)), items_of(lot)
    keys = [bid.pk for bid in bids]
    checks = {(one.bid_id, one.item): one for one in QualificationCheck.objects.filter(bid__in=keys)}
    verdicts = {one.bid_id: one for one in Verdict.objects.filter(bid__in=keys,
                                                                  phase=Verdict.Phase.QUALIFICATION)}
    opened = {one.bid_id: one for one in OpenedBid.objects.filter(bid__in=keys, stage="review")}
    without = {bid.pk for bid in bonds_missing(lot)}
    files: dict = {}
    for bid in OpenedFile.objects.filter(opened__bid__in=keys, volume=VOLUME).values_list("opened__bid", flat=True):
        files[bid] = files.get(bid, 0) + 1
    rows = [Row(bid, [Cell(item, checks.get((bid.pk, item.key))) for item in items], verdicts.get(bid.pk),
                files.get(bid.pk, 0), _fault(opened.get(bid.pk)), url(lot, bid), bid.pk in without) for bid in bids]
    return Grid(lot, items, rows, QualificationReview.objects.filter(lot=lot).first(),
                lot.rulebook.min_bidders.value, Bid.objects.filter(lot=lot, status=Bid.Status.BROKEN).count())


def _fault(opened: OpenedBid | None) -> Fault | None:
    said = opened.broken.get(VOLUME) if opened else None
    return Fault(**said) if said else None


def url(lot: Lot, bid: Bid | None = None) -> str:
    """Where a lot is reviewed, or one bid of it."""
    if bid is None:
        return reverse("qualification:lot", args=[lot.tender_id, lot.number])
    return reverse("qualification:bid", args=[lot.tender_id, lot.number, bid.pk])


def tender_url(tender_id) -> str:
    """Where the review and the evaluation of a tender are handled."""
    return reverse("qualification:tender", args=[tender_id])


def sealed(tender: Tender) -> Reason | None:
    """Why nothing can be read yet, where that is so."""
    session = services.session_of(tender.pk)
    if session is not None and session.status in services.SHOWN:
        return None
    return refusal("qualification.sealed").reasons[0]


@dataclass(frozen=True, slots=True)
class LotState:
    """One lot on the tab: how it stands in words and where its review is, empty where it has none."""

    lot: Lot
    state: str
    tone: str
    words: str
    url: str


def lots(tender: Tender, page) -> list[LotState]:
    """The lots of a page of the tab, with how far the review of each has come. One query for all."""
    reviewed = {one.lot_id: one for one in QualificationReview.objects.filter(lot__in=[lot.pk for lot in page])}
    found = []
    for lot in page:
        lot.tender = tender
        review, waits = reviewed.get(lot.pk), lot.rulebook.next_state("review_qualification", lot.status) is not None
        over = review is not None and review.confirmed_at is not None
        words = ("资格审查完毕" if over else "等待复核" if review and review.waits else
                 "正在资格审查" if review else "等待资格审查" if waits else "")
        tone = {"failed": "danger", "terminated": "danger"}.get(lot.status, "blue" if waits else "")
        found.append(LotState(lot, STATES.get(lot.status, lot.status), tone, words,
                              url(lot) if waits or over else ""))
    return found
