"""The list of candidates: who was recommended, in which order if there is one, at which price as published."""
import re

from .amounts import Price, plain, read_price, unit_of
from .labels import ENTITY, canonical, rank
from .pages import Grid

_NAMES = {"中标候选人名称", "候选人名称", "中标(成交)候选人名称", "成交候选人名称"}
_PRICE = re.compile(r"^(?:投标)?(?:总)?报价(?:\(.*\))?$")


def from_grids(grids: list[Grid]) -> list[dict]:
    """Quotes of the first table that names candidates, across its columns or down its rows; empty where none does."""
    for grid in grids:
        if quotes := _across(grid) or _down(grid):
            return quotes
    return []


def _across(grid: Grid) -> list[dict]:
    """A table with one candidate a column: 名次, 中标候选人名称, 投标报价 begin its rows."""
    rows = {canonical(row[0]): row for row in reversed(grid.rows) if len(row) > 1}
    names = next((rows[label] for label in _NAMES if label in rows), None)
    if names is None or canonical(names[1]) in _NAMES | {"名称"} or not ENTITY.fullmatch(names[1]):
        return []
    price = next((label for label in rows if _PRICE.match(label)), "")
    prices, ranks = rows.get(price, ()), rows.get("名次", ())
    return [
        quote(name, prices[at] if at < len(prices) else "", unit_of(prices[0]) if prices else "",
              ranks[at] if at < len(ranks) else "")
        for at, name in enumerate(names) if at and ENTITY.fullmatch(name)
    ]


def _down(grid: Grid) -> list[dict]:
    """A table with one candidate a row under column heads."""
    heads = [canonical(cell) for cell in grid.rows[0]] if grid.rows else []
    name_at = next((at for at, head in enumerate(heads) if head in _NAMES), None)
    price_at = next((at for at, head in enumerate(heads) if _PRICE.match(head)), None)
    if name_at is None or price_at is None:
        return []
    ranked = heads[0] in {"排序", "名次", "中标候选人及排序", "中标候选人排序"}
    return [
        quote(row[name_at], row[price_at], unit_of(grid.rows[0][price_at]), row[0] if ranked else "")
        for row in grid.rows[1:] if len(row) > max(name_at, price_at) and ENTITY.fullmatch(row[name_at])
    ]


def from_lines(lines: list[str]) -> list[dict]:
    """Quotes of a body whose table fell apart: 第一名, the name, the price, each on a line."""
    found = []
    first = lines.index("第一名") if "第一名" in lines else 0
    head = re.findall(r"报价\s*[(（][^)）]{1,5}[)）]", "".join(lines[:first]))
    unit = unit_of(head[-1]) if head else ""
    for at, line in enumerate(lines[:-2]):
        if re.fullmatch(r"第.名", line) and rank(line) and ENTITY.fullmatch(lines[at + 1]) \
                and re.fullmatch(r"[\d,]+(?:\.\d+)?", lines[at + 2]):
            found.append(quote(lines[at + 1], lines[at + 2], unit, line))
    ranks = [item.get("rank") for item in found]
    return found if ranks == list(range(1, len(found) + 1)) else []


def from_parsed(rows: list, unit: str = "元/%") -> tuple[list[dict], list[str]]:
    """Quotes of a structured list ``[{"bidder", "price"}]``, and notes on what was left out.

    A "bidder" that is a paragraph of the evaluation report is not one; prices that slipped a column are nobody's.
    """
    found, notes = [], []
    if slipped := prices_slipped(rows):
        notes.append("候选人报价中混有表头，各报价已错位，无法对应到候选人，未列入报价。")
    for row in rows:
        bidder = row.get("bidder") if isinstance(row, dict) else None
        name = " ".join(bidder.split()) if isinstance(bidder, str) else ""
        if not ENTITY.fullmatch(name) or re.search(r"评标工作|评标过程|[。；;]", name):
            notes.append(f"候选人名称“{name[:20]}…”不是单位名称，未列入候选人。" if name
                         else "有一名候选人没有名称，未列入。")
            continue
        price = row.get("price")
        found.append(quote(name, price if isinstance(price, str) and not slipped else "", unit))
    return found, notes


def prices_slipped(rows: list) -> bool:
    """Whether the head of the price column stands among the prices: each then stands beside the wrong bidder."""
    return any(isinstance(row, dict) and isinstance(row.get("price"), str) and _is_head(row["price"]) for row in rows)


def _is_head(price: str) -> bool:
    return bool(_PRICE.match(plain(price))) and not re.search(r"\d", price)


def quote(name: str, price: str, unit: str = "", place: str = "") -> dict:
    """One entry of a ``quotes`` fact."""
    entry: dict = {"bidder": " ".join(name.split())[:200]}
    if place and (number := rank(place)):
        entry["rank"] = number
    read = read_price(price, unit)
    if _is_head(price):
        read = Price("")
    if read.amount is not None:
        entry["amount"] = str(read.amount)
    if read.share is not None:
        entry["share"] = format(read.share, "f")
    if read.text:
        entry["text"] = read.text[:500]
    return entry
