"""Interest on a bond that comes back late (政府采购货物和服务招标投标管理办法 第三十八条)."""
from datetime import date

from market.core import clock
from market.funds.ledger import events as ledger
from market.funds.models import Bill, Refund
from tenders.models import Lot
from tenders.rulebooks import rates

from .states import PURPOSE


def of(bill: Bill, refund: Refund, lot: Lot) -> rates.Late | None:
    """How late the return of a bond is or was, and what that costs; None where it is in time, or where the payer's own
    account kept it from arriving."""
    surcharge = lot.rulebook.late_return_surcharge
    if bill.purpose != PURPOSE or refund.hindered or not refund.refund_by or surcharge is None:
        return None
    return rates.late(refund.amount, refund.refund_by, _day(refund), surcharge.value)


def _day(refund: Refund) -> date:
    return refund.done_at.astimezone(clock.SHANGHAI).date() if refund.done_at else clock.today()


def settled(refund: Refund) -> None:
    """A bond has come back: put down what being late costs."""
    bill = refund.payment.bill
    if bill is None or refund.payment.unmatched or not (lot := _lot(bill)):
        return
    if (found := of(bill, refund, lot)) and found.amount:
        law = lot.rulebook.late_return_surcharge.law
        ledger.interest(refund, found.amount, law=law, words=f"逾期 {found.days} 日退还的资金占用费")


def _lot(bill: Bill) -> Lot | None:
    return Lot.objects.select_related("tender__region").filter(pk=bill.subject).first()
