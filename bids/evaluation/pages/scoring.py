"""The scoring sheet: criteria at the left, the bid in the middle, points at the right."""
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from tenders.rulebooks.schemes import OBJECTIVE, Criterion

from ...models import ObjectiveFact, Score, ScoreSheet
from ...ranking import points as ranked
from .. import reading
from ..looks import Seat
from ..services import scoring
from .frame import Lettered, bids_of, frame


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion in the list at the left: how many bids have points, and the sum or mean to show."""

    criterion: Criterion
    done: int
    of: int
    shown: str
    here: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell of the sheet."""

    points: Decimal | None = None
    comment: str = ""

    @property
    def figures(self) -> str:
        """The points as typed: no zeros that say nothing."""
        return "" if self.points is None else plain(self.points)


def plain(value: Decimal) -> str:
    """``6.5``, ``13``, ``0.25``."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def sheet(seat: Seat, said: Mapping[str, str]) -> dict:
    """The page of the sheet. ``said`` picks ``criterion``, ``bid`` (its letter's place) and ``file``."""
    lot, bids = seat.lot, bids_of(seat)
    own = ScoreSheet.objects.get(lot=lot, member=seat.member)
    judged = scoring.subjective(lot)
    here = next((one for one in judged if one.key == said.get("criterion")), judged[0] if judged else None)
    bid = _bid(bids, said.get("bid", ""))
    cells = {(one.bid_id, one.criterion): Cell(one.points, one.comment) for one in Score.objects.filter(sheet=own)}
    facts = _facts(bids, lot.evaluation_scheme.criteria)
    page = frame(seat, "score") | {
        "sheet": own, "bids": bids, "bid": bid, "criterion": here, "judged": _lines(judged, bids, cells, here),
        "counted": _counted(lot, bids, facts), "price_points": lot.evaluation_scheme.price_points,
        "files": [], "text": ""}
    if here is None or bid is None:
        return page
    ids = [one.id for one in bids]
    blank, bare = scoring.gaps(lot, own, ids)
    files = reading.of(lot, bid.id)
    shown = next((one for one in files if str(one.id) == said.get("file")), next(
        (one for one in files if one.plain and one.volume == _technical(lot)), files[0] if files else None))
    after = _after(bids, bid, cells, here)
    return page | {
        "cell": cells.get((bid.id, here.key), Cell()), "blank": blank, "bare": bare, "files": files, "shown": shown,
        "text": reading.text(lot, shown.id) if shown and shown.plain else "", "after": after,
        "own_row": [(one, cells.get((one.id, here.key), Cell())) for one in bids],
        "total": len(judged) * len(bids), "given": len(judged) * len(bids) - blank,
        "unconfirmed": scoring.unconfirmed(lot, ids), "half": plain(here.most)}


def _technical(lot) -> str:
    return next((one.label for one in lot.rulebook.volumes if one.key == "technical"), "")


def _bid(bids: list[Lettered], place: str) -> Lettered | None:
    wanted = int(place) if place.isascii() and place.isdigit() else -1
    return next((one for one in bids if one.place == wanted), bids[0] if bids else None)


def _after(bids: list[Lettered], bid: Lettered, cells: Mapping, here: Criterion) -> Lettered | None:
    """The next bid that has no points for this criterion, in the member's order."""
    at = bids.index(bid)
    ahead = [*bids[at + 1:], *bids[:at]]
    return next((one for one in ahead if cells.get((one.id, here.key), Cell()).points is None), None)


def _lines(judged: list[Criterion], bids: list[Lettered], cells: Mapping, here: Criterion | None) -> list[Line]:
    found = []
    for one in judged:
        given = [cells[bid.id, one.key].points for bid in bids
                 if (bid.id, one.key) in cells and cells[bid.id, one.key].points is not None]
        mean = plain(sum(given) / len(given)) if given and len(given) == len(bids) else "—"
        found.append(Line(one, len(given), len(bids), mean, one is here))
    return found


def _facts(bids: list[Lettered], criteria) -> dict[tuple[UUID, str], ObjectiveFact]:
    rows = ObjectiveFact.objects.filter(bid__in=[one.id for one in bids]).select_related("entered_by", "confirmed_by")
    return {(row.bid_id, row.criterion): row for row in rows}


def _counted(lot, bids: list[Lettered], facts: Mapping) -> list[Line]:
    """Objective criteria: how many facts are confirmed."""
    found = []
    for one in scoring.objective(lot):
        done = sum((bid.id, one.key) in facts and facts[bid.id, one.key].confirmed_at is not None for bid in bids)
        found.append(Line(one, done, len(bids), "已锁定" if done == len(bids) else "待确认", False))
    return found


def facts(seat: Seat) -> dict:
    """The page of facts: for each objective criterion a row for each bid."""
    lot, bids = seat.lot, bids_of(seat)
    rows = _facts(bids, lot.evaluation_scheme.criteria)
    groups = []
    for one in scoring.objective(lot):
        lines = []
        for bid in bids:
            row = rows.get((bid.id, one.key))
            lines.append({"bid": bid, "row": row, "name": f"fact-{bid.place}-{one.key}",
                          "points": _points(one, row), "words": _words(one, row),
                          "mine": row is not None and row.entered_by_id == seat.member.pk})
        groups.append({"criterion": one, "lines": lines, "choices": one.rule.get("choices", [])})
    return frame(seat, "facts") | {"groups": groups, "bids": bids}


def _points(criterion: Criterion, row: ObjectiveFact | None) -> Decimal | None:
    if row is None or criterion.kind != OBJECTIVE:
        return None
    return ranked.objective(criterion, row.value)


def _words(criterion: Criterion, row: ObjectiveFact | None) -> str:
    """What a fact says, in words."""
    if row is None:
        return ""
    labels = {one["key"]: one["label"] for one in criterion.rule.get("choices", [])}
    return labels.get(row.value, row.value)
