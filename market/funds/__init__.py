"""Funds: bills, payments and guarantee letters."""
