"""What a bond returned late costs: the benchmark lending rate of the central bank as a dated table, and the sum.

政府采购货物和服务招标投标管理办法 第三十八条: the rate of the time, raised by the share a rulebook holds
(``late_return_surcharge``). The table is the one-year rate; the last edition stands since 2015.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

YEAR = 360
"""Days of a year by which a daily rate in 人民币 is taken from a yearly one (人民币业务利率换算, to be confirmed)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly rate (0–1) in force from a day on, and where it was announced."""

    since: date
    value: Decimal
    basis: str


BENCHMARK = (
    Rate(date(2014, 11, 22), Decimal("0.0560"), "中国人民银行公告 2014年11月21日"),
    Rate(date(2015, 3, 1), Decimal("0.0535"), "中国人民银行公告 2015年2月28日"),
    Rate(date(2015, 5, 11), Decimal("0.0510"), "中国人民银行公告 2015年5月10日"),
    Rate(date(2015, 6, 28), Decimal("0.0485"), "中国人民银行公告 2015年6月27日"),
    Rate(date(2015, 8, 26), Decimal("0.0460"), "中国人民银行公告 2015年8月25日"),
    Rate(date(2015, 10, 24), Decimal("0.0435"), "中国人民银行公告 2015年10月23日"),
)


class NoRate(LookupError):
    """No rate of the table was in force on that day."""


@dataclass(frozen=True, slots=True)
class Late:
    """How late a return is, in days, and what that costs in 元; ``rate`` is the raised yearly rate of the last day."""

    days: int
    amount: Decimal
    rate: Decimal

    @property
    def percent(self) -> str:
        """The rate as shown: ``5.22%``."""
        return f"{(self.rate * 100).normalize():f}%"


def on(day: date, table: Sequence[Rate] = BENCHMARK) -> Rate:
    """The rate in force on a day. Raises NoRate."""
    found = [one for one in table if one.since <= day]
    if not found:
        raise NoRate(day.isoformat())
    return max(found, key=lambda one: one.since)


def late(principal: Decimal, due: date, returned: date, surcharge: Decimal,
         table: Sequence[Rate] = BENCHMARK) -> Late | None:
    """What is owed besides a principal that was due back by one day and was returned on another; None where it was in
    time. Every day after the due day counts, the day of the return with it. Raises NoRate."""
    if returned <= due:
        return None
    total, begins = Fraction(0), due + timedelta(days=1)
    while begins <= returned:
        rate = on(begins, table)
        ends = min([one.since for one in table if one.since > begins], default=returned + timedelta(days=1))
        ends = min(ends, returned + timedelta(days=1))
        total += Fraction(principal) * Fraction(rate.value) * (1 + Fraction(surcharge)) * (ends - begins).days / YEAR
        begins = ends
    cents = (Decimal(total.numerator) / Decimal(total.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Late((returned - due).days, cents, on(returned, table).value * (1 + surcharge))
