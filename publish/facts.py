"""Reading and checking the facts of a notice by their declarations."""
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from market.core import money
from tenders.rulebooks.fields import AMOUNTS, BY_CODE, FACTS, Fact

SHANGHAI = ZoneInfo("Asia/Shanghai")


class FactRefused(ValueError):
    """A fact does not have the shape its declaration asks for; the message is a Chinese sentence naming it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stated date, with a time of day or without one. ``at`` is the instant it ends the chance to act:
    the moment itself, or 24:00 of a bare date."""

    at: datetime
    has_time: bool

    @property
    def day(self) -> date:
        """The stated calendar day in Shanghai."""
        return (self.at if self.has_time else self.at - timedelta(seconds=1)).astimezone(SHANGHAI).date()

    @property
    def value(self) -> date | datetime:
        """What was stated: the moment, or the bare day."""
        return self.at if self.has_time else self.day


def moment(value: str | None) -> Moment | None:
    """The moment a fact states, None where it states none. Raises ValueError on another shape."""
    if not value:
        return None
    if len(value) == 10:
        day = date.fromisoformat(value)
        return Moment(datetime.combine(day + timedelta(days=1), time(0), SHANGHAI), has_time=False)
    at = datetime.fromisoformat(value)
    return Moment(at if at.tzinfo else at.replace(tzinfo=SHANGHAI), has_time=True)


def _text(value):
    return isinstance(value, str) and bool(value.strip())


def _money(value):
    money.yuan(Decimal(value["amount"]))
    return isinstance(value["amount"], str) and len(value["currency"]) == 3 and value["currency"].isupper()


def _rate(value):
    return _text(value["text"]) and ("share" not in value or Decimal(value["share"]).is_finite())


def _moment(value):
    return moment(value) is not None


def _party(value):
    return _text(value["name"])


def _quote(value):
    numbers = [Decimal(value[key]) for key in ("amount", "share") if key in value]
    return _text(value["bidder"]) and all(number.is_finite() for number in numbers)


_SHAPES = {
    "text": _text, "money": _money, "rate": _rate, "moment": _moment, "party": _party,
    "flag": lambda value: isinstance(value, bool),
    "texts": lambda value: isinstance(value, list) and bool(value) and all(map(_text, value)),
    "parties": lambda value: isinstance(value, list) and bool(value) and all(map(_party, value)),
    "quotes": lambda value: isinstance(value, list) and bool(value) and all(map(_quote, value)),
}


def check(facts: dict) -> dict:
    """The facts in the order of their declarations. Raises FactRefused for an unknown code or a wrong shape."""
    for code in facts:
        if code not in BY_CODE:
            raise FactRefused(f"“{code}”不是已声明的公告要素，未保存；请按要素表填写。")
    for code, value in facts.items():
        fact = BY_CODE[code]
        try:
            fits = _SHAPES[fact.type](value)
        except (KeyError, TypeError, ValueError, InvalidOperation, money.MoneyError):
            fits = False
        if not fits:
            raise FactRefused(f"“{fact.label}”的内容不符合要求的格式，未保存；请改正后重新提交。")
    return {fact.code: facts[fact.code] for fact in FACTS if fact.code in facts}


@dataclass(frozen=True, slots=True)
class Amount:
    """*The* amount of a notice: in 元 where its currency is CNY, else only as words to show."""

    label: str
    yuan: Decimal | None
    foreign: str = ""

    @property
    def words(self) -> str:
        """``6,800,000.00 元`` or the foreign sum."""
        return self.foreign or f"{money.show(self.yuan)} 元"


def main_amount(facts: dict) -> Amount | None:
    """What was agreed before what was hoped for; None where no amount is stated."""
    for code in AMOUNTS:
        if value := facts.get(code):
            amount = Decimal(value["amount"])
            if value["currency"] == "CNY":
                return Amount(BY_CODE[code].label, amount)
            return Amount(BY_CODE[code].label, None, f"{value['currency']} {money.show(amount)}")
    return None


def names(facts: dict, code: str) -> str:
    """The name or names a party fact states, joined as Chinese lists are; empty where it states none."""
    value = facts.get(code)
    if not value:
        return ""
    return "、".join(party["name"] for party in (value if isinstance(value, list) else [value]))


def boxed(facts: dict, stage: str) -> list[tuple[Fact, object]]:
    """The rows of the facts box: what notices of that stage must show, None where not stated, and what is stated."""
    return [(fact, facts.get(fact.code)) for fact in FACTS if stage in fact.box or fact.code in facts]
