"""What the page of a tender's awards shows of each lot: candidates, clocks, and what may be done now."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch
from django.urls import reverse

from market.core import clock, workdays
from market.core.calendars import HolidayTableMissing
from market.core.wording import local_day
from tenders import policy
from tenders.models import Lot, Tender
from tenders.rulebooks.clocks import end_of
from tenders.rulebooks.numbers import Number
from tenders.rulebooks.steps import STATES, STEPS
from tenders.views import shown

from ..models import Award, MethodChange, Ranked, Ranking
from .wording import OUT

WAITING = frozenset({"closed", "opened", "qualification_reviewed", "evaluating"})
AFTER = ("deliver_report", "confirm_award", "next_candidate", "cancel_award", "record_default", "void_award",
         "request_method_change")
"""Steps of one lot on this page; results are published for several lots at once."""
TONES = {"failed": "danger", "terminated": "danger", "voided": "danger", "defaulted": "danger",
         "award_cancelled": "warn", "awarded": "seal", "result_published": "seal"}


def url(tender_id: UUID) -> str:
    """Where the awards of a tender are handled."""
    return reverse("awards:tender", args=[tender_id])


@dataclass(frozen=True, slots=True)
class Due:
    """One legal clock of a lot: until which day something is to be done, and when it was; ``late`` says that the day
    passed. ``day`` is None where no calendar tells it."""

    label: str
    day: date | None
    law: str
    done_at: datetime | None = None

    @property
    def late(self) -> bool:
        return self.day is not None and local_day(self.done_at or clock.now()) > self.day


@dataclass(frozen=True, slots=True)
class Act:
    """A step somebody could take on a lot, its page, and why not now."""

    step: str
    label: str
    url: str
    why: list


@dataclass(frozen=True)
class LotRow:
    """A lot with all the page says of it."""

    lot: Lot
    ranking: Ranking | None
    ranked: list[Ranked]
    award: Award | None
    ended: list[Award]
    change: MethodChange | None
    clocks: list[Due] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    @property
    def conclusions(self) -> list[tuple[Ranked, str]]:
        """Each bid, the ranked ones first, with what became of it in words."""
        return [(one, OUT[one.out] if one.out else f"排名第 {one.rank}" if one.rank else "") for one in self.ranked]

    @property
    def state(self) -> str:
        return STATES[self.lot.shown_status]

    @property
    def tone(self) -> str:
        return TONES.get(self.lot.status, "" if self.lot.status in WAITING else "blue")

    @property
    def waits(self) -> bool:
        """Whether there is no report yet."""
        return self.lot.status in WAITING


def of(tender: Tender, lots: Sequence[Lot], actor) -> list[LotRow]:
    """The rows of these lots as an actor may see them."""
    pks = [lot.pk for lot in lots]
    visible = Ranked.objects.visible_to(actor).select_related("bid__party").order_by(
        F("candidate").asc(nulls_last=True), F("rank").asc(nulls_last=True), "pk")
    rankings = {one.lot_id: one for one in Ranking.objects.filter(lot__in=pks, finished_at__isnull=False).order_by(
        "number").prefetch_related(Prefetch("rows", visible, to_attr="shown"))}
    awards: dict[UUID, list[Award]] = {}
    for award in Award.objects.filter(lot__in=pks).select_related("bid__party").order_by("number"):
        awards.setdefault(award.lot_id, []).append(award)
    changes = {one.lot_id: one for one in MethodChange.objects.filter(lot__in=pks)}
    found = []
    for lot in lots:
        lot.tender = tender
        ranking, made = rankings.get(lot.pk), awards.get(lot.pk, [])
        found.append(LotRow(
            lot, ranking, ranking.shown if ranking else [], next((one for one in made if one.ended_at is None), None),
            [one for one in made if one.ended_at], changes.get(lot.pk), _clocks(lot), _acts(tender, lot, actor)))
    return found


def _acts(tender: Tender, lot: Lot, actor) -> list[Act]:
    return [Act(step, STEPS[step].label, reverse("awards:step", args=[tender.pk, lot.number, step]),
                shown.dressed(tender, shown.refusals(lot, step, actor)))
            for step in AFTER if lot.rulebook.next_state(step, lot.status) is not None
            and (step != "void_award" or policy.may(lot, step, actor))]


def _clocks(lot: Lot) -> list[Due]:
    book, found = lot.rulebook, []
    for label, since, number, done_at in (
            ("送交评标报告", lot.evaluated_at, book.report_delivery, lot.delivered_at),
            ("确定中标人", lot.delivered_at, book.award_confirmation, lot.awarded_at),
            ("公告结果、发出中标通知书", lot.awarded_at, book.result_notice, lot.result_at)):
        if since and number:
            found.append(Due(label, last_day(number, since), number.law, done_at))
    return found


def last_day(number: Number, since: datetime) -> date | None:
    """The last day of a period from a moment; None where no calendar tells it."""
    try:
        return end_of(number, local_day(since), workdays.load())
    except HolidayTableMissing:
        return None
