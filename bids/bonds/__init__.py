"""Bonds of bidders: how one is paid, secured, kept and returned. Everything lies beneath ``/desk/bonds/``."""
