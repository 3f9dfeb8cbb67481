"""The price sheet (``price-sheet/2``): the one file of a price volume, read strictly. Plain functions of bytes.

``quote`` is what is offered in the way the tender asks for it, ``amount`` the same in 元 (for a discount: off the
ceiling; null for a fee), ``declared`` what the bidder says of itself and its goods that may lower its evaluated price.
All of it is sealed with the price and known to nobody before the opening.
"""
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from market.custody import keys, shapes

FORMAT = "price-sheet/2"
NAME = "price-sheet.json"
KEYS = frozenset({"format", "tender", "lot", "party", "name", "code", "quote", "amount", "currency", "declared",
                  "delivery", "validity_days", "remarks", "salt"})
QUOTE = frozenset({"basis", "value", "unit"})
DECLARED = frozenset({"size", "small_share", "brand", "domestic_part"})
SIZES = {"none": "大型企业或者其他单位", "medium": "中型企业", "small": "小型企业", "micro": "微型企业",
         "prison": "监狱企业", "welfare": "残疾人福利性单位"}
"""What a bidder may declare itself to be, by the words on screen."""
TOTAL, RATE, UNIT_PRICE = "total", "rate", "unit_price"
DISCOUNT = "discount"
UNITS = {TOTAL: "元", UNIT_PRICE: "元", RATE: "%"}
SALT = 32
MOST = Decimal(10) ** 12
"""No price is higher, in 元."""
WHOLE = Decimal(100)
CENT = Decimal("0.01")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,12})\.[0-9]{2}")
_SHARE = re.compile(r"0\.[0-9]{2,4}|1\.0{2,4}")
_TEXTS = {"name": 200, "code": 80, "delivery": 200, "remarks": 500}
"""The longest each text may be, in characters."""
BRAND = 100


class SheetFault(Exception):
    """A sheet that does not say what it must; ``code`` is one of ``faults``."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Terms:
    """How a lot is quoted for: by ``basis``; where that is a rate, of which kind, and off which ceiling in 元."""

    basis: str = TOTAL
    rate_kind: str = ""
    ceiling: Decimal | None = None

    def amount(self, value: Decimal) -> Decimal | None:
        """What a quote comes to in 元, to the cent; None for a fee."""
        if self.basis != RATE:
            return value
        if self.rate_kind != DISCOUNT or self.ceiling is None:
            return None
        return (self.ceiling * (WHOLE - value) / WHOLE).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a bidder offers for one lot. ``value`` is the quote in its unit, ``amount`` in 元 or None; ``said`` is
    everything the sheet says, as it says it."""

    party: UUID
    name: str
    value: Decimal
    amount: Decimal | None
    said: dict


def read(raw: bytes, *, tender: str, lot: str, terms: Terms | None = None) -> Sheet:
    """A sheet out of its bytes. Raises SheetFault ``sheet.malformed`` where it is not the one canonical form of
    ``price-sheet/2``, ``sheet.elsewhere`` where it is of another tender or lot, ``sheet.basis`` where it quotes in
    another way than the lot asks for."""
    terms = terms or Terms()
    try:
        said = shapes.read_canonical(raw)
        if set(said) != KEYS or said["format"] != FORMAT or said["currency"] != "CNY":
            raise ValueError("other keys or values")
        for key, most in _TEXTS.items():
            _text(said[key], most)
        if type(said["validity_days"]) is not int or not 1 <= said["validity_days"] <= 3650:
            raise ValueError("not a number of days")
        _salt(said["salt"])
        party, basis, value = UUID(said["party"]), *_quote(said["quote"])
        amount = None if said["amount"] is None else _positive(said["amount"])
        if not said["name"] or str(party) != said["party"] or (basis != RATE and amount != value):
            raise ValueError("no name, or two prices")
        _declared(said["declared"], amount)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SheetFault("sheet.malformed") from error
    if (said["tender"], said["lot"]) != (tender, lot):
        raise SheetFault("sheet.elsewhere")
    if basis != terms.basis or amount != terms.amount(value) or (amount is not None and amount <= 0):
        raise SheetFault("sheet.basis")
    return Sheet(party, said["name"], value, amount, said)


def _quote(said: dict) -> tuple[str, Decimal]:
    if set(said) != QUOTE or said["unit"] != UNITS[said["basis"]]:
        raise ValueError("not a quote")
    value = _positive(said["value"])
    if said["basis"] == RATE and value >= WHOLE:
        raise ValueError("a rate of all or more")
    return said["basis"], value


def _positive(text: str) -> Decimal:
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text) or not 0 < Decimal(text) <= MOST:
        raise ValueError("not an amount")
    return Decimal(text)


def _declared(said: dict, amount: Decimal | None) -> None:
    if set(said) != DECLARED or said["size"] not in SIZES:
        raise ValueError("not a declaration")
    _text(said["brand"], BRAND)
    share, part = said["small_share"], said["domestic_part"]
    if share is not None and (not isinstance(share, str) or not _SHARE.fullmatch(share)):
        raise ValueError("not a share")
    if part is not None and (amount is None or _positive(part) > amount):
        raise ValueError("more than the price")


def _text(value: str, most: int) -> None:
    if not isinstance(value, str) or len(value) > most or shapes.UNSEEN.search(
            value.replace("/", "").replace("\\", "").replace("\n", "")):
        raise ValueError("not a text")


def _salt(text: str) -> bytes:
    """32 random bytes in base64, with or without padding, of either alphabet."""
    return keys.unb64(text.rstrip("=").replace("+", "-").replace("/", "_"), SALT)
