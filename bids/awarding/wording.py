"""What the letters say, as data that is signed. Amounts in 元 as text; points as text; days as ISO dates."""
import json
from datetime import date

from market.core import money, workdays
from market.core.calendars import HolidayTableMissing
from market.core.wording import iso, local_day
from tenders.rulebooks.clocks import end_of
from tenders.rulebooks.numbers import Number

from ..models import Award, AwardLetter, Bid, OpenedBid, Ranked, Verdict

OUT = {"revoked": "在投标有效期内撤销投标", "qualification": "资格审查未通过", "compliance": "符合性审查未通过",
       "over_ceiling": "报价超过最高限价", "correction": "没有确认报价修正，投标无效",
       "low_price": "报价异常低，未能合理说明",
       "same_brand": "与排名在前的投标人提供同一品牌，不作为候选人"}
"""Where a bid fell out of the ranking, in words."""


def of_winner(award: Award) -> dict:
    """The award letter: what was won, for how much, and until when the contract is to be signed."""
    signing = award.lot.rulebook.contract_signing
    return {"format": "award-letter/1", **_head(award, award.bid), "amount": f"{award.amount:.2f}",
            "in_words": "人民币" + money.in_words(award.amount), "rank": award.rank, "quote": _quote(award.bid),
            "sign_by": _last_day(local_day(award.letter_at), signing), "law": signing.law}


def of_loser(award: Award, bid: Bid) -> dict:
    """Why a bid did not win, its own points and rank, and how to challenge the result."""
    row = Ranked.objects.filter(ranking=award.ranking_id, bid=bid).first()
    book = award.lot.rulebook
    return {"format": "result-letter/1", **_head(award, bid), "winner": award.bid.party.name,
            "amount": f"{award.amount:.2f}", "reason": reason(award, bid, row), **_points(row),
            "query": f"对中标结果有异议的，可以自中标结果公告期限届满之日起 {book.query} 内以书面形式提出质疑。",
            "query_by": _last_day(local_day(award.letter_at), book.result_period, book.query), "law": book.query.law}


def _head(award: Award, bid: Bid) -> dict:
    tender = award.lot.tender
    return {"tender": str(tender.pk), "code": award.lot.code, "round": tender.round, "project": tender.title,
            "title": award.lot.title, "principal": tender.principal.name,
            "agent": tender.agent.name if tender.agent else "", "bidder": bid.party.name, "at": iso(award.letter_at)}


def _points(row: Ranked | None) -> dict:
    """A bid's own points; none where it was not ranked."""
    if row is None or row.rank is None:
        return {"rank": None, "total": None, "price_points": None, "others": None}
    return {"rank": row.rank, "total": _text(row.total), "price_points": _text(row.price_points),
            "others": _text(row.others_mean)}


def _text(value) -> str | None:
    return None if value is None else f"{value:.2f}"


def reason(award: Award, bid: Bid, row: Ranked | None) -> str:
    """Why this bid did not win, in one sentence."""
    if bid.status == Bid.Status.BROKEN:
        return "投标文件未能开启，原因见开标记录。"
    if failed := Verdict.objects.filter(bid=bid, passed=False).order_by("at").first():
        return f"{failed.get_phase_display()}未通过：{failed.ground}（依据：{failed.basis}）"
    if row is None or row.rank is None:
        return f"{OUT[row.out]}。" if row and row.out else "投标无效，没有进入排名。"
    if row.total is not None:
        return f"综合得分 {row.total:.2f} 分，排名第 {row.rank}。"
    return f"评审价格排名第 {row.rank}。"


def _quote(bid: Bid) -> dict | None:
    """What the winner quoted, as sealed; None for a total, which is the amount itself."""
    opened = OpenedBid.objects.filter(bid=bid, stage="opening").first()
    said = opened.sheet.get("quote") if opened else None
    return said if said and said.get("basis") != "total" else None


def _last_day(day: date, *periods: Number) -> str:
    """The last day of periods that follow each other from a day; empty where no calendar tells it."""
    try:
        calendar = workdays.load()
        for number in periods:
            day = end_of(number, day, calendar)
        return day.isoformat()
    except HolidayTableMissing:
        return ""


def read(letter: AwardLetter) -> dict:
    """What a letter says, its days as dates."""
    said = json.loads(letter.receipt.content)["content"]
    return said | {name: date.fromisoformat(said[name]) for name in ("sign_by", "query_by") if said.get(name)}
