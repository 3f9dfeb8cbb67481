"""Who may raise what: what is refused outright, so that the draft stays, and what is recorded and not accepted.

A query about the documents asks nothing of the bids, neither here nor anywhere: the documents are public, whoever has
them may query them, and that somebody does tells nobody whether it bids (``docs/adr/0080``).
"""
from bids import standing as bidding
from market.core.guards import Reason
from market.core.wording import day as day_words
from tenders.rulebooks.redress import PROCESS

from . import acting, clocks, events
from .content import MOF94
from .models import Query

STAGES = {one.step: one.label for one in PROCESS}
NOT_HAPPENED = {
    clocks.DOCUMENTS: "本项目的公告还没有发布，没有可以质疑的采购文件；请在公告发布后提出。",
    clocks.PROCESS: "所选的环节还没有结束，现在不能质疑；请在该环节结束后提出。",
    clocks.RESULT: "中标结果或者废标公告还没有发布，现在不能质疑；请在公告发布后提出。",
}


def barred(tender, actor) -> list[Reason]:
    """Why an actor may write nothing to a tender at all."""
    if not actor or actor.party is None or not actor.proved:
        return [Reason("filer.not_proved", "询问、质疑、投诉须以已核实的单位身份办理；"
                                           "请先完成单位认证。", f"{MOF94} 第八条")]
    if not acting.files(actor):
        return [Reason("filer.no_duty", "须由供应商的经办人或者审核人办理；请与本单位管理员联系。", f"{MOF94} 第八条")]
    if actor.party in {tender.principal_id, tender.agent_id, tender.supervisor_id}:
        return [Reason("filer.own_tender", "您所在单位是本项目的采购人、代理机构或者监督部门，不能对本项目提出询问、"
                                           "质疑、"
                       "投诉。", f"{MOF94} 第十条")]
    if tender.published_at is None:
        return [Reason("tender.not_public", NOT_HAPPENED[clocks.DOCUMENTS], f"{MOF94} 第十条")]
    return []


def why_not_query(tender, lot, subject: str, stage: str) -> list[Reason]:
    """Why nothing of that kind can be queried by anybody yet."""
    if subject != clocks.DOCUMENTS and lot is None:
        return [Reason("query.no_lot", "没有选择标段（包），不能提交；对采购过程或者中标结果的质疑须写明是哪一个标段"
                                       "（包）。",
                       f"{MOF94} 第十二条")]
    if subject == clocks.PROCESS and stage not in STAGES:
        return [Reason("query.no_stage", "没有选择采购过程的哪一个环节，不能提交；请选择。", f"{MOF94} 第十条")]
    if events.of(tender, lot, subject, stage) is None:
        return [Reason("query.not_happened", NOT_HAPPENED[subject], f"{MOF94} 第十条")]
    return []


def turned_away(tender, lot, subject: str, stage: str, party, due: clocks.Due, today) -> list[Reason]:
    """Why a query is recorded and not accepted; empty where it is accepted."""
    found = []
    if due.over(today):
        found.append(Reason("query.late", f"提出质疑的期限已于{day_words(due.day)} 24:00 届满，本次质疑已登记，"
                                          f"不予受理。"
                            "您仍可以询问，或者向监督部门举报。", f"{MOF94} 第十条"))
    if subject != clocks.DOCUMENTS and not bidding.handed_in(lot, party):
        found.append(Reason("query.no_standing", "对采购过程和中标结果的质疑，应当由参加该标段（包）采购活动的供应商"
                                                 "提出；"
                            "贵单位没有投标，本次质疑已登记，不予受理。", f"{MOF94} 第十一条"))
    if tender.facts.get("query_once") and _raised(tender, lot, subject, stage, party):
        found.append(Reason("query.once", "采购文件要求一次性提出针对同一环节的质疑，贵单位已就这一环节提出过质疑，"
                            "本次质疑已登记，不予受理。", f"{MOF94} 第十条"))
    return found


def _raised(tender, lot, subject: str, stage: str, party) -> bool:
    return Query.objects.filter(tender=tender, lot=lot, subject=subject, stage=stage, party=party).exclude(
        status__in=("new", "not_accepted")).exists()
