"""A number of a rulebook: its value, its unit and the article that says so."""
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Unit(StrEnum):
    """What a number counts. Days and working days are periods; how they run is in ``core.calendars``."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    MINUTES = "minutes"
    SECONDS = "seconds"
    BIDDERS = "bidders"
    PEOPLE = "people"
    TIMES = "times"
    SHARE = "share"
    YUAN = "yuan"


class Bound(StrEnum):
    """Which way a number binds: nothing below it, nothing above it, or exactly it."""

    LEAST = "least"
    MOST = "most"
    EXACT = "exact"


PERIODS = frozenset({Unit.DAYS, Unit.WORKING_DAYS})
_AFTER = {Unit.DAYS: " 日", Unit.WORKING_DAYS: " 个工作日", Unit.YEARS: " 年", Unit.MONTHS: " 个月",
          Unit.MINUTES: " 分钟", Unit.SECONDS: " 秒", Unit.BIDDERS: " 家", Unit.PEOPLE: " 人", Unit.TIMES: " 次",
          Unit.YUAN: " 元"}
_BEFORE = {Bound.LEAST: "不少于 ", Bound.MOST: "不超过 ", Bound.EXACT: ""}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a rulebook. A share is 0–1, exact; money is 元.

    ``sure`` is False where the article or the figure still wants confirming by someone who knows; pages say so.
    """

    value: int | Decimal | Fraction
    unit: Unit
    law: str
    sure: bool = True

    def __str__(self):
        """As shown: ``20 日``, ``5 个工作日``, ``2%``, ``2/3``, ``10,000,000 元``."""
        if self.unit is Unit.SHARE:
            percent = self.value * 100
            return f"{percent.normalize():f}%" if isinstance(percent, Decimal) else str(self.value)
        return f"{self.value:,}{_AFTER[self.unit]}"

    def words(self, bound: Bound) -> str:
        """With the way it binds: ``不少于 20 日``."""
        return f"{_BEFORE[bound]}{self}"

    def as_json(self) -> dict:
        """With the value as text, so that no reader rounds it."""
        return {"value": str(self.value), "unit": self.unit.value, "law": self.law, "sure": self.sure}


def days(value: int, law: str, *, sure: bool = True) -> Number:
    """Calendar days."""
    return Number(value, Unit.DAYS, law, sure)


def working_days(value: int, law: str, *, sure: bool = True) -> Number:
    """Working days."""
    return Number(value, Unit.WORKING_DAYS, law, sure)


def years(value: int, law: str, *, sure: bool = True) -> Number:
    """Years."""
    return Number(value, Unit.YEARS, law, sure)


def months(value: int, law: str, *, sure: bool = True) -> Number:
    """Months, counted back from a day."""
    return Number(value, Unit.MONTHS, law, sure)


def times(value: int, law: str, *, sure: bool = True) -> Number:
    """How often something happens."""
    return Number(value, Unit.TIMES, law, sure)


def minutes(value: int, law: str, *, sure: bool = True) -> Number:
    """Minutes."""
    return Number(value, Unit.MINUTES, law, sure)


def seconds(value: int, law: str, *, sure: bool = True) -> Number:
    """Seconds."""
    return Number(value, Unit.SECONDS, law, sure)


def bidders(value: int, law: str, *, sure: bool = True) -> Number:
    """Bidders."""
    return Number(value, Unit.BIDDERS, law, sure)


def people(value: int, law: str, *, sure: bool = True) -> Number:
    """Members of a committee."""
    return Number(value, Unit.PEOPLE, law, sure)


def share(value: Decimal | Fraction, law: str, *, sure: bool = True) -> Number:
    """A share of something, 0–1."""
    return Number(value, Unit.SHARE, law, sure)


def yuan(value: Decimal, law: str, *, sure: bool = True) -> Number:
    """An amount in 元."""
    return Number(value, Unit.YUAN, law, sure)
