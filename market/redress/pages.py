"""What pages show of a matter: who looks at it and as what, its facts, its clocks, what happened to it."""
from dataclasses import dataclass
from datetime import datetime, time

from market.core import clock, wording, workdays
from market.core.parts import Fact
from market.core.steps import history
from tenders.rulebooks.redress import PROCESS

from . import acting, clocks, matters
from .models import Complaint, Enquiry, Query
from .models.complaints import RUNNING, TAKEN_ON

STAGES = {one.step: one.label for one in PROCESS}
TONES = {"asked": "blue", "filed": "blue", "submitted": "blue", "checking": "blue", "accepted": "blue",
         "investigating": "blue", "correction": "warn", "answered": "ok", "decided": "ok", "published": "ok",
         "not_accepted": "danger", "refused": "danger", "redirected": "warn"}
STEPS = {
    "ask": "提交询问", "answer": "答复", "file": "提交质疑", "turn_away": "登记，不予受理", "ask_correctio"
                                                                                            "n": "通知补正",
    "correct": "提交补正", "rule_harmless": "采购人判断不影响中标结果", "withdraw": "撤回", "carry_out": "登记后续处理",
    "submit": "提交投诉", "start_check": "开始审查", "refuse": "不予受理", "redirect": "告知向其他部门投"
                                                                                       "诉", "accept": "受理",
    "send_copies": "发出答复通知书和副本", "ask_withdrawal": "申请撤回", "terminate": "终止处理", "decid"
                                                                                                  "e": "作出处理决定",
    "publish": "公告处理决定", "note_review": "登记行政复议或者诉讼", "close": "结案",
}
OWN, HOUSE, SUPERVISOR, COPIED, READER = "own", "house", "supervisor", "copied", "reader"


@dataclass(frozen=True, slots=True)
class Shown:
    """A clock on a page: the last day as a moment, how it stands."""

    label: str
    at: datetime | None
    rule: str
    why: str
    over: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    at: datetime
    words: str
    remark: str


def role(record: Enquiry | Query | Complaint, actor) -> str:
    """As what somebody looks at a matter they may see."""
    tender = record.tender
    if actor.party and actor.party == record.party_id:
        return OWN
    if acting.supervises(tender, actor):
        return SUPERVISOR
    if isinstance(record, Complaint):
        return COPIED if any(one.party_id == actor.party for one in record.copies.all()) else READER
    return HOUSE if acting.reads_house(tender, actor) else COPIED


def end_of_day(day) -> datetime | None:
    """The last second of a day, as a deadline is shown."""
    return datetime.combine(day, time(23, 59, 59), clock.SHANGHAI) if day else None


def shown(due: clocks.Due) -> Shown:
    """A clock as the page shows it."""
    return Shown(due.label, end_of_day(due.day), due.law, due.why, due.over(clock.today()))


def clock_of(record: Enquiry | Query | Complaint) -> clocks.Due | None:
    """The clock that runs on a matter now, None where none does."""
    if isinstance(record, Enquiry):
        return matters.answer_due(record) if record.status == "asked" else None
    if isinstance(record, Query):
        if record.status == "filed":
            return matters.answer_due(record)
        due = matters.complaint_due(record) if record.status == "answered" else None
        return due if due and not due.over(clock.today()) else None
    return next(iter(case_clocks(record)), None)


def case_clocks(record: Complaint) -> list[clocks.Due]:
    """The clocks of the department that run on a complaint, the nearest first."""
    book, calendar, today = record.tender.rulebook, workdays.load(), clock.today()
    received, complete = wording.local_day(record.received_at), wording.local_day(record.complete_at)
    if record.status not in RUNNING:
        return []
    found = []
    if record.status in {"submitted", "checking"}:
        found += [clocks.check(book, complete, calendar)]
    if record.status == "correction" and record.correction_until:
        found.append(clocks.Due("提交补正", record.correction_until, record.correction))
    if record.status in {"submitted", "checking", "accepted"}:
        found.append(clocks.copies(book, complete, calendar))
    if record.status == "investigating" and not _all_replied(record):
        found.append(clocks.reply(book, wording.local_day(record.copies_at), calendar))
    spans = [clocks.Span(wording.local_day(one.since), one.until and wording.local_day(one.until))
             for one in record.pauses.all()]
    return [*found, clocks.decision(book, received, spans, today, calendar)]


def _all_replied(record: Complaint) -> bool:
    return all(one.replied_at for one in record.copies.all() if one.role == "respondent")


def reply_due(record: Complaint) -> clocks.Due | None:
    """Until when a respondent replies; None while no copies are out or the department has decided."""
    if record.copies_at is None or record.status not in TAKEN_ON or _all_replied(record):
        return None
    return clocks.reply(record.tender.rulebook, wording.local_day(record.copies_at), workdays.load())


def received(record: Enquiry | Query | Complaint) -> datetime:
    """When a matter was handed in."""
    return getattr(record, {"询问": "asked_at", "质疑": "filed_at", "投诉": "received_at"}[record.word])


def about(record: Query) -> str:
    """What a query is about, in words."""
    words = record.get_subject_display()
    return f"{words}（{STAGES[record.stage]}）" if record.stage in STAGES else words


def facts(record: Enquiry | Query | Complaint, seen_as: str) -> list[Fact]:
    """The facts box of a matter. Who asked an enquiry is shown to the asker alone."""
    tender = record.tender
    rows = [Fact("编号", record.number, mono=True), Fact("项目", tender.title, second=tender.code, wide=True)]
    if record.lot_id:
        rows.append(Fact("标段（包）", f"第 {record.lot.number} 包　{record.lot.title}", wide=True))
    if isinstance(record, Query):
        rows.append(Fact("针对", about(record)))
    named = seen_as == OWN if isinstance(record, Enquiry) else not (isinstance(record, Query) and seen_as == COPIED)
    if named:
        rows.append(Fact({"询问": "询问人", "质疑": "质疑供应商", "投诉": "投诉人"}[record.word], record.party.name))
    if isinstance(record, Complaint):
        rows.append(Fact("所依据的质疑", record.query.number, mono=True))
        rows.append(Fact("被投诉人", "、".join(one.name for one in (tender.principal, tender.agent) if one)))
    rows.append(Fact("收到时间", wording.moment(received(record))))
    if not isinstance(record, Enquiry) and seen_as != COPIED:
        last = wording.day(record.last_day) if record.last_day else "没有相应年份的节假日安排，不能推算"
        rows.append(Fact("法定提出期限", last, second="当日 24:00 截止"))
    return rows


def timeline(record: Enquiry | Query | Complaint, seen_as: str) -> list[Happened]:
    """What happened to a matter, in order. Remarks are for those who handle it and who raised it."""
    told = seen_as in {OWN, HOUSE, SUPERVISOR}
    return [Happened(row.taken_at, STEPS.get(row.step, row.step), row.reason if told else "")
            for row in history(record)]
