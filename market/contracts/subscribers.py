"""What follows of steps: a contract falls with its award; papers are typeset."""
from market.core.subscribers import after, inside

from . import papers, services
from .models import Contract


@inside("tenders.lot.cancel_award", "tenders.lot.record_default", "tenders.lot.void_award")
def fall_with_the_award(event) -> None:
    """No contract without its award."""
    lots = event.payload.get("ids", [event.object_id])
    for contract in Contract.objects.living().filter(lot__in=lots):
        services.void(contract, reason="所依据的中标结果不再有效。")


@after("contracts.contract.conclude", name="contracts.paper")
def make_paper(event) -> None:
    """The sealed paper of a contract."""
    papers.make_contract(event.object_id)


@after("contracts.acceptance.made", name="contracts.acceptance_paper")
def make_sheet(event) -> None:
    """The sealed paper of an acceptance sheet."""
    papers.make_acceptance(event.object_id)
