"""Sunlit Market: the ground floor and the roof of the trading centre."""
VERSION = "0.1.0"
