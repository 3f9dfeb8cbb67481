"""Outages: found from silent heartbeats, counted into the availability, and what a deadline gains by one.

Silence is measured by the machine's clock; what is stored are moments of ``core.clock``, by which deadlines run (in a
demo they differ, elsewhere they are one).
"""
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q

from . import clock, outbox
from .calendars import Calendar
from .models import Heartbeat, Outage

LIMIT = timedelta(seconds=30)
"""A shorter silence is no outage: it may be one slow write."""

ALIVE = timedelta(seconds=15)
"""Three signs of life missed: whether a component answers is then in doubt, and no deadline is acted upon."""

WEB = "web"
WATCHED = {WEB: "网站", "clockwork": "时钟"}
"""The components whose silence is recorded. Bids go through the first alone: only its outages move deadlines."""

HOURS = (9, 17)
"""The working hours a new deadline is rounded into."""


def heard(component: str, *, last: datetime, now: datetime, refused: int = 0) -> Outage | None:
    """A component gave a sign of life ``now``, the one before it at ``last``; returns the outage in between, if any."""
    if component not in WATCHED:
        return None
    lasting = Outage.objects.select_for_update().filter(component=component, ended_at=None).first()
    if lasting is None and now - last <= LIMIT:
        return None
    moment = clock.now()
    outage = lasting or Outage(component=component, began_at=moment - (now - last))
    outage.ended_at = max(moment, outage.began_at + timedelta(milliseconds=1))
    outage.evidence = {**_measured(last), "first_sign": now.isoformat(), "refused_writes": refused}
    outage.save()
    outbox.emit("core.outage.ended", id=outage.pk, component=component)
    return outage


def look() -> list[Outage]:
    """Open an outage for every watched component that has been silent too long; the clockwork asks with each beat."""
    moment, found = clock.real_now(), []
    silent = Heartbeat.objects.filter(component__in=WATCHED, beat_at__lt=moment - LIMIT)
    for beat in silent.exclude(component__in=Outage.objects.filter(ended_at=None).values("component")):
        found.append(Outage.objects.create(component=beat.component, began_at=clock.now() - (moment - beat.beat_at),
                                           evidence=_measured(beat.beat_at)))
    return found


def _measured(last: datetime) -> dict:
    return {"last_sign": last.isoformat(), "limit_seconds": LIMIT.total_seconds()}


def answers() -> bool:
    """Whether the website gives signs of life just now. True where it never gave any: nothing is then known of it."""
    beat = Heartbeat.objects.filter(component=WEB).first()
    return beat is None or clock.real_now() - beat.beat_at <= ALIVE


def undecided(due_at: datetime) -> Outage | None:
    """The outage of the website that covers a deadline and that no supervisor has settled yet; None where none does."""
    covering = Outage.objects.filter(component=WEB, settled_at=None, began_at__lte=due_at)
    return covering.filter(Q(ended_at=None) | Q(ended_at__gt=due_at)).first()


def touched_until(outage: Outage) -> datetime:
    """Deadlines from its beginning to this moment were touched: those within it, and those that came sooner after its
    end than it had lasted. Raises ValueError while it lasts."""
    if outage.ended_at is None:
        raise ValueError("An outage that lasts has no measured span yet.")
    return outage.ended_at + outage.span


def lengthened(due_at: datetime, span: timedelta, *, now: datetime, calendar: Calendar) -> datetime:
    """The deadline after an outage: at least the measured span later, counted from now where it has passed meanwhile;
    rounded up to a full hour within working hours of a working day (Shanghai). Raises HolidayTableMissing."""
    at = (max(due_at, now) + span).astimezone(clock.SHANGHAI)
    if at != (full := at.replace(minute=0, second=0, microsecond=0)):
        at = full + timedelta(hours=1)
    opens, closes = HOURS
    day, hour = at.date(), max(at.hour, opens)
    if hour > closes:
        day, hour = day + timedelta(days=1), opens
    worked = calendar.roll(day)
    return datetime.combine(worked, time(hour if worked == day else opens), tzinfo=clock.SHANGHAI)


@dataclass(frozen=True, slots=True)
class Availability:
    """What share of a span the website answered (0-1), the seconds it did not, and the span itself."""

    share: float
    down: timedelta
    since: datetime
    until: datetime

    @property
    def percent(self) -> str:
        """``99.982%``, rounded down: an outage is never rounded away."""
        return f"{int(self.share * 100_000) / 1000:.3f}%"


def availability(days: int = 30) -> Availability | None:
    """Of the last so many days, or since the first sign of life where that is later; None before any."""
    until = clock.now()
    beat = Heartbeat.objects.filter(component=WEB).first()
    if beat is None:
        return None
    lived = clock.real_now() - datetime.fromisoformat(beat.detail["first_at"])
    since = until - min(timedelta(days=days), max(lived, timedelta(seconds=1)))
    reached, down = since, timedelta()
    for outage in Outage.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), component=WEB).order_by("began_at"):
        begins, ends = max(outage.began_at, reached), min(outage.ended_at or until, until)
        if ends > begins:
            down, reached = down + (ends - begins), ends
    return Availability(1 - down / (until - since), down, since, until)
