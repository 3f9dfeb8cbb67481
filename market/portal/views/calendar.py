"""Openings by day, and the same as an iCalendar file."""
from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import conditional_page

from market.core import clock, wording
from market.core.reading import require_safe

from .. import icalendar, records
from ..context import this_city

SHOWN, FEED = 200, 1000
"""Rows of one day on the page, and of the feed."""


def _day(request) -> date:
    text = request.GET.get("day", "")
    if not text:
        return clock.today()
    try:
        day = date.fromisoformat(text)
        if not 2000 <= day.year <= 2100:
            raise ValueError(text)
    except ValueError:
        raise BadRequest("日期应写成 2026-11-24 的样子。") from None
    return day


@require_safe
def calendar(request):
    """One day's openings and deadlines under a strip of its week; an empty day names the next day with sessions."""
    day, today, rows = _day(request), clock.today(), records.notices()
    monday = day - timedelta(days=day.weekday())
    week = Counter(wording.local_day(at) for at in
                   records.sessions(rows, monday, monday + timedelta(days=6)).values_list("opens_at", flat=True))
    sessions = records.with_rooms(list(records.sessions(rows, day, day)[:SHOWN]))
    closing = [record for record in records.due(rows, day)[:SHOWN] if record.opens_at is None]
    return render(request, "portal/calendar.html", {
        "day": day, "today": today, "is_today": day == today, "sessions": sessions,
        "sessions_sub": f"{len(sessions)} 场，按时间排列",
        "closing": closing,
        "week": [(on, week[on]) for on in (monday + timedelta(days=n) for n in range(7))],
        "before": monday - timedelta(days=7), "after": monday + timedelta(days=7),
        "next_session": None if sessions else records.next_session(
            rows, max(records.end_of(day), records.start_of(today))),
    })


@require_safe
@conditional_page
def calendar_ics(request):
    """Openings from 30 days ago on, at most 1,000, for a calendar program to subscribe to; or what lies ahead of one
    ``notice``: its deadline and its opening."""
    if wanted := request.GET.get("notice"):
        return _ics([get_object_or_404(records.notices(), pk=_uuid(wanted))], "notice.ics", with_deadlines=True)
    since = clock.today() - timedelta(days=30)
    rows = records.notices().filter(opens_at__gte=records.start_of(since)).order_by("opens_at", "id")[:FEED]
    return _ics(list(rows), "calendar.ics")


def _ics(rows, name: str, **how) -> HttpResponse:
    text = icalendar.write(f"{this_city().site_name} 开标日程", rows, **how)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8",
                        headers={"Content-Disposition": f'inline; filename="{name}"'})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
