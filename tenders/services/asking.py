"""Questions to the document: asked without a name, answered, and published with a clarification."""
from django.db import transaction

from market.core import clock, tags
from market.core.holds import in_force, of

from ..models import Question, Tender
from ..models.tenders import RUNNING
from .errors import refuse
from .locking import locked, working_on

LIMIT = 2000
"""Characters of a question."""


@transaction.atomic
def ask(tender, *, text: str, actor, lot=None) -> Question:
    """Ask something about the document; nobody learns who asked.

    Raises StepRefused where nobody may ask any more, for the principal's own people, or for what is no question.
    """
    fresh = locked(tender)
    if not actor or actor.party is None or not actor.proved:
        raise refuse("ask", "asker.not_proved", "提疑须以已核实的单位身份办理；请先完成单位认证。")
    if actor.party in {fresh.principal_id, fresh.agent_id}:
        raise refuse("ask", "asker.own_tender", "您所在单位是本项目的采购人或者代理机构，不能对自己的招标文件提疑。")
    if fresh.status not in RUNNING or clock.now() >= _due(fresh):
        raise refuse("ask", "question.too_late", "提疑截止时间已过，不能再提疑；对招标文件有异议的，可以依法提出质疑。")
    if held := in_force(of(fresh)).first():
        raise refuse("ask", "step.on_hold", f"{held.by}已以{held.order_no}暂停本项目，恢复之前不能提疑。")
    words = text.strip()
    if not words:
        raise refuse("ask", "question.empty", "没有填写问题，未提交；请写明对招标文件哪一部分有什么疑问。")
    if len(words) > LIMIT:
        raise refuse("ask", "question.too_long", f"问题超过 {LIMIT} 字，未提交；请精简，或者分成几个问题提出。")
    if lot is not None and lot.tender_id != fresh.pk:
        raise refuse("ask", "question.other_lot", "所选标段（包）不属于本项目，未提交；请重新选择。")
    return Question.objects.create(tender=fresh, lot=lot, text=words, asked_at=clock.now(),
                                   asker_tag=tags.owner_tag(fresh.pk, actor.party))


def _due(tender: Tender):
    return min(at for at in (tender.questions_due_at, tender.bids_due_at) if at)


@transaction.atomic
def answer(question: Question, *, text: str, actor) -> Question:
    """Write or rewrite an answer that is not yet published. Raises StepRefused."""
    tender = working_on(question.tender, actor, "answer")
    fresh = Question.objects.select_for_update().get(pk=question.pk)
    if fresh.amendment_id:
        raise refuse("answer", "answer.published", "这条答复已随澄清公告发布，不能再改；需要更正的，请另发澄清。")
    if not text.strip():
        raise refuse("answer", "answer.empty", "没有填写答复，未保存；请填写。")
    if tender.status not in RUNNING:
        raise refuse("answer", "answer.too_late", "投标已经截止或者本项目已结束，不能再答复。")
    fresh.answer, fresh.answered_by, fresh.answered_at = text.strip(), str(actor), clock.now()
    fresh.save()
    return fresh
