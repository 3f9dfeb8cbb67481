"""How far the contract over a lot has come: the answer to the port of the procedure."""
from django.db.models import Count, Q

from market.core import money
from tenders.ports import ContractStanding

from .models import Acceptance, Archive, Contract


def of(lot_id) -> ContractStanding | None:
    """The living contract of a lot as guards see it; None where there is none."""
    contract = Contract.objects.living().filter(lot=lot_id).select_related("award").annotate(
        all_milestones=Count("milestones", distinct=True),
        open_milestones=Count("milestones", filter=Q(milestones__done_on=None), distinct=True),
        all_instalments=Count("instalments", distinct=True),
        unpaid=Count("instalments", filter=Q(instalments__paid_on=None), distinct=True)).first()
    if contract is None:
        return None
    said = contract.blanks
    return ContractStanding(
        amount=contract.amount, awarded=None if contract.award.ended_at else contract.award.amount,
        bond=money.yuan(said["bond"]) if said.get("bond") else None,
        signed=frozenset(contract.signatures.filter(change=None, ended_at=None, digest=contract.digest).values_list(
            "side", flat=True)),
        files=contract.file_id is not None, redacted=contract.redacted_at is not None,
        milestones=contract.all_milestones, open_milestones=contract.open_milestones,
        acceptance=_acceptance(contract), instalments=contract.all_instalments, unpaid=contract.unpaid,
        packed=Archive.objects.filter(contract=contract).exists())


def _acceptance(contract: Contract) -> bool | None:
    last = Acceptance.objects.filter(contract=contract).order_by("-number").first()
    if last is None:
        return None
    heard = not contract.blanks.get("public_service") or (last.users_part and bool(last.users_opinion))
    return heard and not last.lines.filter(passed=False).exists()
