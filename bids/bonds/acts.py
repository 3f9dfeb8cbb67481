"""What a bidder does about a bond: ask for a bill, lodge a letter of guarantee, claim a payment."""
from market.core.guards import Reason
from market.core.steps import StepRefused
from market.funds import gateway, payments, services
from market.funds.models import Bill, Guarantee, Payment
from tenders.models import Lot

from .. import conflicts, guards
from .states import PURPOSE, TAKING, group_tag, tag_of

NOT_PROVED = Reason("bond.not_proved", "您代表的单位身份还没有核实，不能缴纳投标保证金。核实通过后即可办理。")
NO_DUTY = Reason("bond.no_duty", "保证金须由单位的经办人或者财务人员办理。请单位管理员给您加上其中一项职责。")
NONE_ASKED = Reason("bond.none_asked", "本标段（包）不收取投标保证金，无需缴纳。", "政府采购法实施条例 第三十三条")
NOT_OPEN = Reason("bond.not_open", "本标段（包）现在不接受缴纳：公告尚未发布，或者投标已经截止、终止。请查看公告。")


def why_not_ask(lot: Lot, actor) -> list[Reason]:
    """Why an actor may not ask for a bill now; empty where they may."""
    tender = lot.tender
    if not (actor and actor.acts_as("supplier")):
        return [NOT_PROVED]
    if not actor.duties & {"handler", "finance"}:
        return [NO_DUTY]
    if reasons := conflicts.of(tender, actor):
        return reasons
    if not lot.bond:
        return [NONE_ASKED]
    if tender.published_at is None or tender.status not in TAKING or lot.status != "pending":
        return [NOT_OPEN]
    return [guards.not_held.reason] if guards.is_held(tender) else []


def ask(lot: Lot, *, actor) -> Bill:
    """The party's bill for a lot, the same however often it is asked for. Raises StepRefused.

    The payment service is told after the transaction; where it does not answer, the worker tells it later.
    """
    if reasons := why_not_ask(lot, actor):
        raise StepRefused("issue", reasons)
    return services.issue_bill(
        purpose=PURPOSE, subject=lot.pk, payer_tag=tag_of(lot.pk, actor), payer=actor.party_name,
        title=f"{lot.tender.title}（{lot.code}）投标保证金", amount=lot.bond, due_at=lot.tender.bids_due_at,
        group=(lot.tender_id, group_tag(lot.tender_id, actor.party)))


def open_account(bill: Bill) -> bool:
    """Have the payment service open the account at once; returns whether it did."""
    try:
        gateway.register(bill, seconds=3.0)
    except gateway.ServiceRefused:
        return False
    return True


def _require(actor, step: str) -> None:
    if not actor.duties & {"handler", "finance"}:
        raise StepRefused(step, [NO_DUTY])


def lodge(bill: Bill, *, actor, **said) -> Guarantee:
    """Put a letter of guarantee in place of money. Raises StepRefused."""
    _require(actor, "lodge")
    return services.lodge_guarantee(bill, **said)


def claim(bill: Bill, *, external_id: str, actor) -> Payment:
    """Claim a payment that bore a wrong reference. Raises StepRefused and ``payments.NotYours``."""
    _require(actor, "receive")
    return payments.claim(bill, external_id=external_id, payer=actor.party_name)
