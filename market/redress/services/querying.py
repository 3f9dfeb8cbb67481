"""What the principal and its agent do with enquiries and queries."""
from collections.abc import Collection

from django.db import transaction

from bids import standing as bidding
from market.core import clock
from market.core.steps import history

from ..content import MOF94
from ..models import Complaint, Consequence, Enquiry, Paper, Query, QueryCopy
from .doors import door, need, refuse
from .drafting import kept

GPLR54 = "政府采购法实施条例 第五十四条"
DONE_BY = {"amend": {"amend"}, "change_winner": {"cancel_award", "next_candidate", "re_evaluate"},
           "restart": {"fail", "terminate", "relaunch", "void_award"}}
"""Which steps of a tender or a lot carry out what a founded matter asks for."""


@transaction.atomic
def answer_enquiry(enquiry: Enquiry, *, text: str, actor) -> Enquiry:
    """Answer an enquiry. Raises StepRefused."""
    words = need("answer", text, "answer.empty", "没有填写答复，未提交；请填写。")
    return door(enquiry, "answer", actor=actor, basis="政府采购法实施条例 第五十二条", text=words, by=str(actor))


@transaction.atomic
def ask_correction(query: Query, *, what: str, actor) -> Query:
    """Tell who raised it, once and whole, what its letter lacks. Raises StepRefused."""
    words = need("ask_correction", what, "correction.empty", "没有写明需要补正的内容，未发出；请一次性写全。")
    return door(query, "ask_correction", actor=actor, reason=words, basis=f"{MOF94} 第十二条", what=words)


@transaction.atomic
def rule_harmless(query: Query, *, reason: str, actor) -> Query:
    """Say why a query cannot change the result, so that signing goes on; the supervisor reads it.

    Raises StepRefused.
    """
    words = need("rule_harmless", reason, "harmless.empty", "没有写明不影响中标结果的理由，未办理；"
                                                            "理由将供监督部门查阅。")
    return door(query, "rule_harmless", actor=actor, basis=GPLR54, why=words, by=str(actor))


@transaction.atomic
def answer_query(query: Query, *, outcome: str, text: str, law: str, actor, also: Collection = (),
                 uploads=()) -> Query:
    """Answer a query; ``also`` are ids of the parties of bidders whom the answer concerns. Raises StepRefused,
    FileRefused."""
    if outcome not in Query.Outcome.values:
        raise refuse("answer", "answer.no_outcome", "没有选择质疑是否成立，未提交；请选择。", f"{MOF94} 第十五条")
    words = need("answer", text, "answer.empty", "没有填写对每一质疑事项的具体答复，未提交；请填写。")
    basis = need("answer", law, "answer.no_law", "没有填写答复的事实依据和法律依据，未提交；请填写。", most=2000)
    known = {str(pk) for pk, _ in bidding.bidders(query.lot)} if query.lot_id else set()
    if strangers := {str(one) for one in also} - known:
        raise refuse("answer", "answer.strangers", f"有 {len(strangers)} 个单位不是该标段（包）已开标的投标人，"
                                                   f"没有发出；"
                                                   "请重新选择。")
    done = door(query, "answer", actor=actor, basis=f"{MOF94} 第十三条", outcome=outcome, text=words, law=basis,
                by=str(actor))
    now = clock.now()
    QueryCopy.objects.bulk_create(QueryCopy(query=done, party_id=one, sent_at=now) for one in also
                                  if str(one) != str(done.party_id))
    for upload in uploads:
        Paper.objects.create(query=done, role=Paper.Role.ANSWER, file=kept(upload), added_by=str(actor), added_at=now)
    return done


@transaction.atomic
def withdraw_query(query: Query, *, actor) -> Query:
    """Take a query back. Raises StepRefused."""
    return door(query, "withdraw", actor=actor)


def shown_done(record: Query | Complaint, consequence: str, since) -> bool:
    """Whether the log of the tender or its lot shows, after a moment, a step that carries a consequence out."""
    rows = history(record.tender)
    for lot in [record.lot] if record.lot_id else record.tender.lots.all():
        rows = [*rows, *lot.log()]
    return any(row.step in DONE_BY[consequence] and row.taken_at >= since for row in rows)


def require_done(record: Query | Complaint, consequence: str, since) -> None:
    """Raises StepRefused unless the log shows that it was done."""
    if consequence not in DONE_BY:
        raise refuse("carry_out", "consequence.unknown", "没有选择后续处理的方式，未登记；请选择。")
    if not shown_done(record, consequence, since):
        raise refuse("carry_out", "consequence.not_done", "办理记录中没有在此之后的相应步骤，未登记；"
                                                          "请先在招标项目中办理"
                     f"（{Consequence(consequence).label}），再来登记。", f"{MOF94} 第十六条")


@transaction.atomic
def carry_out(query: Query, *, consequence: str, actor) -> Query:
    """Record that what follows from a founded query was done; the log of the tender must show it.

    Raises StepRefused.
    """
    if query.answered_at is not None:
        require_done(query, consequence, query.answered_at)
    return door(query, "carry_out", actor=actor, basis=f"{MOF94} 第十六条", consequence=consequence)
