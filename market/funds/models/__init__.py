from .bills import Bill
from .events import BankEvent
from .guarantees import Guarantee
from .payments import Payment
from .refunds import Refund

__all__ = ["BankEvent", "Bill", "Guarantee", "Payment", "Refund"]
