from .bills import Bill
from .entries import Entry, Posting
from .events import BankEvent
from .guarantees import Guarantee
from .holders import BillHolder
from .payments import Payment
from .refunds import Refund

__all__ = ["BankEvent", "Bill", "BillHolder", "Entry", "Guarantee", "Payment", "Posting", "Refund"]
