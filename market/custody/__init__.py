"""Sealed envelopes, the custodians and keys that open them, receipts that prove them."""
