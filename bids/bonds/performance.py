"""The performance bond of a winner: asked for once there is an award, by money or by a letter of guarantee."""
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from market.core import money, tags
from market.core.guards import Reason
from market.core.steps import StepRefused
from market.funds import services
from market.funds.models import Bill
from market.parties.models import Party
from tenders.models import Lot

from .states import PERFORMANCE, group_tag


def over_cap(lot: Lot, amount: Decimal, award_amount: Decimal) -> list[Reason]:
    """Why a performance bond may not be so high; empty where it may."""
    cap = lot.rulebook.performance_bond_cap
    if cap is None:
        return [Reason("performance_bond.not_asked", "本采购方式不收取履约保证金，请删去这一要求。")]
    if Fraction(amount) <= Fraction(award_amount) * Fraction(cap.value):
        return []
    return [Reason("performance_bond.over_cap", f"履约保证金 {money.show(amount)} 元超过合同金额的 {cap}"
                                                "，不能收取；请改为不超过这一比例的金额。", cap.law)]


def issue(lot: Lot, *, party: Party, amount: Decimal, award_amount: Decimal, due_at: datetime,
          subject: UUID | None = None) -> Bill:
    """The bill of a winner's performance bond, the same however often it is asked for.

    ``amount`` and ``award_amount`` in 元; ``subject`` is what it secures, the lot where nothing else is said. Raises
    StepRefused where it is more than the law allows, or past due.
    """
    if reasons := over_cap(lot, amount, award_amount):
        raise StepRefused("issue", reasons)
    subject = subject or lot.pk
    return services.issue_bill(
        purpose=PERFORMANCE, subject=subject, payer_tag=tags.owner_tag(subject, party.pk), payer=party.name,
        title=f"{lot.tender.title}（{lot.code}）履约保证金", amount=amount, due_at=due_at, shown=True,
        group=(lot.tender_id, group_tag(lot.tender_id, party.pk)))


def bill_of(lot: Lot, party: UUID, subject: UUID | None = None) -> Bill | None:
    """The bill, where there is one."""
    subject = subject or lot.pk
    return services.bill_of(PERFORMANCE, subject, tags.owner_tag(subject, party))


def is_secured(lot: Lot, party: UUID, subject: UUID | None = None) -> bool:
    """Whether money or a letter of guarantee stands for the winner's performance."""
    bill = bill_of(lot, party, subject)
    return bill is not None and bill.status in services.SECURED
