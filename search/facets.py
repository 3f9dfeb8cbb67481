"""The facets of a list as a reader sees them: labels, counts, what is ticked, in a fixed order."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from market.core.trades import OTHER, TRADES
from tenders.rulebooks import methods, notices

from . import windows
from .ask import Ask, in_ten_thousands
from .documents import OURS
from .engines.base import UNSTATED
from .places import Places

NOT_STATED = "未载明"
BANDS = ((None, 100), (100, 500), (500, 1000), (1000, 5000), (5000, None))
"""Bands of amount in 万元, one more than the edges in ``reading.AMOUNTS``."""
PUBLISHED = ("today", "3d", "7d", "30d")
OPENS = ("today", "tomorrow", "week", "next_week")
SME = {"yes": "是", "no": "否"}


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a facet. ``count`` is None where nothing was counted; ``query`` is set on lines that are links."""

    value: str
    label: str
    count: int | None = None
    ticked: bool = False
    deeper: bool = False
    query: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of conditions: its name in the address, its heading, its lines."""

    name: str
    label: str
    options: tuple[Option, ...]
    shape: str = "ticks"

    @property
    def chosen(self) -> bool:
        """Whether any line is ticked."""
        return any(option.ticked for option in self.options)


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in force, in words, and the address of the same search without it."""

    facet: str
    label: str
    ask: Ask

    @property
    def query(self) -> str:
        return self.ask.query()


def label(facet: str, value: str, places: Places) -> str:
    """What a value of a facet is called on screen."""
    if value == UNSTATED:
        return NOT_STATED
    match facet:
        case "trade":
            return next(t.label for t in (*TRADES, OTHER) if t.slug == value)
        case "stage":
            return notices.stage(value).label
        case "kind":
            return notices.kind(value).label
        case "method":
            return methods.METHODS.get(value, value)
        case "sme":
            return SME[value]
        case "region":
            return places.name(value)
        case "source" if value == OURS:
            return "本平台"
        case "deadline" if value == "closed":
            return "已截止"
        case "deadline" | "opens" | "published":
            return windows.label(value, back=facet == "published")
        case _:
            return value


HEADINGS = {"trade": "交易类别", "stage": "公告阶段", "region": "地区", "deadline": "截止时间", "method": "交易方式",
            "sme": "专门面向中小企业", "source": "来源", "kind": "公告类型", "published": "发布时间",
            "opens": "开标时间", "purchaser": "招标人（采购人）", "agent": "代理机构", "winner": "中标（成交）人"}


def chips(ask: Ask, places: Places) -> list[Chip]:
    """Every condition in force but the words."""
    found = []
    for facet in HEADINGS:
        for value in getattr(ask, facet):
            found.append(Chip(facet, _chip_label(facet, value, places), ask.without(facet, value)))
    if ask.bounded:
        tail = "，含未载明" if ask.unstated else ""
        found.append(Chip("amount", f"{amount_label(ask.low, ask.high)}{tail}",
                          replace(ask, low=None, high=None, unstated=True, page=1)))
    return found


def _chip_label(facet: str, value: str, places: Places) -> str:
    name = label(facet, value, places)
    if value == UNSTATED:
        return f"{HEADINGS[facet]}{NOT_STATED}"
    match facet:
        case "region" if places.has_children(value):
            return f"{name}（含下级）"
        case "sme":
            return "专门面向中小企业" if value == "yes" else "非专门面向中小企业"
        case "deadline":
            return name if value == "closed" else f"{name}截止"
        case "opens":
            return f"{name}开标"
        case "published":
            return f"{name}发布"
        case "purchaser" | "agent" | "winner":
            return f"{HEADINGS[facet]}：{name}"
        case _:
            return name


def amount_label(low: Decimal | None, high: Decimal | None) -> str:
    """Bounds in 元 as words: ``100 万—5,000 万元``, ``100 万元以上``."""
    one, two = (None if bound is None else _thousands(in_ten_thousands(bound)) for bound in (low, high))
    if one is None:
        return f"{two} 万元以下"
    return f"{one} 万元以上" if two is None else f"{one} 万—{two} 万元"


def _thousands(number: str) -> str:
    whole, dot, part = number.partition(".")
    return f"{int(whole):,}{dot}{part}"


