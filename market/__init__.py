"""Sunlit Market: the ground floor and the roof of the trading centre."""
