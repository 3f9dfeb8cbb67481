"""Notices that something came to nothing: failed, terminated, suspended."""
from html import escape

from ..rulebooks.endings import REASONS
from .words import Notice, contacts, paragraphs, public_facts, section, table

KIND = "termination_notice"


def failed(tender, lots, code: str, reason: str) -> Notice:
    """A tender, or these lots of it, came to nothing. ``lots`` are pairs of number and title, empty for all."""
    return _write(tender, lots, "废标公告", "二、废标理由", f"{REASONS[code]}\n{reason}")


def terminated(tender, lots, reason: str) -> Notice:
    """The principal ended it."""
    return _write(tender, lots, "终止公告", "二、终止理由", reason)


def suspended(tender, by: str, reason: str, lots=()) -> Notice:
    """An authority, the principal or the centre suspended it, or these lots of it."""
    return _write(tender, lots, "暂停采购活动公告", "二、暂停依据和理由", f"作出单位：{by}\n{reason}")


def lot_resumed(tender, reason: str, lots) -> Notice:
    """Lots that were suspended by themselves go on."""
    return _write(tender, lots, "恢复采购活动公告", "二、恢复依据和理由", reason)


def _write(tender, lots, name: str, heading: str, reason: str) -> Notice:
    said = public_facts(tender.stated(), KIND)
    body = "".join((
        section("一、项目基本情况", f"<p>项目编号：{escape(said['project_code'])}；项目名称：{escape(tender.title)}。"
                                    "</p>",
                table(("包号", "名称"), lots)),
        section(heading, paragraphs(reason)),
        section("三、联系方式", contacts(said)),
    ))
    return Notice(KIND, f"{tender.title}{name}", body, said)
