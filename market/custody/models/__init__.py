from .envelopes import Envelope, Upload
from .keys import CustodianKey, Seat
from .receipts import Receipt

__all__ = ["CustodianKey", "Envelope", "Receipt", "Seat", "Upload"]
