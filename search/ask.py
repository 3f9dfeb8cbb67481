"""What a reader asks, and its address. The address holds all of it; reading it back gives the same.

Addresses carry ``q`` (words), the facets by name (each any number of times), ``min`` and ``max`` in 万元,
``unstated=0`` to leave out what states no amount, ``type``, ``sort`` and ``page``. What is not understood is left out
and said in ``remarks``; nothing here raises.
"""
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from market.core.trades import OTHER, TRADES
from tenders.rulebooks import methods, notices

from . import conditions, windows
from .engines.base import SORTS

TEXT_LIMIT, VALUE_LIMIT, VALUES = 200, 200, 20
PAGE_SIZE, DEEPEST = 20, 2000
"""Rows a page, and how many rows deep paging goes; further down an export or narrower conditions serve better."""
TEN_THOUSAND = Decimal(10_000)
TYPES = {"notice": "公告", "project": "项目"}
TIMES = ("deadline", "opens", "published")

CLOSED: Mapping[str, frozenset[str]] = {
    "trade": frozenset(trade.slug for trade in (*TRADES, OTHER)),
    "stage": frozenset(stage.key for stage in notices.STAGES),
    "kind": frozenset(kind.key for kind in notices.KINDS),
    "method": frozenset((*methods.METHODS, "none")),
    "sme": frozenset(("yes", "no", "none")),
}
"""Facets whose values are ours; the values of the others come with the data."""
FACETS = ("trade", "stage", "kind", "region", *TIMES, "method", "sme", "purchaser", "agent", "winner", "source")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One search. Amounts in 元. ``only`` is the one type of record a page is about; it is not part of the address.

    ``typed`` is the search before conditions were read out of its words, None where there were none.
    """

    text: str = ""
    only: str = ""
    type: str = ""
    trade: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    deadline: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    sme: tuple[str, ...] = ()
    purchaser: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    winner: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    unstated: bool = True
    sort: str = ""
    page: int = 1
    remarks: tuple[str, ...] = field(default=(), compare=False)
    typed: "Ask | None" = field(default=None, compare=False)

    @property
    def order(self) -> str:
        """The order in force: by relevance where words were given, else the newest first."""
        return self.sort or ("relevance" if self.text else "published")

    @property
    def bounded(self) -> bool:
        """Whether an amount was asked for."""
        return self.low is not None or self.high is not None

    def query(self, **changes) -> str:
        """The address of this search, or of it with changes, without the question mark. Page 1 unless given."""
        ask = replace(self, **({"page": 1} | changes))
        pairs = [("q", ask.text)] if ask.text else []
        pairs += [("type", ask.type)] if ask.type else []
        pairs += [(facet, value) for facet in FACETS for value in getattr(ask, facet)]
        pairs += [(name, in_ten_thousands(value)) for name, value in (("min", ask.low), ("max", ask.high))
                  if value is not None]
        pairs += [("unstated", "0")] if not ask.unstated else []
        pairs += [("sort", ask.sort)] if ask.sort else []
        pairs += [("page", str(ask.page))] if ask.page > 1 else []
        return urlencode(pairs)

    def without(self, facet: str, value: str) -> "Ask":
        """This search with one value of a facet taken away, on its first page."""
        return replace(self, page=1, **{facet: tuple(v for v in getattr(self, facet) if v != value)})


def in_ten_thousands(yuan: Decimal) -> str:
    """An amount of 元 in 万元, without trailing zeros: 28640000 gives 2864."""
    text = format(yuan / TEN_THOUSAND, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def parse(query, *, places: Mapping[str, str] | None = None, only: str = "") -> Ask:
    """Read an address (a ``QueryDict`` or anything with ``getlist``). ``places`` are region names and their codes.

    ``only`` fixes the type of record, whatever the address says.
    """
    remarks: list[str] = []
    low, high = (_yuan(query, name, remarks) for name in ("min", "max"))
    if low is not None and high is not None and low > high:
        low, high = high, low
        remarks.append("金额下限大于上限，已对调。")
    bounded = low is not None or high is not None
    asked = Ask(
        text=_text(_last(query, "q"), remarks), only=only,
        type="" if only else next((name for name in TYPES if name == _last(query, "type")), ""),
        low=low, high=high, unstated=_last(query, "unstated") != "0" or not bounded,
        sort=_sort(query, remarks), page=_page(query, remarks),
        **{facet: _values(facet, query, remarks) for facet in FACETS})
    found = conditions.read(asked.text, places)
    read = replace(asked, text=found.rest) if found else asked
    if found:
        bounds = {} if found.low is None and found.high is None else {"low": found.low, "high": found.high}
        read = replace(read, **bounds, **{facet: tuple(dict.fromkeys((*getattr(read, facet), *values)))[:VALUES]
                                          for facet, values in found.values.items()})
        read = replace(read, typed=replace(asked, sort=_kept_sort(asked)))
    return replace(read, sort=_kept_sort(read), remarks=tuple(remarks))


def _kept_sort(ask: Ask) -> str:
    return "" if ask.sort == ("relevance" if ask.text else "published") or (
        ask.sort == "relevance" and not ask.text) else ask.sort


def _last(query, name: str) -> str:
    return (query.getlist(name) or [""])[-1]


def _clean(text: str) -> str:
    """Without control characters, lone surrogates and doubled spaces."""
    return " ".join("".join(" " if c.isspace() else c for c in text
                            if c.isspace() or unicodedata.category(c)[0] != "C").split())


def _text(typed: str, remarks: list[str]) -> str:
    text = _clean(typed[:20 * TEXT_LIMIT])
    if len(text) > TEXT_LIMIT:
        remarks.append(f"检索词超过 {TEXT_LIMIT} 个字，只用了前 {TEXT_LIMIT} 个字。")
        text = text[:TEXT_LIMIT].strip()
    return text


def _values(facet: str, query, remarks: list[str]) -> tuple[str, ...]:
    given = list(dict.fromkeys(v for raw in query.getlist(facet)[:200] if (v := _clean(raw[:VALUE_LIMIT]))))
    allowed = [value for value in given if _allowed(facet, value)]
    if len(allowed) < len(given):
        strange = next(value for value in given if value not in allowed)
        remarks.append(f"条件“{strange[:30]}”不在可选范围内，已忽略。")
    if len(allowed) > VALUES:
        remarks.append(f"同一类条件最多选 {VALUES} 项，其余已忽略。")
    return tuple(allowed[:VALUES])


def _allowed(facet: str, value: str) -> bool:
    if facet == "deadline" and value in {"closed", "none"}:
        return True
    if facet in TIMES:
        return windows.known(value)
    return facet not in CLOSED or value in CLOSED[facet]


def _yuan(query, name: str, remarks: list[str]) -> Decimal | None:
    text = _clean(_last(query, name)[:40]).replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        if not re.fullmatch(r"\d{1,14}(\.\d{1,6})?", text):
            raise InvalidOperation
        amount = (Decimal(text) * TEN_THOUSAND).quantize(Decimal("0.01"))
    except InvalidOperation:
        remarks.append(f"金额“{text[:20]}”不是以万元为单位的数字，已忽略。")
        return None
    if amount > Decimal(10**12):
        remarks.append("金额超过 1 亿万元，已忽略。")
        return None
    return amount


def _sort(query, remarks: list[str]) -> str:
    sort = _last(query, "sort")
    if sort and sort not in SORTS:
        remarks.append("没有这种排序方式，已按默认排序。")
        return ""
    return sort


def _page(query, remarks: list[str]) -> int:
    text = _last(query, "page")
    if not text:
        return 1
    if not re.fullmatch(r"[1-9]\d{0,8}", text) or not text.isascii():
        remarks.append("页码应是正整数，已显示第 1 页。")
        return 1
    return int(text)
