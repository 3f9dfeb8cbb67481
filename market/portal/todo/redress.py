"""What waits in redress: for who wrote letters, for who answers them, for who handles complaints."""
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from market.parties.actors import Actor
from market.redress import acting, clocks, matters, pages
from market.redress.models import Complaint, Copy, Draft, Enquiry, Query
from market.redress.models.complaints import RUNNING, TAKEN_ON

from .tasks import Task

MOST = 50
_WITH = ("tender__region", "tender__principal", "tender__agent", "lot", "party")
NEXT = {"submitted": "审查投诉", "checking": "审查投诉", "accepted": "发出答复通知书和投诉书副本", "investigatin"
                                                                                                   "g": "处理投诉"}


def _task(record, what: str, action: str, due: clocks.Due | None, law: str = "") -> Task:
    tender = record.tender
    return Task(what=what, action=action, url=record.get_absolute_url(), due_at=pages.end_of_day(due.day) if due else
                None, law=law or f"{due.label}：{due.law}", code=tender.code, trade=tender.rulebook.trade,
                matter=tender.title)


def writes(actor: Actor) -> bool:
    """For whom one's own letters are."""
    return acting.files(actor)


def own(actor: Actor) -> Iterator[Task]:
    """Letters not yet handed in, corrections asked for, and answers one may still complain about."""
    drafts = Draft.objects.visible_to(actor).waiting().select_related("tender__region", "lot", "query__tender")
    for draft in drafts[:MOST]:
        yield Task(what=f"提交{draft.get_kind_display()}", action="继续起草", url=f"/desk/objections/drafts/"
                                                                                  f"{draft.pk}/",
                   law="尚未提交；未提交视为没有提出。", code=draft.tender.code, trade=draft.tender.rulebook.trade,
                   matter=draft.tender.title, due_at=_draft_due(draft))
    for query in Query.objects.filter(party=actor.party, status="correction").select_related(*_WITH)[:MOST]:
        yield _task(query, "补正质疑函", "去补正", None, "收到补正之日起重新计算答复期限。")
    open_ones = Complaint.objects.filter(party=actor.party, status="correction").select_related(*_WITH)
    for complaint in open_ones[:MOST]:
        yield _task(complaint, "补正投诉书", "去补正", clocks.Due("补正", complaint.correction_until, ""),
                    "逾期不补正的，不予受理。")


def _draft_due(draft: Draft) -> datetime | None:
    if draft.kind == Draft.Kind.COMPLAINT and draft.query:
        return pages.end_of_day(matters.complaint_due(draft.query).day)
    return None


def replies(actor: Actor) -> Iterator[Task]:
    """Copies of complaints to be replied to."""
    found = Copy.objects.filter(party=actor.party, replied_at=None, complaint__status__in=TAKEN_ON).select_related(
        *(f"complaint__{name}" for name in _WITH))
    for copy in found[:MOST]:
        due = pages.reply_due(copy.complaint) if copy.role == Copy.Role.RESPONDENT else None
        yield _task(copy.complaint, "就投诉提交书面说明", "去说明", due, "" if due else "可以提交书面说明和证据。")


def answers(actor: Actor) -> bool:
    """For whom letters to one's house are."""
    return bool(actor.party and actor.proved and actor.duties & acting.PREPARING)


def letters(actor: Actor) -> Iterator[Task]:
    """Enquiries and queries to be answered, and what follows from those that were founded."""
    mine = Q(tender__principal=actor.party) | Q(tender__agent=actor.party)
    for enquiry in Enquiry.objects.filter(mine, status="asked").select_related(*_WITH).order_by("asked_at")[:MOST]:
        yield _task(enquiry, "答复询问", "去答复", matters.answer_due(enquiry))
    for query in Query.objects.filter(mine, status="filed").select_related(*_WITH).order_by("received_at")[:MOST]:
        yield _task(query, f"答复对{pages.about(query)}的质疑", "去答复", matters.answer_due(query))
    founded = Query.objects.filter(mine, outcome="founded_affects", carried_out_at=None)
    for query in founded.select_related(*_WITH)[:MOST]:
        yield _task(query, "办理质疑成立的后续处理", "去办理", None, "办完之前不能签订合同。政府采购质疑和投诉办法 第"
                                                                     "十六条")
    upheld = Complaint.objects.filter(copies__party=actor.party, outcome__in=matters.UPHELD, affects=True,
                                      carried_out_at=None)
    for complaint in upheld.select_related(*_WITH)[:MOST]:
        yield _task(complaint, "按投诉处理决定办理", "去办理", None, "办完之前不能签订合同。")


def cases(actor: Actor) -> Iterator[Task]:
    """Complaints with the department, decisions to be published, queries nobody answered in time."""
    mine = Complaint.objects.filter(tender__supervisor=actor.party).select_related(*_WITH).prefetch_related(
        "copies", "pauses")
    for complaint in mine.filter(status__in=RUNNING).exclude(status="correction").order_by("received_at")[:MOST]:
        yield _task(complaint, NEXT[complaint.status], "去办理", pages.clock_of(complaint))
    for complaint in mine.filter(status="decided")[:MOST]:
        yield _task(complaint, "公告投诉处理决定", "去公告", None, "处理决定应当在指定媒体公告。"
                                                                   "政府采购法实施条例 第五十八条")
    for query in matters.overdue(Query.objects.filter(tender__supervisor=actor.party))[:MOST]:
        yield _task(query, "督促答复逾期的质疑", "查看", matters.answer_due(query))


def concerned(actor: Actor) -> bool:
    """For whom copies are."""
    return bool(actor.party and actor.proved and actor.duties & acting.FILING)
