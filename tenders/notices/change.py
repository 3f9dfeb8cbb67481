"""Clarifications, amendments and extensions: what is said, what stood before, what stands now."""
from html import escape

from market.core import wording

from ..rulebooks import schemes
from ..rulebooks.fields import BY_CODE
from . import scheme
from .words import Notice, NoticeFile, contacts, paragraphs, public_facts, section, spoken, table

_KINDS = {"clarification": ("clarification", "澄清公告"), "amendment": ("change_notice", "更正公告"),
          "extension": ("change_notice", "延期公告"), "outage": ("change_notice", "因系统故障延期公告"),
          "resumption": ("change_notice", "恢复采购活动公告")}


def write(tender, amendment) -> Notice:
    """The notice of one amendment. Questions are given without who asked."""
    kind, name = _KINDS[amendment.kind]
    said = public_facts(tender.stated(), kind)
    first = wording.moment(tender.published_at)
    asked = list(amendment.questions.all())
    body = "".join((
        section("一、项目基本情况", f"<p>原公告项目编号：{escape(said['project_code'])}；原公告项目名称："
                                    f"{escape(tender.title)}；"
                f"首次公告时间：{first}。</p>"),
        section("二、更正、澄清的内容", paragraphs(amendment.text), _changes(amendment)),
        section("三、理由", paragraphs(amendment.reason)),
        section("提疑和答复", "".join(f"<p><strong>问：</strong></p>{paragraphs(one.text)}<p><strong>答：</strong></p>"
                                      f"{paragraphs(one.answer)}" for one in asked)),
        section("联系方式", contacts(said)),
    ))
    number = f"（第 {amendment.number} 号）" if amendment.number > 1 else ""
    return Notice(kind, f"{tender.title}{name}{number}", body, said, _files(amendment))


def readings(amendment) -> list[tuple[str, str, str]]:
    """What now reads otherwise: the label of each fact, its words before and after; then of the evaluation scheme."""
    said = [(BY_CODE[code].label, _said(code, amendment.before.get(code)), _said(code, amendment.after.get(code)))
            for code in amendment.after if code in BY_CODE]
    return said + _scheme(amendment)


def _scheme(amendment) -> list[tuple[str, str, str]]:
    before, after = (one.get("scheme") for one in (amendment.before, amendment.after))
    if not after:
        return []
    was = schemes.read(before) if before else None
    return scheme.differences(was, schemes.read(after), amendment.tender.rulebook)


def _changes(amendment) -> str:
    return table(("事项", "更正前", "更正后"), readings(amendment))


def _said(code: str, value) -> str:
    return "未载明" if value in (None, "") else spoken(BY_CODE[code], value)


def _files(amendment) -> tuple[NoticeFile, ...]:
    version = amendment.document
    return (NoticeFile(f"{version.title}（第 {version.number} 版）", version.file),) if version else ()
