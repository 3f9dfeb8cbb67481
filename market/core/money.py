"""Money is Decimal in 元 with two decimals. Nothing here rounds silently."""
import re
from decimal import Decimal, InvalidOperation

LIMIT = Decimal(10) ** 12
"""The largest amount held, in 元: SQLite keeps 15 digits of a Decimal column."""

CENT = Decimal("0.01")
_WRITTEN = re.compile(r"-?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d+)?", re.ASCII)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


class MoneyError(ValueError):
    """What was given is no amount we can hold. ``code`` is stable, ``sentence`` is for the screen."""

    def __init__(self, code: str, sentence: str):
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


def yuan(value: Decimal | int | str) -> Decimal:
    """An amount in 元, with exactly two decimals.

    Text may carry thousands separators. Raises MoneyError for floats, for what is no number, for more than two
    decimals, and for more than 10^12 either way.
    """
    amount = _decimal(value)
    if abs(amount) > LIMIT:
        raise MoneyError("money.too_large", "金额不能超过 1 万亿元，请核对单位是否为元。")
    rounded = amount.quantize(CENT)
    if rounded != amount:
        raise MoneyError("money.decimals", "金额最多保留两位小数（精确到分）。")
    return rounded + 0


def _decimal(value) -> Decimal:
    if isinstance(value, str):
        text = value.strip()
        if not _WRITTEN.fullmatch(text):
            raise MoneyError("money.not_a_number", "金额应为数字，例如 6800000.00。")
        return Decimal(text.replace(",", ""))
    if isinstance(value, bool | float) or not isinstance(value, Decimal | int):
        raise MoneyError("money.not_exact", "金额应以精确的十进制数给出。")
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise MoneyError("money.not_a_number", "金额应为数字，例如 6800000.00。") from error
    if not amount.is_finite():
        raise MoneyError("money.not_a_number", "金额应为数字，例如 6800000.00。")
    return amount


def show(amount: Decimal) -> str:
    """``6,800,000.00``: for people, the unit stands beside it."""
    return f"{yuan(amount):,.2f}"


def in_words(amount: Decimal) -> str:
    """The amount in 大写, without 人民币 before it: ``陆佰捌拾万元整``.

    Follows 《正确填写票据和结算凭证的基本规定》: 整 after 元, none after 角 or 分, 零 for a run of zeros that
    digits follow. A negative amount begins with 负.
    """
    amount = yuan(amount)
    whole, cents = divmod(int(abs(amount) * 100), 100)
    words = f"{_whole_in_words(whole)}元" if whole or not cents else ""
    dimes, pence = divmod(cents, 10)
    if not cents:
        words += "整"
    else:
        if whole and (not dimes or whole % 10 == 0):
            words += "零"
        words += f"{_DIGITS[dimes]}角" if dimes else ""
        words += f"{_DIGITS[pence]}分" if pence else ""
    return f"负{words}" if amount < 0 else words


def _whole_in_words(number: int) -> str:
    """A whole number: four digits to a group, a 零 wherever zeros stand between digits that are spoken."""
    if number == 0:
        return "零"
    words, gap = "", False
    digits = f"{number:016d}"
    for start, unit in zip(range(0, 16, 4), reversed(_GROUPS), strict=True):
        spoken = False
        for digit, place in zip(digits[start:start + 4], reversed(_PLACES), strict=True):
            if digit == "0":
                gap = bool(words)
                continue
            words += ("零" if gap else "") + _DIGITS[int(digit)] + place
            gap, spoken = False, True
        if spoken:
            words, gap = words + unit, False
    return words


_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_WEIGHTS = {"拾": 10, "佰": 100, "仟": 1000}


def from_words(words: str) -> Decimal:
    """The amount that 大写 states; 人民币 before it and 正 for 整 are understood. Raises MoneyError."""
    stated = words.strip().removeprefix("人民币").replace("正", "整").replace("圆", "元")
    sign = -1 if stated.startswith("负") else 1
    whole, mark, cents = stated.removeprefix("负").removesuffix("整").rpartition("元")
    match = re.fullmatch(r"零?(?:([壹贰叁肆伍陆柒捌玖])角)?零?(?:([壹贰叁肆伍陆柒捌玖])分)?", cents)
    if not match or not (mark or cents):
        raise MoneyError("money.words", "大写金额无法识别，请按“壹佰元整”的格式填写。")
    total = sign * (_whole_from_words(whole) + Decimal(_VALUES[match[1] or "零"]) / 10
                    + Decimal(_VALUES[match[2] or "零"]) / 100)
    if in_words(total).replace("零", "") != stated.replace("零", ""):
        raise MoneyError("money.words", "大写金额无法识别，请按“壹佰元整”的格式填写。")
    return yuan(total)


def _whole_from_words(words: str) -> int:
    total = section = digit = 0
    for letter in words:
        if letter in _VALUES:
            digit = _VALUES[letter]
        elif letter in _WEIGHTS:
            section, digit = section + digit * _WEIGHTS[letter], 0
        elif letter == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        elif letter == "亿":
            total, section, digit = (total + section + digit) * 10 ** 8, 0, 0
        else:
            raise MoneyError("money.words", "大写金额无法识别，请按“壹佰元整”的格式填写。")
    return total + section + digit
