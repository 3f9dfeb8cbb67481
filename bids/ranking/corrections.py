"""Arithmetic mistakes in a bid (MOF order 87, article 59): from what is written in it to the amount that counts.

In this order: the opening sheet before the text of the bid; words before figures; where a unit price has its decimal
point in the wrong place the total stands and the unit price is corrected; where the unit prices do not add up to the
total, the unit prices stand. The bidder confirms the result, or the bid is invalid.
"""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from market.core import money

from .exact import rounded

LAW = "政府采购货物和服务招标投标管理办法 第五十九条"
SHIFTS = tuple(Fraction(10) ** power for power in (-3, -2, -1, 1, 2, 3))
"""How far a decimal point is taken to be misplaced at most."""
GROUNDS = {
    "sheet_over_text": "开标一览表内容与投标文件中相应内容不一致的，以开标一览表为准。",
    "words_over_figures": "大写金额和小写金额不一致的，以大写金额为准。",
    "point_misplaced": "单价金额小数点明显错位的，以开标一览表的总价为准，并修改单价。",
    "lines_over_total": "总价金额与按单价汇总金额不一致的，以单价金额计算结果为准。",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the priced list: how many, and the price of one in 元."""

    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """What a bid says of its total: figures and words on the opening sheet, figures in the text, the priced lines.
    ``words`` is 大写; whatever is None or empty is not stated."""

    sheet: Decimal
    words: str = ""
    text: Decimal | None = None
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that was set right: ``rule`` is a key of ``GROUNDS``; the amount before and after it, in 元."""

    rule: str
    before: Decimal
    after: Decimal

    @property
    def ground(self) -> str:
        """The rule in the words of the law."""
        return GROUNDS[self.rule]


@dataclass(frozen=True, slots=True)
class Correction:
    """The amount that counts, what led to it in the order of the law, and the lines as corrected."""

    amount: Decimal
    mistakes: tuple[Mistake, ...]
    lines: tuple[Line, ...]

    @property
    def changed(self) -> bool:
        """Whether the bidder must confirm: something did not agree."""
        return bool(self.mistakes)


def corrected(readings: Readings) -> Correction:
    """The amount that counts. Raises MoneyError where the words are no amount."""
    amount, mistakes, lines = readings.sheet, [], readings.lines
    if readings.text is not None and readings.text != amount:
        mistakes.append(Mistake("sheet_over_text", readings.text, amount))
    if readings.words and (words := money.from_words(readings.words)) != amount:
        mistakes.append(Mistake("words_over_figures", amount, words))
        amount = words
    if lines and (summed := _sum(lines)) != amount:
        if (shifted := _shifted(lines, amount)) is not None:
            mistakes.append(Mistake("point_misplaced", summed, amount))
            lines = shifted
        else:
            mistakes.append(Mistake("lines_over_total", amount, summed))
            amount = summed
    return Correction(amount, tuple(mistakes), lines)


def _sum(lines: Sequence[Line]) -> Decimal:
    return rounded(sum((Fraction(one.quantity) * Fraction(one.unit_price) for one in lines), Fraction(0)))


def _shifted(lines: Sequence[Line], total: Decimal) -> tuple[Line, ...] | None:
    """The lines with one decimal point moved so that they make the total; None unless there is exactly one way."""
    ways = []
    for at, line in enumerate(lines):
        for shift in SHIFTS:
            moved = Fraction(line.unit_price) * shift
            price = Decimal(moved.numerator) / Decimal(moved.denominator)
            tried = (*lines[:at], replace(line, unit_price=price), *lines[at + 1:])
            if _sum(tried) == total:
                ways.append(tried)
    return ways[0] if len(ways) == 1 else None
