"""A list as CSV, JSON and Atom: the same search, the same order, as data."""
import csv
import json
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse

from market.core import atom
from market.core.trades import trade
from publish import shapes
from publish.models import PublicRecord
from tenders.rulebooks import methods, notices

from .ask import Ask

RISKY = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula; Chinese ones take the wide signs as well."""
COLUMNS = ("公告编号", "标题", "交易类别", "公告类型", "公告阶段", "交易方式", "地区", "项目编号", "采购人（招标人）",
           "代理机构", "中标（成交）人", "金额（元）", "金额含义", "外币金额", "截止时间", "截止含义", "发布时间",
           "来源", "网址", "原文网址", "状态")


def guarded(cell) -> str:
    """The cell as text that no spreadsheet reads as a formula."""
    text = "" if cell is None else str(cell).replace("\x00", "")
    return f"'{text}" if text.lstrip(" \n").startswith(RISKY) else text


def _deadline(record: PublicRecord) -> str:
    if record.deadline_at is None:
        return ""
    return shapes.moment(record.deadline_at)


class _Echo:
    def write(self, value):
        return value


def csv_lines(records: Iterable[PublicRecord]) -> Iterator[str]:
    """CSV for spreadsheets: a byte order mark, a head, one line a record."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)
    for record in records:
        yield writer.writerow([guarded(cell) for cell in (
            record.pk, record.title, trade(record.trade).label, notices.kind(record.kind).label,
            notices.stage(record.stage).label, methods.METHODS.get(record.method, ""), record.region_label,
            record.project_code, record.purchaser, record.agent, record.winner,
            "" if record.amount is None else f"{record.amount:.2f}", record.amount_label, record.foreign_amount,
            _deadline(record), record.deadline_label, shapes.moment(record.published_at), record.source_name,
            f"{settings.PUBLIC_URL}{record.url}", record.origin_url, "已撤回" if record.withdrawn else "已发布")])


def json_lines(ask: Ask, total: int, records: Iterable[PublicRecord]) -> Iterator[str]:
    """One JSON object: the query, how many fit, and the records, written as they are read."""
    head = {"query": ask.query(page=1), "total": total}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    for place, record in enumerate(records):
        yield (",\n" if place else "\n") + json.dumps(shapes.item(record), ensure_ascii=False)
    yield "\n]}\n"


def feed(ask: Ask, records: Iterable[PublicRecord]) -> atom.Feed:
    """The newest records of a search as a feed: subscribing to it is subscribing to these conditions."""
    query = ask.query(page=1, sort="")
    tail = f"?{query}" if query else ""
    entries = tuple(atom.Entry(
        id=f"urn:uuid:{record.pk}", title=record.title, url=record.url, published=record.published_at,
        updated=record.updated_at,
        summary="，".join(filter(None, (notices.kind(record.kind).label, record.region_label, record.purchaser))),
        categories=(("trade", record.trade), ("kind", record.kind))) for record in records)
    title = f"交易公告：{ask.text}" if ask.text else "交易公告"
    own, page = (f"{reverse(name)}{tail}" for name in ("fulltext:notices-atom", "fulltext:notices"))
    return atom.Feed(title, own, page, entries)
