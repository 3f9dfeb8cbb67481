"""What happens to money, each as one entry. Called by the services in the transaction of the act."""
from decimal import Decimal

from market.core import clock

from ..models import Bill, Entry, Payment, Refund
from . import accounts
from .writing import write

KIND = Entry.Kind


def received(payment: Payment) -> Entry:
    """Money arrived: it lies as the bond of its bill, or waits to be matched or sent back."""
    counts = not payment.unmatched
    held = accounts.HELD[payment.bill.purpose] if counts else accounts.UNMATCHED
    return write(KIND.RECEIVED if counts else KIND.UNMATCHED, key=f"received:{payment.external_id}",
                 at=payment.received_at, postings=[(accounts.BANK, held, payment.amount)], bill=payment.bill,
                 payment=payment, bank_id=payment.external_id,
                 words="来款计入保证金" if counts else f"来款未计入：{payment.get_unmatched_display()}")


def matched(payment: Payment) -> Entry:
    """Money that waited counts on a bill after all."""
    return write(KIND.MATCHED, key=f"matched:{payment.external_id}", at=clock.now(), bill=payment.bill,
                 payment=payment, words="核对后计入保证金",
                 postings=[(accounts.UNMATCHED, accounts.HELD[payment.bill.purpose], payment.amount)])


def owed(refund: Refund) -> Entry:
    """Money is on its way back to whoever paid it."""
    payment = refund.payment
    held = accounts.UNMATCHED if payment.unmatched else accounts.HELD[payment.bill.purpose]
    return write(KIND.OWED, key=f"owed:{refund.pk}", at=refund.owed_at, bill=payment.bill, payment=payment,
                 postings=[(held, accounts.RETURNING, refund.amount)], words="转入退还", law=refund.law)


def repaid(refund: Refund) -> Entry:
    """The bank has paid it back."""
    return write(KIND.REPAID, key=f"repaid:{refund.pk}", at=refund.done_at, bill=refund.payment.bill,
                 payment=refund.payment, postings=[(accounts.RETURNING, accounts.BANK, refund.amount)],
                 words="原路退还", law=refund.law, bank_id=refund.external_id)


def forfeited(bill: Bill, payment: Payment, *, law: str) -> Entry:
    """A bond is not returned and belongs to the treasury."""
    return write(KIND.FORFEITED, key=f"forfeited:{payment.external_id}", at=clock.now(), bill=bill, payment=payment,
                 postings=[(accounts.HELD[bill.purpose], accounts.TREASURY, payment.amount)],
                 words="不予退还，应上缴国库", law=law)


def interest(refund: Refund, amount: Decimal, *, words: str, law: str) -> Entry:
    """What a late return costs, once it is known: money the bank does not hold, owed by whoever was late."""
    return write(KIND.INTEREST, key=f"interest:{refund.pk}", at=refund.done_at, bill=refund.payment.bill,
                 payment=refund.payment, postings=[(accounts.INTEREST, accounts.INTEREST_OWED, amount)], words=words,
                 law=law)
