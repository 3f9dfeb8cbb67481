from .bills import Bill
from .entries import Entry, Posting
from .events import BankEvent
from .guarantees import Guarantee
from .handlings import Handling
from .holders import BillHolder
from .payments import Payment
from .refunds import Refund
from .statements import Difference, Statement

__all__ = ["BankEvent", "Bill", "BillHolder", "Difference", "Entry", "Guarantee", "Handling", "Payment", "Posting",
           "Refund", "Statement"]
