"""What waits for the sides of a contract: drafting, signing, publishing, filing, performing, accepting, paying."""
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse

from market.contracts import clocks, policy
from market.contracts.models import Change, Contract, Instalment, Milestone
from market.contracts.views.listing import waiting
from market.core.clock import SHANGHAI
from market.parties.actors import Actor

from .tasks import Task

MOST = 50
"""Rows a source gives; who has more works from the list of contracts."""


def has_contracts(actor: Actor) -> bool:
    """For whom these are: people of either side."""
    return bool(actor.party and actor.proved and actor.duties & policy.READING)


def _at(day: date | None) -> datetime | None:
    """The end of a last day."""
    return datetime.combine(day + timedelta(days=1), time(0), SHANGHAI) if day else None


def _task(contract: Contract, page: str, **said) -> Task:
    return Task(code=contract.lot.code, trade=contract.lot.rulebook.trade, matter=contract.lot.tender.title,
                url=reverse(f"contracts:{page}", args=[contract.pk]), **said)


def drafts(actor: Actor) -> Iterator[Task]:
    """Awards without a contract, and drafts that wait to be offered."""
    for award in waiting(actor)[:MOST]:
        yield Task(what="起草合同", action="去起草", url=reverse("contracts:list"), code=award.lot.code,
                   trade=award.lot.rulebook.trade, matter=award.lot.tender.title,
                   due_at=_at(clocks.sign_by(award, award.lot.rulebook)),
                   law="应当自中标通知书发出之日起 30 日内签订。《政府采购法》第四十六条")
    for one in _mine(actor).filter(status="draft")[:MOST]:
        if policy.may_act(one, "draft", actor):
            yield _task(one, "draft", what="补全合同并定稿", action="去填写", law="定稿之后双方才能签署。",
                        due_at=_at(clocks.sign_by(one.award, one.lot.rulebook)))


def _mine(actor: Actor):
    return Contract.objects.whole().filter(
        Q(purchaser=actor.party) | Q(winner=actor.party, offered_at__isnull=False) | Q(lot__tender__agent=actor.party)
    ).order_by("drafted_at")


def signatures(actor: Actor) -> Iterator[Task]:
    """Texts, and supplementary agreements, that wait for this side."""
    for one in _mine(actor).filter(status="offered").prefetch_related("signatures")[:MOST]:
        side = policy.side_of(one, actor)
        if side and not any(row.side == side and row.ended_at is None and row.change_id is None
                            for row in one.signatures.all()):
            yield _task(one, "sign", what="签署合同", action="去签署",
                        due_at=_at(clocks.sign_by(one.award, one.lot.rulebook)),
                        law="应当自中标通知书发出之日起 30 日内签订。《政府采购法》第四十六条")
    waiting_for = Change.objects.filter(contract__in=_mine(actor).filter(status="signed"), agreed_at=None,
                                        declined_at=None).select_related(
        "contract__lot__tender__region", "contract__purchaser", "contract__winner").prefetch_related("signatures")
    for change in waiting_for.order_by("proposed_at")[:MOST]:
        side = policy.side_of(change.contract, actor)
        if side and not any(row.side == side for row in change.signatures.all()):
            task = _task(change.contract, "performance", what=f"答复补充合同第 {change.number} 号", action="查看并签署",
                         law="双方都签署后生效。")
            yield task


def acts(actor: Actor) -> Iterator[Task]:
    """What the purchaser does next after the signing."""
    ways = {
        "contracted": ("publish", "publish", "公告合同", "应当自合同签订之日起 2 个工作日内公告。", clocks.publish_by),
        "contract_published": ("file", "publish", "合同备案", "应当自合同签订之日起 7 "
                                                              "个工作日内报财政部门备案。", clocks.file_by),
        "filed": ("perform", "performance", "开始履约", "合同备案之后开始履约。", None),
        "accepted": ("pay", "payment", "付款并办理结清", "应当按照约定的期限付款。", None),
        "settled": ("archive", "archive", "归档", "采购文件应当妥善保存。《政府采购法》第四十二条", None),
    }
    for one in _mine(actor).filter(status="signed", lot__status__in=list(ways))[:MOST]:
        act, page, what, law, due = ways[one.lot.status]
        if policy.may_act(one, act, actor):
            yield _task(one, page, what=what, action="去办理", law=law, due_at=_at(due(one)) if due else None)


def milestones(actor: Actor) -> Iterator[Task]:
    """The next milestone of each contract under way; where all are done, its acceptance."""
    running = list(_mine(actor).filter(status="signed", lot__status="performing")[:MOST])
    first: dict = {}
    for one in Milestone.objects.filter(contract__in=running, done_on=None).order_by("contract", "number"):
        first.setdefault(one.contract_id, one)
    for contract in running:
        if (one := first.get(contract.pk)) and policy.may_act(contract, "report", actor):
            yield _task(contract, "performance", what=f"履约节点：{one.name}", action="登记完成",
                        due_at=_at(one.due_on), law="按照合同约定的日期完成，并上传证明材料。")
        elif one is None and policy.may_act(contract, "inspect", actor):
            yield _task(contract, "acceptance", what="组织验收，出具验收书", action="去验收",
                        law="验收书应当包括每一项技术、服务、安全标准的履约情况。《政府采购法实施条例》第四十五条")


def payments(actor: Actor) -> Iterator[Task]:
    """Parts of the price that run and are not paid."""
    rows = Instalment.objects.filter(contract__purchaser=actor.party, paid_on=None, since__isnull=False).exclude(
        contract__status="void").select_related("contract__lot__tender__region")
    for one in rows.order_by("since", "number")[:MOST]:
        yield _task(one.contract, "payment", what=f"支付：{one.name}", action="登记付款", due_at=_at(one.due_on),
                    law="迟延支付的，应当支付逾期利息。《保障中小企业款项支付条例》")


SOURCES = (drafts, signatures, acts, milestones, payments)