def build(ask: Ask, counts: Mapping[str, Mapping], places: Places) -> dict[str, Facet]:
    """All facets with their counts, by name."""
    def counted(facet: str) -> Mapping:
        return counts.get(facet, {})

    def lines(facet: str, values: Iterable[str], key=lambda value: value) -> tuple[Option, ...]:
        given = getattr(ask, facet)
        shown = dict.fromkeys((*values, *given))
        return tuple(Option(value, label(facet, value, places), counted(facet).get(key(value), 0), value in given)
                     for value in shown)

    def known(facet: str, keys: Iterable[str]) -> list[str]:
        """Values that occur or are ticked, 未载明 last."""
        found = [key for key in keys if counted(facet).get(key) or key in getattr(ask, facet)]
        return found + ([UNSTATED] if counted(facet).get(UNSTATED) else [])

    def top(facet: str) -> list[str]:
        ranked = sorted((value for value in counted(facet) if value != UNSTATED),
                        key=lambda value: (-counted(facet)[value], value))[:8]
        return ranked + ([UNSTATED] if counted(facet).get(UNSTATED) else [])

    trades = [t.slug for t in TRADES] + ([OTHER.slug] if counted("trade").get(OTHER.key) else [])
    by_slug = {t.slug: t.key for t in (*TRADES, OTHER)}
    facets = [
        Facet("trade", HEADINGS["trade"], lines("trade", trades, key=by_slug.get)),
        Facet("stage", HEADINGS["stage"], lines("stage", known("stage", [s.key for s in notices.STAGES]))),
        Facet("region", HEADINGS["region"], tuple(_regions(ask, counted("region"), places))),
        Facet("amount", "金额（万元）", _amounts(ask, counted("amount")), "range"),
        Facet("deadline", HEADINGS["deadline"], _deadlines(ask, counted("deadline"), places)),
        Facet("method", HEADINGS["method"], lines("method", known("method", methods.METHODS))),
        Facet("sme", HEADINGS["sme"], lines("sme", known("sme", SME))),
        Facet("source", HEADINGS["source"], lines("source", top("source"))),
        Facet("kind", HEADINGS["kind"], lines("kind", known("kind", [k.key for k in notices.KINDS]))),
        *(Facet(facet, HEADINGS[facet], tuple(
            Option(value, label(facet, value, places), None, value in getattr(ask, facet))
            for value in dict.fromkeys((*values, *getattr(ask, facet)))))
          for facet, values in (("published", PUBLISHED), ("opens", OPENS))),
        *(Facet(facet, HEADINGS[facet], lines(facet, top(facet))) for facet in ("purchaser", "agent", "winner")),
    ]
    return {facet.name: facet for facet in facets}


def _regions(ask: Ask, counts: Mapping[str, int], places: Places) -> Iterable[Option]:
    """The city itself, its districts, the streets of a ticked district, other places, not stated."""
    def option(value: str, deeper: bool = False) -> Option:
        return Option(value, places.name(value), counts.get(value, 0), value in ask.region, deeper)

    shown = set()
    open_here = {parent for code, _, _, parent in places.tree if code in ask.region} | set(ask.region)
    for code, _, level, parent in places.tree:
        if level == 1:
            value = f"{code}:own"
        elif level == 2 or parent in open_here:
            value = code
        else:
            continue
        shown.add(value)
        yield option(value, level > 2)
    if counts.get("out"):
        shown.add("out")
        yield option("out")
        if any(value.startswith("out") for value in ask.region):
            named = [value for value in counts if value.startswith("out:")]
            for value in sorted(named, key=lambda value: -counts[value])[:12]:
                shown.add(value)
                yield option(value, True)
    yield from (option(value) for value in ask.region if value not in shown and value != UNSTATED)
    if counts.get(UNSTATED) or UNSTATED in ask.region:
        yield option(UNSTATED)


def _amounts(ask: Ask, counts: Mapping) -> tuple[Option, ...]:
    bands = []
    for place, (low, high) in enumerate(BANDS):
        bounds = tuple(None if bound is None else Decimal(bound) * 10_000 for bound in (low, high))
        bands.append(Option(f"{low or ''}-{high or ''}", amount_label(*bounds), counts.get(place, 0),
                            (ask.low, ask.high) == bounds, query=ask.query(low=bounds[0], high=bounds[1])))
    return (*bands, Option(UNSTATED, "包含未载明", counts.get(UNSTATED, 0), ask.unstated))


def _deadlines(ask: Ask, counts: Mapping, places: Places) -> tuple[Option, ...]:
    """Windows that reach further include the nearer ones."""
    reach, options = 0, []
    for place, value in enumerate(("today", "3d", "7d"), start=1):
        reach += counts.get(place, 0)
        options.append(Option(value, label("deadline", value, places), reach, value in ask.deadline))
    options += [Option(value, label("deadline", value, places), None, True) for value in ask.deadline
                if value not in {"today", "3d", "7d", "closed", UNSTATED}]
    options.append(Option("closed", "已截止", counts.get(0, 0), "closed" in ask.deadline))
    options.append(Option(UNSTATED, "未载明或不适用", counts.get(UNSTATED, 0), UNSTATED in ask.deadline))
    return tuple(options)

