"""Steps: the page of each with its check, its form, its refusal, and the receipt of a publication."""
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from market.core.calendars import HolidayTableMissing
from market.core.files import FileRefused
from market.core.idempotency import once
from market.core.reading import require_safe
from market.parties.access import signed_in

from .. import checking, forms, ports, services
from ..models import Tender
from ..models.tenders import BEFORE_PUBLICATION
from ..notices import intention, tender_notice
from ..rulebooks.steps import STEPS
from . import shown
from .frame import tender_or_404, workspace


@dataclass(frozen=True, slots=True)
class Page:
    """How a step is taken on a page: its form, the one call it makes, where it leads, what it warns of."""

    form: Callable
    take: Callable
    says: str
    button: str
    tone: str = ""
    after: str = "overview"


def _confirm(request, tender):
    return forms.ConfirmForm(request.POST or None, expected=tender.code)


def _plain(kind):
    return lambda request, tender: kind(request.POST or None)


def _amend_form(request, tender):
    return forms.AmendForm(request.POST or None, request.FILES or None, said=tender.facts)


def _amend(tender, actor, text, affects, new_due, reason, document, changes):
    version = None
    if document:
        kept = services.keep_document(document, name=document.name)
        version = services.add_document(tender, file=kept, title="招标文件", actor=actor)
    return services.clarify(tender, text=text, affects=affects, new_due=new_due, reason=reason, document=version,
                            changes=changes or None, actor=actor)


def _advance(step):
    def take(tender, actor, **_):
        return services.advance(tender, step, actor=actor)
    return take


def _verb(verb):
    def take(tender, actor, **inputs):
        return verb(tender, actor=actor, **inputs)
    return take


PAGES = {
    "publish_intention": Page(_confirm, _advance("publish_intention"), "意向公开后立即对社会可见，不能撤回。",
                              "公开采购意向",
                              after="receipt"),
    "file_plan": Page(_confirm, _advance("file_plan"), "备案的是批准的预算、采购方式和采购需求。", "备案采购实施计划"),
    "approve_method": Page(_confirm, _advance("approve_method"), "批准后采购人可以发布公告。", "批准采购方式"),
    "publish_notice": Page(_confirm, _advance("publish_notice"),
                           "发布后公告和招标文件立即对社会可见，规则数值随之固定；以后只能通过澄清、"
                           "更正或者延期改变。", "发布公告和招标文件",
                           after="receipt"),
    "amend": Page(_amend_form, _amend, "澄清、更正在发布时对社会公开，已答复而未公开的提疑一并公开，不写明提疑人。",
                  "发布澄清或者更正",
                  after="questions"),
    "extend": Page(_plain(forms.ExtendForm), _verb(services.extend),
                   "投标截止时间只能延后，须在工作日；开标时间相应顺延。", "发布延期公告", after="notice"),
    "suspend": Page(_plain(forms.SuspendForm), _verb(services.suspend),
                    "暂停后一切步骤停止，期限不计；恢复时补足剩余时间。", "暂停采购活动", tone="withdraw"),
    "resume": Page(_plain(forms.ReasonForm), _verb(services.resume),
                   "恢复后剩余时间补足，投标截止时间重新推算并公告。", "恢复采购活动"),
    "fail": Page(_plain(forms.FailForm), _verb(services.fail), "废标后本轮结束，理由对社会公开；可以重新采购。", "废标",
                 tone="withdraw"),
    "terminate": Page(_plain(forms.ReasonForm), _verb(services.terminate),
                      "终止后本轮结束，理由对社会公开，已收取的保证金应当退还。", "终止采购活动", tone="withdraw"),
    "relaunch": Page(_confirm, _advance("relaunch"), "另立新一轮，沿用本轮内容，期限重新足额计算；本轮记录保留。",
                     "重新采购"),
}


@signed_in
@once("tenders.step")
def step(request: HttpRequest, pk, step: str) -> HttpResponse:
    """The page of a step: what it does, why it may not be taken, its form; and the taking of it."""
    tender = tender_or_404(request, pk)
    page = PAGES.get(step)
    if page is None or (not shown.mover(tender, step) and request.method != "POST"):
        raise Http404("本项目现在没有这一步。")
    form = page.form(request, tender)
    if request.method != "POST":
        return _page(request, tender, step, form)
    if not form.is_valid():
        return _page(request, tender, step, form, status=422)
    try:
        made = _take(page, step, tender, request.actor, form.cleaned_data)
    except FileRefused as refused:
        form.add_error("document", refused.sentence)
        return _page(request, tender, step, form, status=422)
    except services.StepRefused as refused:
        return _page(request, tender, step, form, status=409, refused=refused.reasons)
    if isinstance(made, Tender) and made.pk != tender.pk:
        return redirect("tenders:tab", made.pk, "basics")
    return redirect("tenders:receipt", tender.pk) if page.after == "receipt" else redirect(
        shown.tab_url(tender, page.after))


def _take(page: Page, step: str, tender: Tender, actor, data: dict):
    if step == "relaunch":
        return services.relaunch(tender, actor=actor)
    return page.take(tender, actor, **{name: value for name, value in data.items() if name != "code"})


_PREVIEWS = {"publish_intention": intention.write, "publish_notice": tender_notice.write}


def _page(request, tender: Tender, step: str, form, status: int = 200, refused=None) -> HttpResponse:
    reasons = refused if refused is not None else shown.refusals(tender, step, request.actor)
    if step == "publish_notice" and refused is None and tender.status in BEFORE_PUBLICATION:
        reasons = [*reasons, *(one for one in checking.blocks(tender) if one not in reasons)]
    preview = _PREVIEWS[step](tender) if step in _PREVIEWS else None
    return workspace(request, tender, "overview", "step.html", status=status, step=step, page=PAGES[step], form=form,
                     label=STEPS[step].label, law=tender.rulebook.basis.get(step, ""),
                     blocked=shown.dressed(tender, reasons), preview=preview,
                     reminders=checking.reminders(tender) if step == "publish_notice" else [],
                     forced=_forced(tender) if step == "amend" else None)


def _forced(tender: Tender):
    """The deadline an amendment that may affect bids would lead to today; None where it stays or cannot be told."""
    try:
        least = services.forced_deadline(tender)
    except HolidayTableMissing:
        return None
    return least if least != tender.bids_due_at else None


@require_safe
@signed_in
def receipt(request: HttpRequest, pk) -> HttpResponse:
    """What was just made public: number, moment, digest, place in the feed."""
    tender = tender_or_404(request, pk)
    published = ports.notices.of_tender(tender.pk)
    if not published:
        raise Http404("本项目还没有公开任何内容。")
    return workspace(request, tender, "notice", "receipt.html", newest=published[0])
