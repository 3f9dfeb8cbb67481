"""What the signed record says, in the words of a paper: moments as people read them, sums with their 大写."""
from datetime import datetime
from decimal import Decimal

from market.core import money, wording


def worded(said: dict) -> dict:
    """A copy of a record with every moment and amount made readable; texts that people wrote stay as they are."""
    return {name: _worded(name, value) for name, value in said.items() if name != "sheet"} | _sheet(said)


def _worded(name: str, value):
    if isinstance(value, dict):
        return worded(value)
    if isinstance(value, list):
        return [worded(one) for one in value]
    if value and (name == "at" or name.endswith("_at")):
        at = wording.local(datetime.fromisoformat(value))
        return f"{wording.day(at)}{at:%H:%M:%S}"
    return value


def _sheet(said: dict) -> dict:
    """The figure of a bid that was opened, twice, where it comes to one; what the bidder typed, untouched."""
    if "sheet" not in said:
        return {}
    if said["amount"] is None:
        return {"in_words": "", "sheet": said["sheet"]}
    amount = Decimal(said["amount"])
    return {"amount": wording.amount(amount), "in_words": "人民币" + money.in_words(amount), "sheet": said["sheet"]}
