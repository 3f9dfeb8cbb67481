"""The tender notice: its sections in the order the order on information publication sets, the document beside it.

政府采购货物和服务招标投标管理办法 第十三条.
"""
from market.core import wording

from ..rulebooks import fields
from ..rulebooks.methods import METHODS
from ..stating import FEW_LOTS
from . import scheme
from .words import Notice, NoticeFile, contacts, csv_file, lines, public_facts, section, table

_BASICS = ("project_code", "platform_code", "project_name", "object_kind", "budget", "price_ceiling", "need",
           "duration", "sme_reserved", "consortium", "evaluation_method")
_MORE = ("sme_policy", "bond", "site_visit", "questions_due_at")
_HEAD = ("包号", "名称", "预算金额（元）", "最高限价（元）", "投标保证金（元）")


def title(tender) -> str:
    """``……公开招标公告``."""
    again = f"（第 {tender.round} 次）" if tender.round > 1 else ""
    return f"{tender.title}{METHODS.get(tender.rulebook.method, '招标')}公告{again}"


def write(tender) -> Notice:
    """The notice as it goes out now, with the newest version of the document."""
    said = public_facts(tender.stated(), fields.TENDER)
    rows = list(_lots(tender))
    few = len(rows) <= FEW_LOTS
    body = "".join((
        section("一、项目基本情况", f"<p><strong>采购方式：</strong>{METHODS.get(tender.rulebook.method, '')}</p>",
                lines(said, _BASICS)),
        section("二、标段（包）", table(_HEAD, map(_spoken, rows)) if few else
                f"<p>本项目共 {len(rows):,} 个标段（包），名称、预算、最高限价和保证金见所附清单。</p>"),
        section("三、供应商的资格要求", lines(said, ("qualification",))),
        section("四、获取招标文件", lines(said, ("documents",))),
        section("五、提交投标文件截止时间、开标时间和地点", lines(said, ("bids_due_at", "opens_at", "opening_place")),
                f"<p>{_deadline_rule(tender)}</p>"),
        section("六、公告期限", lines(said, ("notice_period",))),
        scheme.write(tender, "七、评标办法和评审标准"),
        section("八、其他事项", lines(said, _MORE)),
        section("九、对本次招标提出询问的联系方式", contacts(said)),
    ))
    return Notice(fields.TENDER, title(tender), body, said, (*_document(tender), *(() if few else (_list(rows),))))


def _deadline_rule(tender) -> str:
    time = tender.rulebook.bidding_time
    return f"自招标文件发出之日起至投标截止不少于 {time}（{time.law}）。逾期递交的投标文件，系统不予接收。"


def _document(tender) -> list[NoticeFile]:
    newest = tender.documents.select_related("file").order_by("-number").first()
    return [NoticeFile(f"{newest.title}（第 {newest.number} 版）", newest.file)] if newest else []


def _spoken(row: list) -> list:
    """A row for readers: what is not set or not asked says so."""
    *said, ceiling, bond = row
    return [*said, ceiling or "不设", bond or "不收"]


def _list(rows: list) -> NoticeFile:
    return csv_file("标段（包）清单", "标段清单.csv", _HEAD, rows)


def _lots(tender):
    for number, name, *amounts in tender.lots.order_by("number").values_list(
            "number", "title", "budget", "ceiling", "bond"):
        yield [number, name, *("" if amount is None else wording.amount(amount) for amount in amounts)]

