"""Simple conditions typed among the words: ``预算>100万 建设工程 本周开标 专门面向中小企业 50 万元以下``.

A condition is taken only where it stands by itself between spaces, so that a phrase copied from a notice is never
read as one. Bounds count in (民法典 第一千二百五十九条：以上、以下、以内包括本数).
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache

from market.core.trades import TRADES
from tenders.rulebooks import methods, notices

_UNITS = {"元": Decimal(1), "万": Decimal(10**4), "万元": Decimal(10**4), "亿": Decimal(10**8), "亿元": Decimal(10**8)}
_MOST = Decimal(10**12)
_NUMBER = r"(?P<{}>\d[\d,，]{{0,17}}(?:\.\d{{1,6}})?)"
_UNIT = r"(?P<{}>亿元|亿|万元|万|元)"
_ABOUT = r"(?:(?P<about>预算(?:金额)?|金额|(?:最高|招标|最高投标)?限价|控制价|起始价|中标价|成交价|合同(?:价|金额))\s*)"
_AMOUNT = (
    re.compile(rf"{_ABOUT}?(?P<sign>[>＞≥<＜≤]=?|大于|高于|超过|不少于|不低于|至少|小于|低于|不超过|不高于|至多)\s*"
               rf"{_NUMBER.format('one')}\s*{_UNIT.format('unit')}?"),
    re.compile(rf"{_ABOUT}?{_NUMBER.format('one')}\s*{_UNIT.format('unit')}?\s*(?:-|－|—|–|~|～|至|到)+\s*"
               rf"{_NUMBER.format('two')}\s*{_UNIT.format('unit2')}"),
    re.compile(rf"{_ABOUT}?{_NUMBER.format('one')}\s*{_UNIT.format('unit')}(?P<side>以上|以下|以内|之内|起)"),
)
_LESS = {"<", "＜", "≤", "小", "低", "至多"}
_WHEN = {"今日": "today", "今天": "today", "当日": "today", "明日": "tomorrow", "明天": "tomorrow", "本周": "week",
         "这周": "week", "下周": "next_week", "本月": "month", "下月": "next_month", "下个月": "next_month"}
_WHAT = {"开标": "opens", "截止": "deadline", "投标截止": "deadline", "报名截止": "deadline", "发布": "published",
         "公布": "published"}
_TIME = (
    re.compile(rf"(?P<when>{'|'.join(_WHEN)})(?P<what>开标|(?:投标|报名)?截止|发布|公布)"),
    re.compile(r"(?:未来|近|最近)?(?P<days>[1-9]\d{0,2})\s*(?:日|天)(?:内|之内)?(?P<what>开标|(?:投标|报名)?截止|发布|公布)"),
)
_STATES = {"已截止": ("deadline", "closed"), "未载明截止时间": ("deadline", "none")}
_SME = re.compile(r"(?:专门)?面向(?:中小|小微)企业(?:采购)?|中小企业专门?预留")


@dataclass
class Found:
    """What conditions were read out of a text: facet values to add, bounds in 元, and the text that is left."""

    rest: str
    values: dict[str, list[str]] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None

    def add(self, facet: str, value: str) -> None:
        here = self.values.setdefault(facet, [])
        if value not in here:
            here.append(value)

    def __bool__(self) -> bool:
        return bool(self.values) or self.low is not None or self.high is not None


@cache
def _labels() -> dict[str, tuple[str, str]]:
    """Whole pieces that name a value: label to (facet, value as in an address)."""
    named = {label: ("method", key) for key, label in methods.METHODS.items() if len(label) >= 4}
    for kind in notices.KINDS:
        if kind.key != "other_notice":
            named |= {label: ("kind", kind.key) for label in (kind.label, *kind.also)
                      if label.endswith(("公告", "公示")) and "/" not in label}
    named |= {stage.label: ("stage", stage.key) for stage in notices.STAGES if len(stage.label) >= 4}
    named |= {trade.label: ("trade", trade.slug) for trade in TRADES}
    return named | {"工程建设": ("trade", "eng"), "建设工程招标": ("trade", "eng")} | _STATES


def read(text: str, places: Mapping[str, str] | None = None) -> Found:
    """Take the conditions out of a typed text. ``places`` are region names and their codes."""
    found = Found(rest=" ".join(text.split()))
    for patterns, take in ((_AMOUNT, _amount), (_TIME, _time), ((_SME,), _sme)):
        for pattern in patterns:
            alone = re.compile(rf"(?<!\S){pattern.pattern}(?!\S)")
            while (match := alone.search(found.rest)) and take(found, match):
                found.rest = " ".join((found.rest[:match.start()] + " " + found.rest[match.end():]).split())
    left = []
    for piece in found.rest.split():
        if piece in _labels():
            found.add(*_labels()[piece])
        elif places and piece in places:
            found.add("region", places[piece])
        else:
            left.append(piece)
    rest = " ".join(left)
    if rest != found.rest:  # pieces that came to stand together may now make a condition
        again = read(rest, places)
        for facet, values in again.values.items():
            for value in values:
                found.add(facet, value)
        found.low, found.high = (found.low if again.low is None else again.low,
                                 found.high if again.high is None else again.high)
        rest = again.rest
    found.rest = rest
    return found


def _yuan(number: str, unit: str | None) -> Decimal | None:
    try:
        amount = (Decimal(number.replace(",", "").replace("，", "")) * _UNITS[unit or "元"]).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if amount <= _MOST else None


def _amount(found: Found, match: re.Match) -> bool:
    groups = match.groupdict()
    if not groups.get("unit") and not groups.get("unit2") and not groups.get("about"):
        return False
    one = _yuan(groups["one"], groups.get("unit") or groups.get("unit2"))
    if one is None:
        return False
    if groups.get("two"):
        two = _yuan(groups["two"], groups["unit2"])
        if two is None:
            return False
        found.low, found.high = min(one, two), max(one, two)
        return True
    sign = groups.get("sign") or ""
    less = groups.get("side") in {"以下", "以内", "之内"} or sign[:1] in _LESS or sign[:2] in {"至多", "不超", "不高"}
    if less:
        found.high = one
    else:
        found.low = one
    return True


def _time(found: Found, match: re.Match) -> bool:
    groups = match.groupdict()
    window = f"{int(groups['days'])}d" if groups.get("days") else _WHEN[groups["when"]]
    found.add(_WHAT[groups["what"]], window)
    return True


def _sme(found: Found, match: re.Match) -> bool:
    found.add("sme", "yes")
    return True
