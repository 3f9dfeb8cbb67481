"""/status/: how each part of the installation is, as a page and for machines."""
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from market.core import clock, outages
from market.core.reading import require_safe

from .. import status as parts


@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """The page; it answers 200 whatever it has to say, and 503 in plain words where no page can be drawn."""
    components = parts.components()
    if _lost(components):
        return HttpResponse("数据库没有应答，页面暂时无法显示。请稍后再试。\n", status=503,
                            content_type="text/plain; charset=utf-8")
    readers = parts.readers()
    words, tone = parts.overall(components, readers)
    return render(request, "portal/status.html", {
        "components": components, "readers": readers, "words": words, "tone": tone, "asked_at": clock.real_now(),
        "availability": outages.availability(), "outages": [
            {"name": outages.WATCHED.get(one.component, one.component), "row": one} for one in parts.recent_outages()]})


@require_safe
@never_cache
def status_json(request: HttpRequest) -> JsonResponse:
    """The machine twin."""
    components = parts.components()
    readers = [] if _lost(components) else parts.readers()
    _, tone = parts.overall(components, readers)
    return JsonResponse({
        "ok": tone == "ok", "version": settings.VERSION, "asked_at": clock.real_now().isoformat(timespec="seconds"),
        "components": [{"id": part.key, "name": part.name, "state": part.state, "words": part.words,
                        "seen_at": part.seen_at.isoformat(timespec="seconds") if part.seen_at else None}
                       for part in components],
        **_record(lost=_lost(components)),
        "readers": [{"id": one.key, "name": one.name, "state": one.state, "pace": one.pace,
                     "waiting": one.waiting, "given_up": one.given_up} for one in readers],
    }, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _record(*, lost: bool) -> dict:
    """The platform's own availability, and the outages it measured; nothing where the database is away."""
    if lost:
        return {}
    share = outages.availability()
    return {
        "availability": share and {
            "component": outages.WEB, "share": round(share.share, 6), "down_seconds": round(share.down.total_seconds()),
            "since": share.since.isoformat(timespec="seconds"), "until": share.until.isoformat(timespec="seconds")},
        "outages": [{"id": str(one.pk), "component": one.component, "began_at": one.began_at.isoformat(),
                     "ended_at": one.ended_at.isoformat() if one.ended_at else None,
                     "seconds": one.span.total_seconds() if one.span else None, "evidence": one.evidence,
                     "extended_tenders": len(one.reliefs.all())} for one in parts.recent_outages()],
    }


def _lost(components: list[parts.Component]) -> bool:
    return any(part.key == "database" and part.state == "down" for part in components)
