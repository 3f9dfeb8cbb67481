"""The frame every page of a contract stands in: who it is between, the rail, the next step, the tabs, late acts."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from market.core import clock, holds
from market.core.guards import Reason
from market.core.models import StepLog
from market.core.parts import RailStep
from market.core.steps import why_not
from market.core.trades import trade
from tenders.rulebooks.steps import STEPS

from .. import clocks, policy
from ..models import Contract

TABS = (("contract", "概览"), ("text", "合同文本"), ("sign", "签署"), ("publish", "公告和备案"), (
    "performance", "履约和变更"),
        ("acceptance", "验收"), ("payment", "付款"), ("archive", "归档"))
AFTER_SIGNING = {"publish", "performance", "acceptance", "payment", "archive"}
STOPS = (("起草", "", "draft"), ("签订", "contracted", "sign"), ("公告", "contract_published", "publish"),
         ("备案", "filed", "publish"), ("履约", "performing", "performance"), ("验收", "accepted", "acceptance"),
         ("结清", "settled", "payment"), ("归档", "archived", "archive"))
"""Name, the state of the lot that proves it, and its page."""
MOVES = {"contracted": ("publish_contract", "publish"), "contract_published": ("file_contract", "publish"),
         "filed": ("start_performance", "performance"), "performing": ("accept", "acceptance"),
         "accepted": ("settle", "payment"), "settled": ("archive", "archive")}
"""State of the lot, the step that comes next, and its page."""


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next for this reader: its name, the rule, the last day, and where it is done."""

    label: str
    rule: str = ""
    due_on: date | None = None
    url: str = ""
    button: str = ""

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


def contract_or_404(request: HttpRequest, pk: UUID) -> Contract:
    """A contract this person may read; to others it does not exist."""
    return get_object_or_404(Contract.objects.whole().visible_to(request.actor), pk=pk)


def signed_or_404(request: HttpRequest, pk: UUID) -> Contract:
    """A contract this person may read, once it is signed."""
    found = contract_or_404(request, pk)
    if found.signed_at is None:
        raise Http404("合同还没有签订。")
    return found


def page(request: HttpRequest, contract: Contract, tab: str, template: str, *, status: int = 200,
         **context) -> HttpResponse:
    """A page of a contract."""
    lot = contract.lot
    return render(request, f"contracts/{template}.html", {
        "contract": contract, "lot": lot, "tender": lot.tender, "trade": trade(lot.rulebook.trade), "tab": tab,
        "tabs": _tabs(contract), "rail": rail(contract), "next": next_of(contract, request.actor),
        "late": list(contract.late_acts.all()), "sides": policy.sides(contract, request.actor),
        "today": clock.today(), "held": holds.in_force(holds.of(contract)).first(), "state": state(contract),
            "tone": tone(contract),
        "desk_here": "contracts", **context}, status=status)


def state(contract: Contract) -> str:
    """How a contract stands, in the words of its lot once it is signed."""
    return contract.lot.get_status_display() if contract.status == "signed" else contract.get_status_display()


def tone(contract: Contract) -> str:
    """The colour of it."""
    if contract.status == "void":
        return "danger"
    return {"archived": "", "settled": "ok", "accepted": "ok"}.get(contract.lot.status, "blue")


def _tabs(contract: Contract) -> list[tuple[str, str, str]]:
    return [(key, label, reverse(f"contracts:{key}", args=[contract.pk])) for key, label in TABS
            if (contract.signed_at or key not in AFTER_SIGNING) and (contract.text or key not in {"text", "sign"})]


def rail(contract: Contract) -> list[RailStep]:
    """Where the contract stands, from its draft to the archive."""
    rows = StepLog.objects.filter(record_type="tenders.lot", record_id=str(contract.lot_id)).order_by("number")
    reached = {row.after: row.taken_at for row in rows if row.before != row.after and contract.signed_at
               and row.taken_at >= contract.signed_at}
    offered = contract.offered_at
    found, current = [RailStep("起草", "done" if offered else "current", offered or "办理中")], offered is None
    for name, after, _ in STOPS[1:]:
        if after in reached:
            found.append(RailStep(name, "done", reached[after]))
        elif contract.status == "void":
            found.append(RailStep(name, "skipped", "不再进行"))
        elif not current:
            current = True
            found.append(RailStep(name, "current", "办理中"))
        else:
            found.append(RailStep(name, "planned", "未开始"))
    return found


def next_of(contract: Contract, actor) -> Next:
    """The next legal step as this person sees it."""
    book, url = contract.lot.rulebook, lambda name: reverse(f"contracts:{name}", args=[contract.pk])
    if contract.status == "void":
        return Next("没有后续步骤", "合同随中标结果失效")
    due = clocks.sign_by(contract.award, book)
    signing = book.contract_signing
    rule = f"中标通知书发出之日起 {signing}内签订（{signing.law}）" if signing else ""
    if contract.status == "draft":
        may = policy.may_act(contract, "draft", actor)
        return Next("补全空白并定稿", rule, due, url("draft") if may else "", "填写合同")
    if contract.status == "offered":
        return Next("双方签署", rule, due, url("sign") if policy.side_of(contract, actor) else "", "去签署")
    if (move := MOVES.get(contract.lot.status)) is None:
        return Next("没有后续步骤", "本合同已经归档")
    step, tab = move
    days = {"publish_contract": (book.contract_notice, clocks.publish_by), "file_contract": (book.contract_filing,
                                                                                         clocks.file_by)}.get(step)
    rule = f"自合同签订之日起 {days[0]}内（{days[0].law}）" if days and days[0] else book.basis.get(step, "")
    acts = {"settle": "pay", "archive": "archive", "accept": "inspect", "start_performance": "perform",
            "file_contract": "file", "publish_contract": "publish"}
    may = policy.may_act(contract, acts[step], actor)
    return Next(STEPS[step].label, rule, days[1](contract) if days else None, url(tab) if may else "", "去办理")


def reasons(contract: Contract, step: str, actor) -> list[Reason]:
    """Why the lot may not take a step now; who may not is told who may."""
    who = STEPS[step].who
    return [Reason(one.code, f"这一步由{who}办理，您没有相应的职责；请由其办理，或者由本单位管理员授予职责。", one.law)
            if one.code == "step.not_permitted" else one for one in why_not(contract.lot, step, actor)]


def form_errors(forms: Iterable) -> list[str]:
    """Every error of some forms, for the head of the page."""
    return [message for form in forms for messages in form.errors.values() for message in messages]
