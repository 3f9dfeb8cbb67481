from .envelopes import Envelope, Upload
from .keys import CustodianKey, Seat
from .receipts import ChainRoot, Receipt, SignerKey

__all__ = ["ChainRoot", "CustodianKey", "Envelope", "Receipt", "Seat", "SignerKey", "Upload"]
