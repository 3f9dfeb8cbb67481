"""The check before publication: what blocks it, what is only a reminder, and which task each belongs to."""
from dataclasses import dataclass

from market.core import clock
from market.core.guards import Reason

from . import guards
from .rulebooks.numbers import Unit


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of preparing: its name, the tab where it is done, the codes of reasons that belong to it."""

    key: str
    label: str
    tab: str
    codes: tuple[str, ...]


TASKS = (
    Task("basics", "基本信息", "basics", ("region.", "principal.", "agent.", "supervisor.", "plan.", "bond.")),
    Task("lots", "标段划分", "lots", ("lots.",)),
    Task("document", "招标文件", "documents", ("document.", "facts.contract_text")),
    Task("scheme", "评标办法", "scheme", ("scheme.",)),
    Task("dates", "发布时间安排", "notice", ("deadline.", "opening.", "questions.", "calendar.", "facts.bids_due_at",
                                             "facts.opens_at")),
    Task("content", "公告内容", "basics", ("facts.",)),
    Task("custody", "解密保管人与公钥", "opening", ("custody.",)),
    Task("review", "发布审核", "review", ("review.",)),
)


def task_of(code: str) -> Task:
    """The task a reason belongs to: the one with the longest fitting prefix."""
    fitting = [(len(prefix), task) for task in TASKS for prefix in task.codes if code.startswith(prefix)]
    return max(fitting, key=lambda one: one[0])[1] if fitting else TASKS[0]


def blocks(tender) -> list[Reason]:
    """Everything that stands in the way of publication, wherever the tender now is on its path."""
    return [reason for guard in (*guards.PUBLICATION, guards.second_person_agreed) for reason in guard.reasons(tender)]


def reminders(tender) -> list[Reason]:
    """What the law asks for in general, or what is odd, without standing in the way."""
    book, found = tender.rulebook, []
    lead, below = book.intention_lead, book.sme_reserved_below
    if lead and tender.intention_at is None:
        found.append(Reason("intention.none", f"没有公开采购意向。采购意向一般应当早于采购活动开始 {lead}公开；"
                                              "因不可预见的原因"
                            "急需开展的除外，请在档案中留存理由。", lead.law))
    elif lead and lead.unit is Unit.DAYS:
        since = (clock.today() - tender.intention_at.astimezone(clock.SHANGHAI).date()).days
        if since < lead.value:
            found.append(Reason("intention.short", f"采购意向公开至今 {since} 日，不足 {lead}；"
                                                   "因不可预见的原因急需开展的，请在"
                                "档案中留存理由。", lead.law))
    small = below and tender.budget is not None and tender.budget <= below.value
    if small and tender.facts.get("sme_reserved") is False:
        found.append(Reason("sme.not_reserved", f"预算不超过 {below}的货物、服务，适宜由中小企业提供的，"
                                                "应当专门面向中小企业"
                            "采购；不专门面向的，请在档案中留存理由。", below.law))
    return found
