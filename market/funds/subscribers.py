"""What follows from a bill's step, inside it."""
from market.core.subscribers import inside

from . import payments
from .models import Payment


@inside("funds.bill.owe")
def owe_what_counted(event) -> None:
    """The payment that secured a bill goes back once the bill is owed back."""
    keys = event.payload.get("ids") or [event.object_id]
    for payment in Payment.objects.filter(bill__in=keys, unmatched="", refund=None).select_related("bill"):
        bill = payment.bill
        payments.owe(payment, reason=bill.refund_reason, by=bill.refund_by, law=bill.refund_law)
