"""Double entry: every movement of money is one entry, whose postings take from one account and give to another.

Written only by ``writing.write``, inside the transaction of the act it tells of; read by ``balances``.
"""
