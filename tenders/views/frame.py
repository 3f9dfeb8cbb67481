"""The frame every page of a tender's workspace stands in."""
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from market.core.models import StepLog
from market.core.trades import trade

from .. import checking, policy, standing
from ..models import Tender
from ..models.tenders import BEFORE_PUBLICATION
from ..rulebooks.methods import METHODS
from ..rulebooks.steps import STATES, STEPS
from . import shown

TABS = {"overview": "概览", "basics": "基本信息", "lots": "标段", "documents": "招标文件", "scheme": "评标办法",
        "notice": "公告", "questions": "答疑澄清", "bids": "投标情况", "opening": "开标", "evaluation": "评标",
        "award": "定标公示", "log": "日志"}
AFTER = {"questions", "award"}
"""Tabs that have nothing to show before publication and are not shown then."""
LATER = {"evaluation"}
"""Tabs that have nothing to show before bids are due."""


def tender_or_404(request: HttpRequest, pk) -> Tender:
    """A tender this person has to do with; to others it does not exist here."""
    tenders = Tender.objects.on_desk(request.actor).select_related("principal", "agent", "supervisor", "region",
                                                                   "project", "parent")
    tender = tenders.filter(pk=pk).first()
    if tender is None:
        raise Http404("没有这个项目，或者您所在单位与它无关。")
    return tender


def workspace(request: HttpRequest, tender: Tender, tab: str, template: str, status: int = 200,
              **context) -> HttpResponse:
    """A page of the workspace with header, next step, rail, tabs, tasks and the last of the log. ``template`` is one of
    ours by its name, or one of an app above by its whole path."""
    draft, state = tender.status in BEFORE_PUBLICATION, standing.states([tender])[tender.pk]
    reasons = checking.blocks(tender) if draft else []
    log = list(StepLog.objects.filter(record_type="tenders.tender", record_id=str(tender.pk)).order_by("-number")[:3])
    edits = list(tender.edits.order_by("-revision")[:3]) if draft else []
    who = shown.names([*(row.actor for row in log), *(row.by for row in edits)])
    return render(request, template if "/" in template else f"tenders/{template}", {
        "tender": tender, "tab": tab, "tabs": _tabs(tender, draft), "draft": draft, "desk_here": "tenders",
        "trade": trade(tender.rulebook.trade), "method": METHODS.get(tender.rulebook.method, ""),
        "state": STATES[state], "tone": _tone(state), "rail": shown.rail(tender, state),
        "next": shown.next_step(tender, state, request.actor, reasons), "reasons": reasons,
        "tasks": shown.tasks(tender, reasons) if draft else [], "recent": recent(log, edits, who),
        "prepares": policy.prepares(tender, request.actor), **context}, status=status)


def _tabs(tender: Tender, draft: bool) -> list[tuple[str, str, str]]:
    hidden = (AFTER if draft else set()) | (set() if tender.status == tender.rulebook.handover else LATER)
    return [(key, label, shown.tab_url(tender, key)) for key, label in TABS.items() if key not in hidden]


def _tone(state: str) -> str:
    return {"failed": "danger", "terminated": "danger", "closed": ""}.get(state, "blue")


def recent(log, edits, who: dict) -> list[tuple]:
    """Steps and edits in one list, the newest first: moment, who, what."""
    rows = [(row.taken_at, who.get(row.actor, row.actor), STEPS[row.step].label) for row in log]
    rows += [(row.at, who.get(row.by, row.by), f"修改：{'、'.join(row.labels)}") for row in edits]
    return sorted(rows, key=lambda row: row[0], reverse=True)

