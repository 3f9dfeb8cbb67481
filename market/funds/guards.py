"""Named preconditions of what happens to a bill and to a refund."""
from market.core import clock
from market.core.steps import guard

PAYMENTS = "payments"
"""The actor that tells what the payment service told."""


@guard("bill.past_due", "缴纳截止时间已到，不能再取得缴款码或者提交保函；截止后到账的款项不计入，将原路退回。",
       timed=True)
def before_due(bill) -> bool:
    return clock.now() < bill.due_at


@guard("bill.kept", "保证金还在使用中，没有应当退还的事由。")
def return_is_planned(bill) -> bool:
    return bill.refund_by is not None
