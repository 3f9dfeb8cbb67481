"""The bar that moves the time of a demo: what it shows, and the moves it offers."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Q

from bids.models import OpeningSession
from market.core import clock, wording
from tenders.models import Tender

MOMENTS = (("questions_due_at", "提疑截止"), ("bids_due_at", "投标截止"), ("opens_at", "开标时间"))
OVER = ("failed", "terminated")
MANY = 50
"""Tenders looked at: those whose bids are due first."""
FOR = 5
"""Seconds for which a page may name a deadline found for another page."""
_FOUND = "demo-clock-next"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the trading hall that lies ahead."""

    at: datetime
    what: str
    code: str

    @property
    def label(self) -> str:
        """``12月1日 09:30 投标截止（SLZC-2026-G-0501）``."""
        return f"{wording.moment_short(self.at, clock.today())} {self.what}（{self.code}）"


@dataclass(frozen=True, slots=True)
class Bar:
    """``ahead``: how far demo time stands before the machine's; ``next``: the deadline that comes first."""

    now: datetime
    ahead: timedelta
    next: Deadline | None

    @property
    def ahead_words(self) -> str:
        """``比真实时间快 3 天 4 时``; empty in real time."""
        parts = wording.left_parts(self.ahead)[:2]
        return "比真实时间快 " + " ".join(f"{number} {unit}" for number, unit in parts) if parts else ""


def bar() -> Bar:
    """What the bar shows now."""
    now = clock.now()
    return Bar(now=now, ahead=clock.ahead(), next=_next(now))


def deadlines(now: datetime) -> list[Deadline]:
    """The public moments ahead of the tenders and sessions now running, soonest first."""
    ahead = Q(bids_due_at__gt=now) | Q(opens_at__gt=now)
    tenders = Tender.objects.public().filter(ahead).exclude(status__in=OVER).order_by("bids_due_at")
    found = [Deadline(row[name], what, row["code"])
             for row in tenders.values("code", *(name for name, _ in MOMENTS))[:MANY]
             for name, what in MOMENTS if row[name] and row[name] > now]
    windows = OpeningSession.objects.filter(status="decrypting", decrypt_until__gt=now)
    found += [Deadline(at, "解密时限", code) for at, code in windows.values_list("decrypt_until", "tender__code")]
    return sorted(found, key=lambda one: one.at)


def _next(now: datetime) -> Deadline | None:
    kept = cache.get(_FOUND)
    if kept is None or (kept and kept[0].at <= now):
        kept = deadlines(now)[:1]
        cache.set(_FOUND, kept, FOR)
    return kept[0] if kept else None


def forget() -> None:
    """Look again at the next page."""
    cache.delete(_FOUND)
