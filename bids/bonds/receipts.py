"""The signed receipt of a bond: that it counts, since when, and for which lot. It names nobody but by tag."""
from market.custody import receipts
from market.custody.models import Receipt
from market.funds.models import Bill

KIND = Receipt.Kind.PAYMENT


def issue(bill: Bill) -> Receipt:
    """Sign that the bill is secured; in the transaction that secured it."""
    return receipts.issue(KIND, subject=bill.subject, tag=bill.payer_tag, content={
        "reference": bill.reference, "amount": f"{bill.amount:.2f}", "currency": "CNY",
        "secured_by": "money" if bill.status == "paid" else "guarantee", "received_at": receipts.written(bill.paid_at),
        "due_at": receipts.written(bill.due_at)})


def latest(bill: Bill) -> Receipt | None:
    """The newest receipt of a bill."""
    return Receipt.objects.filter(kind=KIND, subject=bill.subject, tag=bill.payer_tag,
                                  content__contains=f'"{bill.reference}"').order_by("-issued_at").first()
