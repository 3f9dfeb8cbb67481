"""Exact numbers. Rounded to two decimals, half away from zero, are these alone: P_eval before anything is made of it,
each price score, and the mean of the experts' totals; then they are added, and ranks and ties go by the rounded sum."""
from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction) -> Decimal:
    """To two decimals, half away from zero."""
    top, bottom = abs(value.numerator), value.denominator
    cents = Decimal((200 * top + bottom) // (2 * bottom)).scaleb(-2)
    return -cents if value < 0 else cents


def plain(value: Decimal) -> str:
    """The number as it is written in a bundle: digits and a point, never an exponent."""
    return f"{value:f}"


def points(value: Decimal) -> str:
    """Points as they are written in a bundle: two decimals. Raises ValueError where there are more."""
    text = f"{value:.2f}"
    if Decimal(text) != value:
        raise ValueError(f"{value} has more than two decimals.")
    return text
