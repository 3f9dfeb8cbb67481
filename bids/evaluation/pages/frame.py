"""What stands around every page of a member: who, which lot, the bids by their letters, the stages."""
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from market.core.trades import trade

from ...models import Bid
from .. import rail, shuffle
from ..looks import Seat
from ..services import scoring

TABS = (("review", "符合性审查"), ("facts", "客观分"), ("score", "详细评审"), ("inquiries", "询问"),
        ("summary", "汇总复核"), ("report", "评标报告"))


@dataclass(frozen=True, slots=True)
class Lettered:
    """A bid as a member meets it: by a letter, in an order of their own."""

    id: UUID
    letter: str
    stands: bool
    place: int


def bids_of(seat: Seat, *, all_of_them: bool = False) -> list[Lettered]:
    """The bids in the member's order; those out of it only where asked for. A letter stays with its bid."""
    lot = seat.lot
    qualified = list(Bid.objects.filter(lot=lot, verdicts__phase="qualification", verdicts__passed=True).values_list(
        "pk", flat=True))
    order = shuffle.order(qualified, secret=bytes(seat.committee.secret), member=seat.member.pk)
    standing = {bid.pk for bid in scoring.scored_bids(lot)}
    found = [Lettered(bid, letter, bid in standing, place)
             for place, (bid, letter) in enumerate(shuffle.letters(order).items())]
    return [one for one in found if all_of_them or one.stands]


def frame(seat: Seat, tab: str = "") -> dict:
    """The head of the page, its rail and its tabs."""
    now = rail.stage(seat)
    scores = seat.lot.evaluation_scheme.scores
    tabs = [(key, label, f"{reverse('evaluations:room', args=[seat.lot.pk])}?tab={key}") for key, label in TABS
            if scores or key not in ("facts", "score")]
    lots = list(seat.lot.tender.lots.filter(status__in=("evaluating", "evaluated")).order_by("number"))
    return {"seat": seat, "lot": seat.lot, "tender": seat.lot.tender, "member": seat.member, "tabs": tabs,
            "trade": trade(seat.lot.rulebook.trade), "rail": rail.of(seat, now), "tab": tab or now, "stage": now,
            "scheme": seat.lot.evaluation_scheme, "running": seat.lot.status == "evaluating",
            "lots": lots if len(lots) > 1 else []}
