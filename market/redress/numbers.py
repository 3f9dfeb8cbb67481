"""Numbers of matters: the kind, the day, and random letters, so that a number tells nothing of how many there are."""
import secrets

from market.core import clock
from market.custody.receipts import LETTERS

PREFIX = {"enquiry": "XW", "query": "ZY", "complaint": "TS"}


def fresh(kind: str) -> str:
    """``ZY-20261125-7K3F9``."""
    return f"{PREFIX[kind]}-{clock.today():%Y%m%d}-{''.join(secrets.choice(LETTERS) for _ in range(5))}"
