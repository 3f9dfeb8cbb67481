"""Notices of contracts, made in the transaction of the step they tell of."""
from market.contracts import notices
from market.contracts.models import Contract
from tenders.models import Lot

from . import tenders


def publish_contract(lot: Lot) -> None:
    """The contract without what is secret."""
    contract = Contract.objects.living().whole().get(lot=lot)
    tenders.publish(contract.lot.tender, notices.contract(contract))


def publish_acceptance(lot: Lot) -> None:
    """The result of the acceptance, where the public is served."""
    contract = Contract.objects.living().whole().get(lot=lot)
    sheet = contract.acceptances.order_by("-number").first()
    if contract.blanks.get("public_service") and sheet:
        tenders.publish(contract.lot.tender, notices.acceptance(sheet))
