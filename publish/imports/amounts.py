"""Reading money and rates out of the words of a notice. What is not plainly one amount, or one rate, is neither."""
import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LIMIT = Decimal(10) ** 12
"""元 from which on a figure is taken for a slip of the keyboard, never for money."""

BARE_MIN = Decimal(1000)
"""Under a label that allows 元 and % alike, a bare number from here on is 元; a smaller one is not read."""

TOKEN = 10
"""Under a label with a unit, a bare number of fewer 元 is a stand-in (1 where a rate is bid), not a price."""

DIGITS = 40
"""Characters a figure may have; a longer run of digits is no amount, and beyond what can be reckoned with."""

UNITS = {"元": Decimal(1), "圆": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000),
         "亿元": Decimal(100_000_000), "亿": Decimal(100_000_000)}

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TOTAL = (r"(?:(?:投标)?总?报价(?:总价|合计)?|投标总(?:报)?价|(?:本项目)?预算(?:金额)?|总价|合计|总中标成交金额"
          r"|(?:最高)?限价)(?:报价)?[:为是]*")
_MONEY = re.compile(
    rf"^(?P<total>{_TOTAL})?(?:(?:人民币|rmb|小写|cny)[:]?)*¥?[:]?(?P<number>{_NUMBER})"
    r"(?P<unit>\(?(?:亿元|万元|元|圆|亿|万)\)?)?(?:\(?人民币\)?)?整?(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_RATE_WORD = (r"(?:(?:投标)?(?:报价|价格|取费|勘察设计费|中标|成交|施工|设计费|勘察费|监理费)?(?:承诺)?"
              r"(?:费率|折扣率|折扣比例|折扣系数|折扣|价格系数|系数|下浮率|下浮比例|下浮|优惠率|比例)(?:报价)?)")
_RATE = re.compile(rf"^(?P<word>{_RATE_WORD})?(?:为)?[:]?(?P<number>\d+(?:\.\d+)?)(?P<percent>%)?"
                   rf"(?:\((?P<after>{_RATE_WORD}|折扣报价)\))?。?$")
_EMPTY = {"", "/", "\\", "-", "--", "—", "——", "无", "未提供", "未载明", "详见招标文件", "详见采购文件", "详见公告",
          "见附件"}


@dataclass(frozen=True, slots=True)
class Price:
    """What a price field says: an ``amount`` in 元, or a rate with the ``share`` it names (0-1), or neither.

    ``text`` is the field as published, spaces tidied; ``doubt`` says in a Chinese sentence why a figure was not taken.
    """

    text: str
    amount: Decimal | None = None
    is_rate: bool = False
    share: Decimal | None = None
    doubt: str = ""


def plain(text: str) -> str:
    """Half-width digits and signs, no spaces and no invisible characters: for reading figures, never for showing."""
    half = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b-\u200f\ufeff]+", "", half).replace("￥", "¥").replace("，", ",")


def stated(text: str) -> bool:
    """Whether the words say anything: a dash, 未提供 or a reference to another document does not."""
    return plain(text) not in _EMPTY


def unit_of(label: str) -> str:
    """The unit a label names in brackets: 元, 万元, 亿元, % or 元/%; empty where it names none."""
    found = re.search(r"\(((?:亿|万)?元|%|元/%|%/元|元或%)\)", plain(label))
    if not found:
        return ""
    return "元/%" if "%" in found[1] and "元" in found[1] else found[1]


def read_price(text: str, unit: str = "") -> Price:
    """Read a price field whose label named ``unit``. Never raises; what cannot be read is kept as its text alone."""
    shown = " ".join(text.split())
    words = plain(text)
    if words in _EMPTY or words == plain(unit):
        return Price("")
    if rate := _rate(words, unit, shown):
        return rate
    money = _MONEY.match(words)
    if not money or len(money["number"]) > DIGITS or not _ends(money["rest"], bool(money["total"])):
        return Price(shown)
    value = Decimal(money["number"].replace(",", ""))
    named = (money["unit"] or "").strip("()")
    if not named and unit == "元/%":
        if value < BARE_MIN:
            return Price(shown, doubt=f"“{shown}”未写单位，表头又写元或百分比，未作为金额。")
        named = "元"
    if not named and unit not in UNITS:
        return Price(shown)
    if not named and 0 < value * UNITS[unit] < TOKEN:
        return Price(shown, doubt=f"“{shown}”小于 {TOKEN} 元，像是占位的数字，未作为金额。")
    return _money(shown, value * UNITS[named or unit])


def read_amount(text: str, unit: str = "") -> Decimal | None:
    """The amount in 元 alone, for fields that can hold nothing else."""
    return read_price(text, unit).amount


def _rate(words: str, unit: str, shown: str) -> Price | None:
    found = _RATE.match(words)
    if not found or len(found["number"]) > DIGITS or not (found["percent"] or found["word"] or unit == "%"):
        return None
    word = f"{found['word'] or ''}{found['after'] or ''}"
    value = Decimal(found["number"])
    if found["percent"] or unit == "%" or value > 2:
        value /= 100
    text = shown if found["percent"] or found["word"] else f"{shown}%"
    known = "下浮" not in word and "优惠" not in word and 0 < value <= 1
    return Price(text, is_rate=True, share=value.normalize() if known else None)


def _ends(rest: str, total: bool) -> bool:
    """Whether what follows the figure leaves it the whole amount (not a unit price, not the first of several)."""
    if re.match(r"[,.]?\d", rest):
        return False
    return not rest or rest[0] in ",;。(=" or (total and rest[0] in "、:")


def _money(shown: str, value: Decimal) -> Price:
    if value == 0:
        return Price(shown, doubt=f"“{shown}”为零，未作为金额。")
    if value > LIMIT:
        return Price(shown, doubt=f"“{shown}”超过一万亿元，未作为金额。")
    return Price(shown, amount=value.quantize(Decimal("0.01"), ROUND_HALF_UP))
