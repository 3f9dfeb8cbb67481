"""What the portal's pages read of PublicRecord: always without the long texts, a few rows at a time."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from bids.models import OpeningSession
from market.core import clock
from market.core.models import Region
from market.core.trades import OTHER, TRADES, Trade
from publish import overtaken
from publish.models import PublicRecord

from .trade_guides import GUIDES

ROW = ("id", "url", "title", "trade", "kind", "stage", "project_code", "region_label", "purchaser", "amount",
       "amount_label", "foreign_amount", "deadline_at", "deadline_is_day", "deadline_label", "opens_at",
       "published_at", "updated_at", "source_key", "source_name", "outside", "simulated")
SOON = timedelta(days=30)
KEPT = 60
"""Seconds for which counted figures are shown again; the page says when they were counted."""
LATEST = (("公告", ("notice",)), ("变更与澄清", ("change",)), ("结果", ("candidate", "result")))
"""Columns of the latest notices: heading and the stages beneath it."""


def notices(region: Region | None = None, trade: Trade | None = None) -> QuerySet[PublicRecord]:
    """Public notices that were not withdrawn, of a place and of a trade where one is given."""
    rows = PublicRecord.objects.filter(record_type="notice", withdrawn=False).only(*ROW)
    if region:
        rows = rows.filter(region_path__startswith=region.path)
    return rows.filter(trade=trade.key) if trade else rows


def closing(rows: QuerySet[PublicRecord], now: datetime) -> QuerySet[PublicRecord]:
    """Those whose deadline falls within the next 30 days, the nearest first."""
    return rows.filter(deadline_at__gt=now, deadline_at__lt=end_of(clock.today() + SOON)).order_by("deadline_at", "id")


def soonest(rows: QuerySet[PublicRecord], now: datetime, most: int) -> list[PublicRecord]:
    """The nearest deadlines, without those that a later notice of their project has moved."""
    near = list(closing(rows, now)[:3 * most])
    moved = overtaken.among(near, now)
    return [record for record in near if record.pk not in moved][:most]


def latest(rows: QuerySet[PublicRecord], each: int = 3) -> list[tuple[str, str, list[PublicRecord]]]:
    """For each column of ``LATEST``: its heading, its conditions as an address, its newest notices."""
    return [(heading, "&".join(f"stage={stage}" for stage in stages), _newest(rows, stages, each))
            for heading, stages in LATEST]


def _newest(rows: QuerySet[PublicRecord], stages: tuple[str, ...], each: int) -> list[PublicRecord]:
    """One question a stage: each is then answered by an index alone, in its order."""
    found = [record for stage in stages for record in rows.filter(stage=stage).order_by("-published_at", "id")[:each]]
    return sorted(found, key=lambda record: record.published_at, reverse=True)[:each]


def start_of(day: date) -> datetime:
    """Midnight in Shanghai that begins the day."""
    return datetime.combine(day, time(), tzinfo=clock.SHANGHAI)


def end_of(day: date) -> datetime:
    """Midnight in Shanghai that ends the day."""
    return start_of(day + timedelta(days=1))


def with_rooms(records: list[PublicRecord]) -> list[PublicRecord]:
    """The same records, each with ``room_url``: the page of the session its tender is opened in, empty where none is.
    """
    rooms = dict(OpeningSession.objects.filter(tender__disclosures__in=[record.pk for record in records])
                 .values_list("tender__disclosures", "pk"))
    for record in records:
        record.room_url = reverse("sessions:room", args=[rooms[record.pk]]) if record.pk in rooms else ""
    return records


def sessions(rows: QuerySet[PublicRecord], first: date, last: date) -> QuerySet[PublicRecord]:
    """Openings from the first day to the last, both counted in, in order of time."""
    return rows.filter(opens_at__gte=start_of(first), opens_at__lt=end_of(last)).order_by("opens_at", "id")


def due(rows: QuerySet[PublicRecord], day: date) -> QuerySet[PublicRecord]:
    """Those whose deadline falls on the day, in order of time; the 24:00 of a bare date belongs to that date."""
    start, end = start_of(day), end_of(day)
    at_a_time = Q(deadline_is_day=False, deadline_at__gte=start, deadline_at__lt=end)
    by_its_end = Q(deadline_is_day=True, deadline_at__gt=start, deadline_at__lte=end)
    return rows.filter(at_a_time | by_its_end).order_by("deadline_at", "id")


def next_session(rows: QuerySet[PublicRecord], after: datetime) -> PublicRecord | None:
    """The first opening from that moment on."""
    return rows.filter(opens_at__gte=after).order_by("opens_at", "id").first()


@dataclass(frozen=True, slots=True)
class TradeCount:
    """How a trade stands: notices whose deadline has not come, and notices published this month."""

    trade: Trade
    running: int
    month: int

    @property
    def what(self) -> str:
        """What this trade is; empty where there is no guide to it."""
        guide = GUIDES.get(self.trade.key)
        return guide.short if guide else ""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is public, counted at ``as_of``."""

    as_of: datetime
    total: int
    ours: int
    outside: int
    month: int
    running: int
    withdrawn: int
    trades: tuple[TradeCount, ...]


def counts() -> Counts:
    """The figures of the whole site, counted afresh at most once a minute."""
    return cache.get_or_set("portal.counts", _count, KEPT)


def _count() -> Counts:
    """By way of ``record_counts`` alone; counting another column would read every row."""
    now, month = clock.now(), start_of(clock.today().replace(day=1))
    standing = Q(withdrawn=False)
    rows = PublicRecord.objects.filter(record_type="notice").order_by().values("trade").annotate(
        total=Count("trade"),
        outside=Count("trade", filter=Q(outside=True)),
        running=Count("trade", filter=standing & Q(deadline_at__gt=now)),
        month=Count("trade", filter=standing & Q(published_at__gte=month)),
        withdrawn=Count("trade", filter=~standing))
    by_trade = {row["trade"]: row for row in rows}

    def add(name: str) -> int:
        return sum(row[name] for row in by_trade.values())

    trades = [TradeCount(trade, row["running"], row["month"]) if (row := by_trade.get(trade.key))
              else TradeCount(trade, 0, 0) for trade in TRADES]
    if other := by_trade.get(OTHER.key):
        trades.append(TradeCount(OTHER, other["running"], other["month"]))
    return Counts(as_of=now, total=add("total"), ours=add("total") - add("outside"), outside=add("outside"),
                  month=add("month"), running=add("running"), withdrawn=add("withdrawn"),
                  trades=tuple(trades))
