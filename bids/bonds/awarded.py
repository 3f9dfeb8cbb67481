"""What an award does to bonds: losers' go back with the letter, the winner's with the contract, or not at all.

Inside the step that is the event: the day the time runs from is the day of the letter, of the signature.
"""
from market.funds import services
from market.funds.models import Bill
from tenders.models import Lot
from tenders.rulebooks.numbers import Number

from ..models import Award
from .returns import last_day
from .states import PERFORMANCE, PURPOSE


def winner_tag(lot: Lot) -> str:
    """The tag of the bidder the last award of a lot is for; empty where there was none."""
    award = Award.objects.filter(lot=lot).select_related("bid").order_by("-number").first()
    return award.bid.tag if award else ""


def letters_sent(lot: Lot) -> int:
    """The award letter is out: everybody else's bond goes back; returns how many."""
    if not (winner := winner_tag(lot)):
        return 0
    return _back(Bill.objects.filter(purpose=PURPOSE, subject=lot.pk).exclude(payer_tag=winner),
                 lot.rulebook.bond_return_losers, "lost")


def contract_signed(lot: Lot) -> int:
    """The contract is signed: the winner's bond goes back."""
    return _back(_winners(lot), lot.rulebook.bond_return_winner, "signed")


def award_ended(lot: Lot, reason: str) -> int:
    """There is no award any longer and nobody defaulted: what its bidder paid goes back."""
    found = _back(_winners(lot), lot.rulebook.bond_return_losers, reason)
    return found + _back(_winners(lot, PERFORMANCE), lot.rulebook.bond_return_losers, reason)


def defaulted(lot: Lot) -> int:
    """The winner does not sign without good reason: its bond is not returned (政府采购法 第七十七条 and the tender)."""
    bills = list(_winners(lot))
    for bill in bills:
        services.forfeit(bill, law=lot.rulebook.basis["record_default"], reason="defaulted")
    return len(bills)


def performed(lot: Lot) -> int:
    """The work was accepted: the performance bond goes back."""
    return _back(_winners(lot, PERFORMANCE), lot.rulebook.performance_bond_return, "performed")


def _winners(lot: Lot, purpose: str = PURPOSE):
    return Bill.objects.filter(purpose=purpose, subject=lot.pk, payer_tag=winner_tag(lot))


def _back(bills, number: Number, reason: str) -> int:
    running = list(bills.filter(status__in=["open", *services.SECURED]))
    for bill in running:
        services.refund_due(bill, by=last_day(number), law=number.law, reason=reason)
    return len(running)

