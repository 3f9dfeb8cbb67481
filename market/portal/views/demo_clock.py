"""POST /demo/clock/: move the time of a demo."""
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.core import clock

from .. import demo_clock as bar

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
PAST = timedelta(seconds=1)
"""After a deadline, not at it: whole seconds are kept, and at the deadline itself a page could still show either."""


def _refused(request, sentence: str, status: int):
    return render(request, "portal/clock_refused.html", {"sentence": sentence}, status=status)


@csrf_exempt
@require_POST
def demo_clock(request):
    """Move demo time and go back to the page the reader came from.

    Free of a CSRF token so that reading pages stay free of cookies; a form of another site is refused by its Origin,
    and an installation that is no demo refuses every move.
    """
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.get_host():
        return _refused(request, "其他网站不能调整本站的演示时间。时间没有改变，请在本站页面上操作。", 403)
    move = request.POST.get("move", "")
    try:
        if move in STEPS:
            clock.shift_demo(STEPS[move])
        elif move == "real":
            clock.shift_demo(-clock.ahead())
        elif move == "deadline" and (until := _known(request.POST.get("until", ""))):
            clock.set_demo(until + PAST)
        elif move == "deadline":
            return _refused(request, "这个截止时间已经过去或者改变，时间没有移动。请回到页面查看新的截止时间。", 409)
        else:
            return _refused(request, "没有看懂要怎样移动时间，时间没有改变。请使用演示时间栏上的按钮。", 422)
    except clock.ClockRefused as refused:
        return _refused(request, refused.sentence, 409)
    bar.forget()
    back = request.POST.get("next", "")
    return HttpResponseRedirect(back if back.startswith("/") and url_has_allowed_host_and_scheme(
        back, allowed_hosts=None) else "/")


def _known(text: str) -> datetime | None:
    """The deadline ahead that a form named; None where there is none such."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return next((one.at for one in bar.deadlines(clock.now())
                 if abs(one.at - moment) < timedelta(seconds=1)), None)
