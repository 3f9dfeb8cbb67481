"""Notices of results: who won, who evaluated, what everybody bid and scored; and that an award came to nothing.

政府采购货物和服务招标投标管理办法 第六十九条; 政府采购法实施条例 第四十三条.
"""
from collections.abc import Iterable
from decimal import Decimal
from html import escape

from market.core import files, money, wording
from tenders.notices.words import Notice, NoticeFile, contacts, paragraphs, public_facts, section, table
from tenders.rulebooks.steps import STEPS

from ..evaluation.services import identity, public_bundle
from ..models import Award, Member, OpenedBid, Ranked
from .wording import OUT

RESULT, CHANGE, ENDED = "result_notice", "change_notice", "termination_notice"
SIZES = {"none": "未声明", "medium": "中型企业", "small": "小型企业", "micro": "微型企业", "prison": "监狱企业",
         "welfare": "残疾人福利性单位"}
_WON = ("包号", "标段（包）", "中标人", "中标人地址", "中标金额（元）")
_GOODS = ("包号", "名称", "交货期、服务期或者工期", "企业类型声明")
_BIDS = ("包号", "投标人", "投标报价（元）", "总得分", "排名", "结论")


def result(tender, awards: Iterable[Award]) -> Notice:
    """The result of these lots, with what anybody recomputes the ranking from beside it."""
    awards = sorted(awards, key=lambda one: one.lot.number)
    said = public_facts(tender.stated(), RESULT) | _facts(awards)
    book = tender.rulebook
    body = "".join((
        _basics(tender, said),
        section("二、中标信息", table(_WON, map(_winner, awards))),
        section("三、主要标的信息", table(_GOODS, map(_goods, awards))),
        section("四、各投标人报价和评审情况", table(_BIDS, [row for one in awards for row in _bids(one)])),
        section("五、评标委员会成员", f"<p>{escape('、'.join(committee(tender)))}</p>" if committee(tender) else ""),
        section("六、公告期限", f"<p>自本公告发布之日起 {book.result_period}。</p>"),
        section("七、其他补充事宜",
                f"<p>供应商认为中标结果使自己的权益受到损害的，可以自公告期限届满之日起 {book.query}"
                f"内以书面形式提出质疑（{book.query.law}）。评审数据包可以在“验证”页面重新计算。</p>",
                *(paragraphs(f"第 {one.lot.number} 包：{one.reason}") for one in awards if one.deemed)),
        section("八、联系方式", contacts(said)),
    ))
    return Notice(RESULT, f"{tender.title}中标结果公告", body, said, tuple(map(_bundle, awards)))


def ended(tender, award: Award) -> Notice:
    """An award that was public was taken back, or found void."""
    kind = ENDED if award.ended_for == "void_award" else CHANGE
    said = public_facts(tender.stated(), kind)
    body = "".join((
        _basics(tender, said),
        section("二、变更内容", f"<p>第 {award.lot.number} 包“{escape(award.lot.title)}”原中标人 "
                                f"{escape(award.bid.party.name)}：{STEPS[award.ended_for].label}。</p>",
                paragraphs(award.reason), f"<p>依据：{escape(award.basis)}。</p>" if award.basis else ""),
        section("三、联系方式", contacts(said)),
    ))
    return Notice(kind, f"{tender.title}{STEPS[award.ended_for].label}公告", body, said)


def committee(tender) -> list[str]:
    """Who evaluated, by name; known to the public with the result."""
    return [identity(one)["name"] for one in
            Member.objects.filter(committee__tender=tender).seated().order_by("seat")]


def _basics(tender, said: dict) -> str:
    words = f"<p>项目编号：{escape(said['project_code'])}；项目名称：{escape(tender.title)}。</p>"
    return section("一、项目基本情况", words)


def _facts(awards: list[Award]) -> dict:
    winners = {one.bid.party_id: one.bid.party for one in awards}
    total = sum((one.amount for one in awards), Decimal(0))
    return {"notice_period": f"自公告发布之日起 {awards[0].lot.rulebook.result_period}",
            "winner": [_party(party) for party in winners.values()],
            "award_amount": {"amount": f"{total:.2f}", "currency": "CNY"}}


def _party(party) -> dict:
    code = party.code
    return {"name": party.name, **({"id": code, "scheme": "uscc"} if code else {})}


def _winner(award: Award) -> tuple:
    return (award.lot.number, award.lot.title, award.bid.party.name, award.bid.party.address or "—",
            f"{wording.amount(award.amount)}（人民币{money.in_words(award.amount)}）")


def _sheet(bid_id) -> dict:
    opened = OpenedBid.objects.filter(bid=bid_id, stage="opening").first()
    return opened.sheet if opened else {}


def _goods(award: Award) -> tuple:
    sheet = _sheet(award.bid_id)
    size = (sheet.get("declared") or {}).get("size", "none")
    return award.lot.number, award.lot.title, sheet.get("delivery") or "见合同", SIZES[size]


def _bids(award: Award) -> list[tuple]:
    rows = Ranked.objects.filter(ranking=award.ranking_id).select_related("bid__party")
    rows = sorted(rows, key=lambda one: (one.rank is None, one.rank or 0, one.bid.party.name))
    return [(award.lot.number, one.bid.party.name, "—" if one.amount is None else wording.amount(one.amount),
             "—" if one.total is None else f"{one.total:.2f}", one.rank or "—",
             "中标" if one.bid_id == award.bid_id else OUT.get(one.out, "")) for one in rows]


def _bundle(award: Award) -> NoticeFile:
    number = award.lot.number
    kept = files.keep(public_bundle(award.ranking), name=f"evaluation-{number}.json", limits=files.ANNEXES)
    return NoticeFile(f"第 {number} 包评审数据包", kept)

