"""Signing: each side by a passkey over the SHA-256 of the text; with the second signature the contract stands."""
from django.db import transaction

from market.core import clock, holds
from market.core.steps import StepRefused, take_step
from market.core.wording import iso, local_day
from market.custody import receipts
from market.custody.models import Receipt
from market.parties import passkeys
from market.parties.errors import PartyRefused
from market.parties.models import User
from tenders import guards_contract as lot_guards

from .. import clocks, policy
from ..models import Change, Contract, Instalment, Milestone, Signature
from .errors import Reason, refuse
from .holding import NOT_YOURS, locked, move, record_if_late

FORMAT = "contract-signatures/1"
BEFORE = (lot_guards.award_stands, lot_guards.amount_is_the_award, lot_guards.performance_bond_fits,
          lot_guards.no_matter_is_open)
"""What must hold before even the first side signs: nobody signs what may not be concluded."""


def why_not_sign(contract: Contract, actor) -> list[Reason]:
    """Why a person may not sign the offered text now; empty where they may. Whether they have a passkey is told apart.
    """
    side = policy.side_of(contract, actor)
    if not side:
        return [Reason("step.not_permitted", NOT_YOURS)]
    if contract.status != Contract.Status.OFFERED:
        return [Reason("contract.not_offered", "合同文本没有定稿或者已经签订，现在不能签署；请刷新页面查看最新进展。")]
    if contract.signatures.filter(side=side, change=None, ended_at=None).exists():
        return [Reason("contract.signed_already", "贵单位已经签署了这份文本，正在等待对方签署。")]
    if held := holds.in_force(holds.of(contract)).first():
        return [Reason("step.on_hold", f"{held.by}已以{held.order_no}暂停本项目，恢复之前不能签订合同。",
                       "政府采购法 第五十七条")]
    return [reason for guard in BEFORE for reason in guard.reasons(contract.lot)]


@transaction.atomic
def sign(contract: Contract, *, credential: str, host: str, actor) -> Contract:
    """Sign the offered text for the side the actor acts for; the second signature concludes the contract and moves its
    lot. ``credential`` is the browser's answer, ``host`` the site as the browser knows it.

    Raises StepRefused, and PartyRefused where the passkey did not sign it.
    """
    with clock.still():
        fresh = locked(contract)
        if reasons := why_not_sign(fresh, actor):
            raise StepRefused("sign", reasons)
        _write(fresh, fresh, credential, host, actor)
        signed = list(fresh.signatures.filter(change=None, ended_at=None).select_related("party", "user"))
        return _conclude(fresh, signed) if len(signed) == len(Signature.Side.choices) else fresh


def _write(contract: Contract, paper: Contract | Change, credential: str, host: str, actor) -> Signature:
    assertion = passkeys.sign(actor.user, bytes.fromhex(paper.digest), credential, host=host)
    return Signature.objects.create(
        contract=contract, change=paper if isinstance(paper, Change) else None, side=policy.side_of(contract, actor),
        party_id=actor.party, user=User.objects.get(pk=actor.user), digest=paper.digest, assertion=assertion.as_json(),
        at=clock.now())


def _conclude(contract: Contract, signed: list[Signature]) -> Contract:
    """Both have signed: a receipt over it, the contract stands, what is due under it is set up, its lot moves."""
    at = clock.now()
    receipt = receipts.issue(Receipt.Kind.CONTRACT, subject=contract.pk, tag="", content={
        "format": FORMAT, "contract": contract.number, "sha256": contract.digest, "amount": f"{contract.amount:.2f}",
        "tender": contract.lot.tender.code, "lot": contract.lot.number, "signed_at": iso(at),
        "signatures": [{"side": one.side, "party": one.party.name, "person": str(one.user), "at": iso(one.at),
                        **one.assertion} for one in signed]})
    receipts.publish(contract.pk, at=at, kinds=(Receipt.Kind.CONTRACT,))
    done = take_step(Contract.objects, contract.pk, "conclude", actor=policy.PROGRAM, at=at, receipt=receipt)
    fresh = Contract.objects.whole().get(pk=done.pk)
    record_if_late(fresh, "sign", clocks.sign_by(fresh.award, fresh.lot.rulebook))
    _set_up(fresh)
    words = "、".join(f"{one.get_side_display()}{one.party.name}（{one.user}）" for one in signed)
    move(fresh, "sign_contract", actor=policy.PROGRAM, reason=f"{words}均已签署。")
    return fresh


def _set_up(contract: Contract) -> None:
    said, today = contract.blanks, clock.today()
    Milestone.objects.bulk_create([Milestone(contract=contract, number=number, name=row["name"], due_on=row["due_on"])
                                   for number, row in enumerate(said["milestones"], 1)])
    Instalment.objects.bulk_create([
        Instalment(contract=contract, number=number, name=row["name"], amount=row["amount"], after=row["after"],
                   days=row["days"], since=today if row["after"] == "signing" else None)
        for number, row in enumerate(said["instalments"], 1)])


@transaction.atomic
def sign_change(change: Change, *, credential: str, host: str, actor) -> Change:
    """Sign a supplementary agreement; it holds once both did. Raises StepRefused, PartyRefused."""
    with clock.still():
        contract = locked(change.contract)
        fresh = Change.objects.select_for_update().get(pk=change.pk)
        if reasons := why_not_sign_change(fresh, contract, actor):
            raise StepRefused("sign", reasons)
        _write(contract, fresh, credential, host, actor)
        if fresh.signatures.filter(ended_at=None).count() == len(Signature.Side.choices):
            fresh.agreed_at = clock.now()
            fresh.save(update_fields=["agreed_at"])
            _pay_for(contract, fresh)
        return fresh


def why_not_sign_change(change: Change, contract: Contract, actor) -> list[Reason]:
    """Why a person may not sign a supplementary agreement now; empty where they may."""
    side = policy.side_of(contract, actor)
    if not side:
        return [Reason("step.not_permitted", NOT_YOURS)]
    if not change.is_open or contract.status != Contract.Status.SIGNED:
        return [Reason("change.closed", "这份补充合同已经签订或者没有被接受，不能再签署；请刷新页面查看。")]
    if held := holds.in_force(holds.of(contract)).first():
        return [Reason("step.on_hold", f"{held.by}已以{held.order_no}暂停本项目，恢复之前不能签署。",
            "政府采购法 第五十七条")]
    if change.signatures.filter(side=side, ended_at=None).exists():
        return [Reason("contract.signed_already", "贵单位已经签署了这份文本，正在等待对方签署。")]
    return []


def _pay_for(contract: Contract, change: Change) -> None:
    """An addition is paid like the last part of the price."""
    if not change.amount:
        return
    last = contract.instalments.order_by("-number").first()
    accepted = contract.accepted_at and local_day(contract.accepted_at)
    Instalment.objects.create(contract=contract, number=last.number + 1, name=f"补充合同第 {change.number} 号价款",
                              amount=change.amount, after=last.after, days=last.days,
                              since=accepted if last.after == Instalment.After.ACCEPTANCE else clock.today())


@transaction.atomic
def void(contract: Contract, *, reason: str) -> Contract:
    """Let a contract fall with its award. Raises StepRefused."""
    Signature.objects.filter(contract=contract, ended_at=None, change=None, contract__signed_at=None).update(
        ended_at=clock.now())
    return take_step(Contract.objects, contract.pk, "void", actor=policy.PROGRAM, reason=reason)


__all__ = ["PartyRefused", "refuse", "sign", "sign_change", "void", "why_not_sign", "why_not_sign_change"]
