"""The price sheet (``price-sheet/1``): the one file of a price volume, read strictly. Plain functions of bytes."""
import re
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from market.custody import keys, shapes

FORMAT = "price-sheet/1"
NAME = "price-sheet.json"
KEYS = frozenset({"format", "tender", "lot", "party", "name", "code", "amount", "currency", "delivery", "validity_days",
                  "remarks", "salt"})
SALT = 32
MOST = Decimal(10) ** 12
"""No price is higher, in 元."""
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,12})\.[0-9]{2}")
_TEXTS = {"name": 200, "code": 80, "delivery": 200, "remarks": 500}
"""The longest each text may be, in characters."""


class SheetFault(Exception):
    """A sheet that does not say what it must; ``code`` is one of ``faults``."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a bidder offers for one lot. ``amount`` in 元; ``said`` is everything the sheet says, as it says it."""

    party: UUID
    name: str
    amount: Decimal
    said: dict


def read(raw: bytes, *, tender: str, lot: str) -> Sheet:
    """A sheet out of its bytes. Raises SheetFault ``sheet.malformed`` where it is not the one canonical form of
    ``price-sheet/1``, ``sheet.elsewhere`` where it is of another tender or lot."""
    try:
        said = shapes.read_canonical(raw)
        if set(said) != KEYS or said["format"] != FORMAT or said["currency"] != "CNY":
            raise ValueError("other keys or values")
        if not isinstance(said["amount"], str) or not _AMOUNT.fullmatch(said["amount"]):
            raise ValueError("not an amount")
        for key, most in _TEXTS.items():
            if not isinstance(said[key], str) or len(said[key]) > most or shapes.UNSEEN.search(said[key].replace(
                    "/", "").replace("\\", "").replace("\n", "")):
                raise ValueError(f"not a text: {key}")
        if type(said["validity_days"]) is not int or not 1 <= said["validity_days"] <= 3650:
            raise ValueError("not a number of days")
        _salt(said["salt"])
        amount, party = Decimal(said["amount"]), UUID(said["party"])
        if not 0 < amount <= MOST or not said["name"] or str(party) != said["party"]:
            raise ValueError("no price or no name")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SheetFault("sheet.malformed") from error
    if (said["tender"], said["lot"]) != (tender, lot):
        raise SheetFault("sheet.elsewhere")
    return Sheet(party, said["name"], amount, said)


def _salt(text: str) -> bytes:
    """32 random bytes in base64, with or without padding, of either alphabet."""
    return keys.unb64(text.rstrip("=").replace("+", "-").replace("/", "_"), SALT)
