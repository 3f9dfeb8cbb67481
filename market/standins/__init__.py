"""Stand-ins: small separate programs that speak the contract of an outside system.

Nothing imports them, and they import nothing of ours.
"""
