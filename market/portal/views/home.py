"""The home page, the simple home page of 长辈版, and the server's time."""
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from market.core import clock, preferences, wording
from market.core.reading import require_safe

from .. import figures, navigation, records

CLOSING, SESSIONS, EACH = 5, 4, 3
TASKS = (
    navigation.Task("file", "我要投标", "怎样参加，现在能办什么", "portal:guide", "#bid"),
    navigation.Task("flag", "我要招标", "进场登记与办理方式", "portal:guide", "#tender"),
    navigation.Task("list", "查公告", "类别、地区、金额、截止时间", "fulltext:notices"),
    navigation.Task("calendar", "开标日程", "按天查看，可加入日历", "portal:calendar"),
    navigation.Task("search", "查进度", "凭项目编号，无需登录", "fulltext:search", "?type=project"),
    navigation.Task("seal", "验证真伪", "编号、摘要值或本地文件", "publish:verify"),
)


@never_cache
@require_safe
def now(request):
    """The server's time, for the clocks of a page."""
    return JsonResponse({"now": clock.now().isoformat()})


@require_safe
def home(request):
    """Find and do: search, today, tasks, what closes soon, the latest by stage, the trades, the figures."""
    moment, today, rows = clock.now(), clock.today(), records.notices()
    context = {
        "hide_mast_search": True,
        "today": today,
        "sessions": records.with_rooms(list(records.sessions(rows, today, today)[:SESSIONS])),
        "closing": records.soonest(rows, moment, CLOSING),
    }
    if not context["sessions"]:
        context["next_session"] = records.next_session(rows, moment)
    if preferences.of(request).elder:
        return render(request, "portal/home_elder.html", context)
    counts = records.counts()
    latest = records.latest(rows, EACH)
    notices_url = reverse("fulltext:notices")
    closing_count = records.closing(rows, moment).count()
    context |= {
        "tasks": TASKS,
        "closing_more": f"全部 {closing_count} 条",
        "latest": latest,
        "closing_url": f"{notices_url}?deadline=30d&sort=deadline",
        "figures_url": reverse("portal:open-data") + "#figures",
        "as_of": f"截至 {wording.moment(counts.as_of)}",
        "counts": counts,
        "figures": [item.figure for item in figures.disclosure(counts, notices_url)],
        "tries": _tries(latest),
    }
    return render(request, "portal/home.html", context)


def _tries(latest) -> list[str]:
    """Searches that are sure to find something: a code and a buyer of the newest notices."""
    newest = [record for _, _, column in latest for record in column]
    code = next((record.project_code for record in newest if record.project_code), "")
    buyer = next((record.purchaser for record in newest if 0 < len(record.purchaser) <= 16), "")
    return [words for words in (code, buyer) if words]
