"""Recomputing a bundle: every place where what it says differs from what follows from the rest of it."""
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import exact, gate, low_price, points, shapes
from .bundles import ROW, evaluation_of, written
from .faults import BundleFault
from .ranked import rank
from .values import Evaluation

COLUMNS = {"bid": "投标", "p_eval": "评审价", "price_points": "价格分", "others_mean": "价格以外部分的平均分",
           "total": "总分", "rank": "名次", "candidate": "中标候选人顺序", "out": "出局环节"}
WORDS = gate.OUT | low_price.TRIGGERS


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that is wrong: its path in the bundle, what is said there, what it must be, and a Chinese sentence.
    ``bid`` is whose row of the outcome it is, else empty."""

    path: str
    said: Any
    computed: Any
    sentence: str
    bid: str = ""


def verify(raw: bytes) -> list[Difference]:
    """Every difference, in the order sums, low prices, outcome; nothing where all is right. Raises BundleFault for a
    broken file, Incomplete where something is missing that the ranking depends on."""
    bundle = shapes.loaded(raw)
    evaluation = evaluation_of(bundle)
    said = _said_outcome(bundle["outcome"])
    computed = written(rank(evaluation))
    names = {bid.id: bid.name for bid in evaluation.bids}
    return [*_sums(evaluation), *_low_prices(evaluation, names), *_outcome(said, computed, names)]


def shown(value: Any) -> str:
    """A value as a sentence says it."""
    if value is None or value == "" or value == []:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(shown, value)) if isinstance(value, list) else WORDS.get(value, str(value))


def _differs(path: str, what: str, said: Any, computed: Any, bid: str = "") -> Difference:
    written_, right = shown(said), shown(computed)
    if written_ == right:
        written_ = f"“{written_}”（写法不对）"
    return Difference(path, said, computed, f"{what}：包中写 {written_}，重算为 {right}。", bid)


def _same(said: Any, computed: Any) -> bool:
    return type(said) is type(computed) and said == computed


# The parts before the outcome -----------------------------------------------------------------------------------------

def _sums(evaluation: Evaluation) -> Iterator[Difference]:
    """Where there are scores: the sums over them, and objective points that are not what the facts are worth."""
    labels = {one.key: one.label for one in evaluation.scheme.criteria}
    for at, bid in enumerate(evaluation.bids):
        if bid.scores is None:
            continue
        place, who = f"bids[{at}]", f"投标{bid.name}"
        worth = points.objective_points(evaluation.scheme, bid.facts)
        for expert, sheet in sorted(bid.scores.items()):
            for key in sorted(worth):
                if sheet[key] != worth[key]:
                    yield _differs(f"{place}.scores.{expert}.{key}", f"{who}的专家 {expert} 对“{labels[key]}”的打分",
                                   exact.points(sheet[key]), exact.points(worth[key]))
        summed = points.others(evaluation.scheme, bid)
        for name, what in (("experts", "专家人数"), ("sum", "各专家打分合计"), ("technical", "各专家技术分合计")):
            said, computed = getattr(bid.others, name), getattr(summed, name)
            if said != computed:
                yield _differs(f"{place}.others.{name}", f"{who}的{what}", *(
                    (said, computed) if name == "experts" else (exact.points(said), exact.points(computed))))


def _low_prices(evaluation: Evaluation, names: dict[str, str]) -> Iterator[Difference]:
    """Who is said to have been asked about a very low price, and by what, against the prices."""
    screened = gate.screened(evaluation)
    noticed = {} if screened.failed else low_price.noticed(evaluation, screened.left)
    for at, one in enumerate(evaluation.low_price):
        said = [name for name in one.triggers if name != low_price.COMMITTEE]
        computed = list(noticed.get(one.bid, ()))
        if sorted(said) != sorted(computed):
            yield _differs(f"low_price[{at}].triggers", f"投标{names[one.bid]}触发低价审查的情形", said, computed)


# The outcome ----------------------------------------------------------------------------------------------------------

def _said_outcome(said: Any) -> dict:
    """What the bundle says of the outcome: its shape alone is asked for, every value is compared afterwards."""
    shapes.keys(said, {"failed", "open", "rows"}, "outcome")
    shapes.rows(said["open"], "outcome.open", lambda one, place: shapes.keys(one, {"over", "bids"}, place))
    shapes.rows(said["rows"], "outcome.rows", lambda one, place: shapes.keys(one, ROW, place))
    for at, row in enumerate(said["rows"]):
        for name, value in row.items():
            if isinstance(value, list | dict):
                raise BundleFault("bundle.value", f"outcome.rows[{at}].{name}")
    return said


def _outcome(said: dict, computed: dict, names: dict[str, str]) -> Iterator[Difference]:
    if not _same(said["failed"], computed["failed"]):
        yield _differs("outcome.failed", "废标情形", said["failed"], computed["failed"])
    if len(said["rows"]) != len(computed["rows"]):
        yield _differs("outcome.rows", "结果的家数", len(said["rows"]), len(computed["rows"]))
        return
    by_id, found = {row["bid"]: row for row in computed["rows"]}, False
    for at, row in enumerate(said["rows"]):
        expected = by_id.get(row["bid"]) if isinstance(row["bid"], str) else None
        if expected is None:
            expected = computed["rows"][at]
        who = f"第{at + 1}家（{names[expected['bid']]}）"
        for name in ROW:
            if not _same(row[name], expected[name]):
                found = True
                yield _differs(f"outcome.rows[{at}].{name}", f"{who}的{COLUMNS[name]}", row[name], expected[name],
                               expected["bid"])
    if not found:
        yield from _order(said["rows"], computed["rows"], names)
    if said["open"] != computed["open"]:
        yield _differs("outcome.open", "待抽签的并列", _ties(said["open"], names), _ties(computed["open"], names))


def _order(said: list[dict], computed: list[dict], names: dict[str, str]) -> Iterator[Difference]:
    for at, (row, expected) in enumerate(zip(said, computed, strict=True)):
        if row["bid"] != expected["bid"]:
            yield _differs(f"outcome.rows[{at}].bid", f"第{at + 1}家", names[row["bid"]], names[expected["bid"]])


def _ties(ties: list[dict], names: dict[str, str]) -> list[str]:
    """The bids of each tie by name, joined; whatever is no list of bids as it stands."""
    return ["=".join(names.get(bid, str(bid)) if isinstance(bid, str) else str(bid) for bid in tie["bids"])
            if isinstance(tie["bids"], list) else str(tie["bids"]) for tie in ties]
