"""What pages of a tender show beside their content: names for log texts, reasons with their remedy, rail, next step."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Min
from django.urls import reverse

from market.core import holds, wording
from market.core.guards import Reason
from market.core.models import StepLog
from market.core.parts import RailStep
from market.core.steps import why_not
from market.parties.models import User

from .. import checking, policy, ports, services
from ..models import Lot, Tender
from ..models.tenders import BEFORE_PUBLICATION, RUNNING
from ..rulebooks.steps import BEGINNINGS, ENDS, STATES, STEPS


@dataclass(frozen=True, slots=True)
class Dressed:
    """A reason with the place where it is mended."""

    code: str
    message: str
    law: str
    fix_url: str = ""
    fix_label: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """The next legal step: its name, the rule, the clock, the one button; ``waits`` where nobody can press it."""

    label: str
    rule: str
    clock_label: str = ""
    at: datetime | None = None
    url: str = ""
    button: str = ""


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task of the preparation and how far it is."""

    label: str
    url: str
    words: str
    tone: str


def tab_url(tender: Tender, tab: str) -> str:
    """Where a tab of the workspace lies."""
    if tab == "review":
        return reverse("tenders:review", args=[tender.pk])
    return reverse("tenders:workspace", args=[tender.pk]) if tab == "overview" else reverse(
        "tenders:tab", args=[tender.pk, tab])


def step_url(tender: Tender, step: str) -> str:
    """Where a step is taken."""
    return reverse("tenders:step", args=[tender.pk, step])


def dressed(tender: Tender, reasons: Iterable[Reason]) -> list[Dressed]:
    """Reasons, those of a draft with a link to where they are mended."""
    found = []
    for reason in reasons:
        draft = tender.status in BEFORE_PUBLICATION and not reason.code.startswith("step.")
        task = checking.task_of(reason.code) if draft else None
        found.append(Dressed(reason.code, reason.message, reason.law, tab_url(tender, task.tab) if task else "",
                             f"去{task.label}" if task else ""))
    return found


def names(texts: Iterable[str]) -> dict[str, str]:
    """The names of actors as logs write them."""
    ids = {UUID(text.removeprefix("user:")) for text in texts if text.startswith("user:")}
    known = {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=ids)}
    return {**known, "clockwork": "系统", "opening": "开标系统", "contracts": "合同双方"}


def tasks(tender: Tender, reasons: list[Reason]) -> list[TaskState]:
    """The tasks of the preparation, as the reasons that block publication leave them."""
    left: dict[str, int] = {}
    for reason in reasons:
        key = checking.task_of(reason.code).key
        left[key] = left.get(key, 0) + 1
    waiting = tender.reviews.order_by("-asked_at").first()
    found = []
    for task in checking.TASKS:
        words, tone = ("已完成", "ok") if task.key not in left else ("需补充", "warn")
        if task.key == "review" and words != "已完成":
            if waiting and waiting.agrees is None:
                words, tone = "待审核", "blue"
            else:
                words, tone = ("需补充", "warn") if waiting else ("未开始", "")
        elif words == "需补充" and task.key in {"document", "custody"}:
            words, tone = "未开始", ""
        found.append(TaskState(task.label, tab_url(tender, task.tab), words, tone))
    return found


def rail(tender: Tender, state: str) -> list[RailStep]:
    """Where a tender that stands so stands, from the intention to the contract."""
    moved = dict(StepLog.objects.filter(record_type="tenders.tender", record_id=str(tender.pk)).order_by("number")
                 .values_list("step", "taken_at"))
    has_intention = any(edge.step == "publish_intention" for edge in tender.path)
    published, closed = tender.published_at, tender.closed_at
    opened = tender.lots.aggregate(first=Min("opened_at"))["first"] if closed else None
    steps = [
        *([("采购意向", tender.intention_at, "未公开" if tender.status != "draft" and not tender.intention_at else "")]
          if has_intention else []),
        ("计划备案", moved.get("file_plan"), ""), ("发布公告", published, ""),
        ("投标", closed, tender.bids_due_at or ""), ("开标", opened, tender.opens_at or ""), ("评标", None, ""),
        ("定标公示", None, ""), ("合同", None, ""),
    ]
    found, current, ended = [], False, state in {"failed", "terminated"}
    for name, at, planned in steps:
        if at:
            found.append(RailStep(name, "done", at))
        elif planned == "未公开":
            found.append(RailStep(name, "skipped", planned))
        elif not current:
            current = True
            found.append(RailStep(name, "broken" if ended else "current",
                                  STATES[state] if ended else planned or "办理中"))
        else:
            found.append(RailStep(name, "planned", "未开始"))
    return found


