"""A row of a land deal table as a draft. Both published heads are read: with and without terms, dates and approver."""
import csv
import re

from .amounts import plain, read_price, stated
from .drafts import Draft, RowRefused
from .facts import winners, yuan
from .lines import LineRefused
from .moments import instant, read_moment

SOURCE = "中国土地市场网"
HOME = "https://www.landchina.com/"
"""Where land supply results carry an 电子监管号; a file from elsewhere names its source by ``--source``."""

NEEDED = ("行政区", "电子监管号", "项目名称", "项目位置", "供地方式", "土地使用权人")
CELL_LIMIT = 4000
"""Characters a cell may have."""

_METHODS = {"协议出让": "agreement", "挂牌出让": "listing", "拍卖出让": "auction", "招标出让": "open_tender",
            "划拨": "allocation",
            "租赁": "lease"}
_HIDDEN = re.compile(r"[（(]已隐去[)）]")


def heads(line: str) -> list[str]:
    """The column heads of a land deal table. Raises LineRefused where it is another table."""
    names = [name.strip() for name in cells(line)]
    if missing := [name for name in NEEDED if name not in names]:
        raise LineRefused(f"表头缺少“{'”“'.join(missing)}”，不是已知的供地结果表，整个文件未导入。")
    return names


def cells(line: str) -> list[str]:
    """The cells of one line. Raises LineRefused where quotes do not close or a cell is too long."""
    try:
        row = next(csv.reader([line], strict=True), [])
    except csv.Error:
        raise LineRefused("这一行的引号不成对（单元格内也不能换行），未读取；请检查导出程序。") from None
    if any(len(cell) > CELL_LIMIT for cell in row):
        raise LineRefused(f"这一行有单元格超过 {CELL_LIMIT} 个字符，未读取。")
    return row


def draft(names: list[str], line: str, raw: bytes, source: str = "") -> Draft:
    """The land deal a line tells of. Raises LineRefused or RowRefused with a Chinese sentence."""
    found = cells(line)
    if len(found) != len(names):
        raise RowRefused(f"这一行有 {len(found)} 个单元格，表头有 {len(names)} 个，对不上，未导入。")
    row = {name: " ".join(cell.replace("\x00", "").split()) for name, cell in zip(names, found, strict=True)}
    key = row["电子监管号"]
    if not key:
        raise RowRefused("这一行没有电子监管号，无法避免重复收录，未导入。")
    if len(key) > 120:
        raise RowRefused(f"电子监管号长 {len(key)} 个字符（上限 120），未导入。")
    made = Draft(external_id=key, title=_title(row), kind="land_result", trade="land", source=source or SOURCE,
                 home="" if source else HOME, raw=raw, media_type="text/csv")
    made.method = _METHODS.get(row["供地方式"], "")
    made.region_label = row["行政区"]
    made.facts = _facts(row, made)
    made.published_at = instant(made.facts.get("deal_signed_at", ""))
    if made.published_at is None:
        made.notes.append("表中没有日期，发布时间按收录时间记。")
    made.listing = [(name.replace("_", "，单位："), cell) for name, cell in row.items() if cell]
    return made


def _title(row: dict[str, str]) -> str:
    name = row["项目名称"] if stated(row["项目名称"]) and not _HIDDEN.search(row["项目名称"]) else row["项目位置"]
    place = "" if name.startswith(row["行政区"].removesuffix("本级")) else row["行政区"]
    return f"{place}{name}供地结果"


def _facts(row: dict[str, str], made: Draft) -> dict:
    low, high = row.get("约定容积率下限", ""), row.get("约定容积率上限", "")
    price = read_price(row.get("成交价格_万元", ""), "万元")
    if price.doubt:
        made.notes.append(f"成交价{price.doubt}")
    signed = read_moment(row.get("合同签订日期", ""))
    facts = {
        "project_name": row["项目名称"] if not _HIDDEN.search(row["项目名称"]) else "",
        "winner": _holder(row["土地使用权人"]),
        "region": row["行政区"],
        "place": row["项目位置"],
        "land_area": _area(row.get("面积_公顷", "")),
        "land_use": row.get("土地用途", ""),
        "transfer_term": row.get("土地使用年限", ""),
        "plot_ratio": (low if low == high else f"{low or '不限'}—{high or '不限'}") if low or high else "",
        "deal_price": yuan(price) if price.amount is not None else None,
        "land_supervision_no": row["电子监管号"],
        "deal_signed_at": signed,
    }
    return {code: value for code, value in facts.items() if value and (not isinstance(value, str) or stated(value))}


def _holder(words: str) -> list[dict]:
    """The holder of the land use right; a natural person stays as hidden as published."""
    if not stated(words):
        return []
    return winners(words) or [{"name": words[:200]}]


def _area(cell: str) -> str:
    """The area in hectares as written; a figure that is zero or none is not stated."""
    number = plain(cell)
    return number if re.fullmatch(r"\d+(?:\.\d+)?", number) and float(number) > 0 else ""
