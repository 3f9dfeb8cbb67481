"""What a tender states, in the shape notices give their facts: typed ones as kept, the others from where they stand."""
from datetime import datetime
from decimal import Decimal

from market.core import wording
from market.core.trades import trade

from .rulebooks.fields import FACTS, Fact
from .rulebooks.schemes import METHODS

FEW_LOTS = 200
"""Up to so many lots a notice names each; more are listed in a file beside it."""


def stated(tender) -> dict:
    """Everything it states, by the codes of ``rulebooks.fields``; what is not stated has no key."""
    book, ceiling, bond = tender.rulebook, _money(tender.ceiling), _money(tender.bond)
    made = {
        "project_code": tender.project_code or tender.code,
        "platform_code": tender.code if tender.project_code and tender.project_code != tender.code else "",
        "project_name": tender.title,
        "lots": _lots(tender),
        "purchaser": _party(tender.principal), "purchaser_contact": _reach(tender.principal),
        "agent": _party(tender.agent), "agent_contact": _reach(tender.agent),
        "budget": _money(tender.budget), "price_ceiling": ceiling or _sum_of_lots(tender, "ceiling", of_all=True),
        "bond": bond or _sum_of_lots(tender, "bond"),
        "questions_due_at": _moment(tender.questions_due_at), "bids_due_at": _moment(tender.bids_due_at),
        "opens_at": _moment(tender.opens_at), "region": tender.region.name,
        "regulator": tender.supervisor.name if tender.supervisor_id else "",
        "evaluation_method": METHODS.get((tender.scheme or {}).get("method"), ""),
        "notice_period": f"自公告发布之日起 {book.notice_period}" if book.notice_period else "",
    }
    return {code: value for code, value in {**tender.facts, **made}.items() if value not in (None, "", [])}


def missing(tender, kind: str) -> list[Fact]:
    """The facts a notice of that kind may not go out without and that the tender does not state.

    What only the check asks (``public_from`` never) has to be affirmed.
    """
    said, unasked = stated(tender), trade(tender.rulebook.trade).unasked
    wanted = [fact for fact in FACTS if kind in fact.required_for and fact.code not in unasked]
    if tender.rulebook.notice_period is None:
        wanted = [fact for fact in wanted if fact.code != "notice_period"]
    return [fact for fact in wanted if not (said.get(fact.code) if fact.public_from == "never" else fact.code in said)]


def _lots(tender) -> list[str]:
    titles = [f"第 {number} 包：{title}" for number, title in
              tender.lots.order_by("number").values_list("number", "title")[:FEW_LOTS + 1]]
    return titles if len(titles) <= FEW_LOTS else [f"共 {tender.lots.count():,} 个标段（包），见标段（包）清单"]


def _sum_of_lots(tender, column: str, *, of_all: bool = False) -> dict | None:
    """What the lots state together; None where none does, or with ``of_all`` where one does not."""
    stated = list(tender.lots.values_list(column, flat=True))
    sums = [amount for amount in stated if amount is not None]
    if not sums or (of_all and len(sums) < len(stated)):
        return None
    return {**_money(sum(sums)), **({"of": "lots"} if len(stated) > 1 else {})}


def _party(party) -> dict | None:
    if party is None:
        return None
    code = party.code
    return {"name": party.name, **({"id": code, "scheme": "uscc"} if code else {})}


def _reach(party) -> str:
    return f"{party.address}，电话 {party.phone}" if party and party.address and party.phone else ""


def _money(amount: Decimal | None) -> dict | None:
    return None if amount is None else {"amount": f"{amount:.2f}", "currency": "CNY"}


def _moment(at: datetime | None) -> str:
    return wording.iso(at) if at else ""
