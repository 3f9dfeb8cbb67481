"""What may be queried of a tender or a lot, and since when: read off its notices and the log of its steps."""
from dataclasses import dataclass
from datetime import date, datetime

from market.core import clock, wording, workdays
from tenders.models import Lot, Tender
from tenders.rulebooks.redress import PROCESS, RESULTS

from . import clocks


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may be queried: when it happened, and whether it is a result by which the lot came to nothing."""

    at: datetime
    failed: bool = False

    @property
    def day(self) -> date:
        return wording.local_day(self.at)


def ended_stages(lot: Lot) -> dict[str, Event]:
    """The stages of a lot that are over, by the step that ended each; the last time counts."""
    found = {row.step: Event(row.taken_at) for row in lot.log() if row.step in {one.step for one in PROCESS}}
    return {one.step: found[one.step] for one in PROCESS if one.step in found}


def result(lot: Lot) -> Event | None:
    """The newest result of a lot: a winner was published, or it came to nothing."""
    rows = [row for row in lot.log() if row.step in RESULTS]
    return Event(rows[-1].taken_at, rows[-1].step == "fail") if rows else None


def of(tender: Tender, lot: Lot | None, subject: str, stage: str = "") -> Event | None:
    """What a query of that subject is about; None while it has not happened."""
    if subject == clocks.DOCUMENTS:
        return Event(tender.published_at) if tender.published_at else None
    if lot is None:
        return None
    return result(lot) if subject == clocks.RESULT else ended_stages(lot).get(stage)


def query_due(tender: Tender, lot: Lot | None, subject: str, stage: str = "") -> clocks.Due | None:
    """Until when it may be queried; None while it has not happened."""
    event = of(tender, lot, subject, stage)
    if event is None:
        return None
    return clocks.query(tender.rulebook, subject, event.day, workdays.load(), failed=event.failed)


def open_subjects(tender: Tender, lots: list[Lot]) -> list[tuple[Lot | None, str, str, clocks.Due]]:
    """Everything of a tender that may be queried now: lot, subject, stage, until when."""
    found = [(None, clocks.DOCUMENTS, "", query_due(tender, None, clocks.DOCUMENTS))]
    for lot in lots:
        found += [(lot, clocks.PROCESS, step, query_due(tender, lot, clocks.PROCESS, step))
                  for step in ended_stages(lot)]
        found.append((lot, clocks.RESULT, "", query_due(tender, lot, clocks.RESULT)))
    today = clock.today()
    return [one for one in found if one[3] is not None and not one[3].over(today)]