_BY_HAND = ("publish_intention", "file_plan", "approve_method", "publish_notice", "relaunch")


def next_step(tender: Tender, state: str, actor, reasons: list[Reason]) -> Next:
    """The next legal step of a tender that stands so, as this person sees it."""
    if held := holds.in_force(holds.of(tender)).first():
        most = tender.rulebook.suspension
        rule = f"{held.by}以{held.order_no}自{wording.moment(held.since)}起暂停"
        rule += f"，依法最长 {most}" if most else ""
        at, words = (tender.next_due_at, "最迟自动恢复") if tender.next_due_at else (held.since, "暂停自")
        return Next("恢复采购活动", rule, words, at,
                    step_url(tender, "resume") if policy.may(tender, "resume", actor) else "", "办理恢复")
    if tender.status in RUNNING:
        law = tender.rulebook.bidding_time.law
        return Next("投标截止", f"到时由系统自动截止（{law}）", "距投标截止", tender.bids_due_at,
                    tab_url(tender, "questions"), "处理提疑")
    if tender.status == "closed" and state in ENDS:
        if record := mover(tender, "relaunch"):
            url = step_url(tender, "relaunch") if policy.may(record, "relaunch", actor) else ""
            return Next(STEPS["relaunch"].label, record.rulebook.basis.get("relaunch", ""), "", None, url, "办理")
        return Next("没有后续步骤", f"各标段（包）{STATES[state]}，本轮已经结束", "", None, tab_url(tender, "lots"),
                    "查看标段")
    if tender.status == "closed" and (step := _after_opening(tender, state)):
        before = state in _UNTIL_EVALUATED
        return Next(STEPS[step].label, tender.rulebook.basis.get(step, ""), "", None,
                    tab_url(tender, "evaluation" if before else "award"), "查看评标进展" if before else "查看定标公示")
    if tender.status == "closed":
        return Next("开标", f"{tender.rulebook.basis.get('open_bids', '')}", "开标时间", tender.opens_at,
                    tab_url(tender, "opening"), "查看开标安排")
    step = next((one for one in _BY_HAND if tender.rulebook.next_state(one, tender.status) is not None
                 and not (one == "publish_intention" and tender.intention_at)), None)
    if step is None:
        return Next("没有后续步骤", "本轮已经结束")
    label, rule = STEPS[step].label, tender.rulebook.basis.get(step, "")
    if step == "publish_notice" and reasons:
        first = dressed(tender, reasons)[0]
        return Next(label, rule, "还差", None, first.fix_url or step_url(tender, step), f"继续：{first.fix_label[1:]}")
    url = step_url(tender, step) if policy.may(tender, step, actor) else ""
    return Next(label, rule, "", None, url, label if len(label) < 9 else "办理")


_UNTIL_EVALUATED = ("opened", "qualification_reviewed", "evaluating")


def _after_opening(tender: Tender, state: str) -> str:
    """The step that comes next for lots that stand so, once they were opened; empty before. Where none of them has
    enough qualified bidders to be evaluated, it is that they fail."""
    if state in {tender.rulebook.handover, *BEGINNINGS}:
        return ""
    waiting = [lot for lot in tender.lots.all() if lot.status == state] if state == "qualification_reviewed" else []
    least = tender.rulebook.min_bidders
    if waiting and least and not any(
            tender.review_counts.get(lot.pk, ports.Counts()).qualified >= least.value for lot in waiting):
        return "fail"
    return next((edge.step for edge in tender.path if edge.before == state), "")


def open_steps(tender: Tender, actor, wanted: Iterable[str]) -> list[tuple[str, str, list[Dressed]]]:
    """Steps beside the next one, with their page, and why they may not be taken now where that is so."""
    return [(STEPS[step].label, step_url(tender, step), dressed(tender, refusals(tender, step, actor)))
            for step in wanted if mover(tender, step)]


def mover(record: Tender | Lot, step: str) -> Tender | Lot | None:
    """What a step would move: the record itself, or of a closed tender to be relaunched the first of its ended lots;
    None where the record has no such step now."""
    if record.rulebook.next_state(step, record.status) is not None:
        return record
    if step == "relaunch" and isinstance(record, Tender):
        return next(iter(services.lots_to_relaunch(record)), None)
    return None


def refusals(tender: Tender | Lot, step: str, actor) -> list[Reason]:
    """Why this person may not take a step now; where another one may, who that is."""
    return [Reason(reason.code, f"这一步由{STEPS[step].who}办理，您没有相应的职责；请由其办理，"
                                "或者由本单位管理员授予职责。",
                   reason.law) if reason.code == "step.not_permitted" else reason
            for reason in why_not(mover(tender, step) or tender, step, actor)]

