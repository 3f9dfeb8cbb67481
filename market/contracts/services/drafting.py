"""Drafting: begun from an award, filled in where it is blank, offered to both sides as one fixed text."""
from datetime import timedelta

from django.db import transaction

from bids.models import Award
from market.core import clock
from market.core.steps import StepRefused, take_step, why_not
from tenders import policy as tenders
from tenders.models import Lot

from .. import policy, text
from ..models import Contract, Signature
from .errors import RevisionStale, refuse
from .holding import NOT_YOURS, locked

DRAFTING = "result_published"
"""The state of a lot whose contract is drafted and signed."""


@transaction.atomic
def begin(award: Award, *, actor) -> Contract:
    """Begin the contract of a living award; begun already, the same is given back. Raises StepRefused."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("tender").get(pk=award.lot_id)
    tender = lot.tender
    if not (tenders.prepares(tender, actor) and actor.proved):
        raise refuse("begin", "step.not_permitted", NOT_YOURS)
    if found := Contract.objects.filter(award=award).first():
        return found
    award = Award.objects.select_related("bid__party").get(pk=award.pk)
    if lot.status != DRAFTING or award.ended_at is not None:
        raise refuse("begin", "step.wrong_state", "中标结果公告、中标通知书发出之后才能起草合同，请先办理公告结果。",
                     "政府采购法 第四十六条")
    return Contract.objects.create(
        number=_number(lot, award), lot=lot, award=award, purchaser=tender.principal, winner=award.bid.party,
        amount=award.amount, blanks=_first(lot, award), drafted_by=str(actor), drafted_at=clock.now())


def _number(lot: Lot, award: Award) -> str:
    """``SLZC-2026-0012-HT03``; the round and a later award are told."""
    tender = lot.tender
    again = f"-R{tender.round}" if tender.round > 1 else ""
    return f"{tender.code}{again}-HT{lot.number:02d}" + (f"-{award.number}" if award.number > 1 else "")


def _first(lot: Lot, award: Award) -> dict:
    """What the tender and the rules say of the blanks already."""
    tender, book, today = lot.tender, lot.rulebook, clock.today()
    payment = {"name": "合同价款", "amount": f"{award.amount:.2f}", "after": "acceptance",
               "days": int(book.payment.value) if book.payment else 30}
    return {
        "subject": str(tender.facts.get("need", "")), "place": tender.region.name,
        "delivery_place": tender.principal.address, "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=365)).isoformat(), "dispute": "court",
        "penalty": "每逾期一日，按逾期部分价款的万分之五，累计不超过合同金额的百分之五。",
        "purchaser_contact": str(tender.facts.get("contact", "")), "public_service": False,
        "standards": [], "milestones": [], "instalments": [payment],
    }


@transaction.atomic
def save(contract: Contract, *, blanks: dict, revision: int, actor) -> Contract:
    """Fill in the declared blanks; nothing else of a contract can be written. Raises StepRefused, RevisionStale."""
    fresh = locked(contract)
    if not policy.may_act(fresh, "draft", actor):
        raise refuse("save", "step.not_permitted", NOT_YOURS)
    if fresh.status != Contract.Status.DRAFT:
        raise refuse("save", "contract.offered", "合同文本已经定稿，不能修改；需要修改的，请先撤回定稿，"
                                                 "已有的签署随之失效。")
    if revision != fresh.revision:
        raise RevisionStale(fresh.revision)
    fresh.blanks, fresh.revision = blanks, fresh.revision + 1
    fresh.save(update_fields=["blanks", "revision"])
    return fresh


@transaction.atomic
def offer(contract: Contract, *, actor) -> Contract:
    """Fix the text; from now on both sides may sign exactly it. Raises StepRefused."""
    with clock.still():
        fresh, at = locked(contract), clock.now()
        if reasons := why_not(fresh, "offer", actor):
            raise StepRefused("offer", reasons)
        words = text.write(fresh, offered_at=at)
        return take_step(Contract.objects, fresh.pk, "offer", actor=actor, acting_for=actor.acting_for, text=words,
                         digest=text.digest(words), at=at)


@transaction.atomic
def take_back(contract: Contract, *, reason: str, actor) -> Contract:
    """Open an offered text again before both have signed; a signature over it ends. Raises StepRefused."""
    if not reason.strip():
        raise refuse("take_back", "contract.no_reason", "没有写明撤回定稿的理由，未办理；请填写，理由将告知对方。")
    fresh = take_step(Contract.objects, locked(contract).pk, "take_back", actor=actor, acting_for=actor.acting_for,
                      reason=reason.strip())
    Signature.objects.filter(contract=fresh, change=None, ended_at=None).update(ended_at=clock.now())
    return fresh
