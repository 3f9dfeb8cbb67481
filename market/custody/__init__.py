"""Sealed envelopes and the keys that open them. No table yet: the trading hall does not take envelopes."""
