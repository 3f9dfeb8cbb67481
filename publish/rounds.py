"""The tenders of a project as everybody may see them: rounds, lots, sessions, answered questions, what was changed.

Nothing here counts or names bidders: a lot says how it stands and no more.
"""
from dataclasses import dataclass
from datetime import datetime

from bids.models import OpeningSession
from market.core import holds
from market.core.parts import Tone
from market.projects.models import Project
from tenders.models import Amendment, Lot, Question, Tender
from tenders.rulebooks.steps import STATES
from tenders.rulebooks.volumes import OPENING

MOST_LOTS = 100
"""Lots a project page names in each round; of more it says how many there are."""
_WORDS: dict[str, tuple[str, Tone]] = {
    "failed": ("已废标", "danger"), "terminated": ("已终止", "danger"), "pending": ("待投标截止", ""),
    "closed": ("待开标", "blue"), "opened": ("已开标", "ok")}
_NOT_OVER = ("failed", "terminated")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a tender, a lot or a session stands, in a word and its tone."""

    word: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Round:
    """One tender of a project. ``lots`` with their standing, at most ``MOST_LOTS`` of ``lot_count``."""

    tender: Tender
    standing: Standing
    lots: list[tuple[Lot, Standing]]
    lot_count: int
    sessions: list[OpeningSession]
    questions: list[Question]
    amendments: list[Amendment]

    @property
    def title(self) -> str:
        return f"第 {self.tender.round} 次采购"


def of(project: Project, now: datetime) -> list[Round]:
    """The rounds whose notice is out, the newest first."""
    return [_round(tender, now) for tender in project.tenders.public().order_by("-round", "-published_at")]


def _round(tender: Tender, now: datetime) -> Round:
    lots = list(tender.lots.order_by("number")[:MOST_LOTS])
    held = holds.in_force(holds.of(tender)).first()
    return Round(
        tender=tender, standing=_standing(tender, {lot.status for lot in lots}, held, now),
        lots=[(lot, _lot(tender, lot, now)) for lot in lots],
        lot_count=tender.lots.count() if len(lots) == MOST_LOTS else len(lots),
        sessions=list(tender.sessions.filter(stage=OPENING).order_by("opens_at")),
        questions=list(tender.questions.exclude(amendment=None).select_related("amendment", "lot")),
        amendments=list(tender.amendments.order_by("-number")))


def _standing(tender: Tender, states: set[str], held, now: datetime) -> Standing:
    if tender.status in _NOT_OVER:
        return Standing(*_WORDS[tender.status])
    if held:
        return Standing("已暂停", "warn")
    if tender.status != tender.rulebook.handover:
        return Standing(*(("投标中", "blue") if now < tender.bids_due_at else _WORDS["closed"]))
    running = states - set(_NOT_OVER)
    if not running:
        return Standing(*_WORDS["failed" if "failed" in states else "terminated"])
    return Standing(*(_WORDS["closed"] if running == {"closed"} else _WORDS["opened"]))


def _lot(tender: Tender, lot: Lot, now: datetime) -> Standing:
    if tender.status in _NOT_OVER:
        return Standing(*_WORDS[tender.status])
    if lot.status == "pending":
        return Standing(*(("投标中", "blue") if now < tender.bids_due_at else _WORDS["closed"]))
    return Standing(*_WORDS.get(lot.status, (STATES[lot.status], "")))
