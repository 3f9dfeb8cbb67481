"""Named preconditions of handing in."""
from datetime import datetime, timedelta

from market.core import clock, holds
from market.core.steps import guard


def is_held(tender) -> bool:
    """Whether an authority has suspended the tender; its clocks then stand still."""
    return holds.in_force(holds.of(tender)).exists()


def clock_stands_still(tender) -> bool:
    """Whether a suspension began before the deadline and still holds: the deadline then has not passed."""
    return holds.in_force(holds.of(tender)).filter(since__lt=tender.bids_due_at).exists()


def last_moment(tender) -> datetime:
    """Until when a request stamped in time may still be worked on, after which nothing can be handed in any more."""
    return tender.bids_due_at + timedelta(seconds=tender.rulebook.opening_grace.value)


@guard("bid.on_hold", "本项目已依法暂停，暂停期间不能递交或者撤回投标文件。恢复时会重新公布投标截止时间，届时再办理。",
       law="政府采购法 第五十七条", timed=True)
def not_held(bid) -> bool:
    return not is_held(bid.lot.tender)


@guard("bid.late", "投标截止时间已到，不能再递交、修改或者撤回投标文件。",
       law="政府采购货物和服务招标投标管理办法 第三十三条、第三十四条", timed=True)
def before_deadline(bid) -> bool:
    tender = bid.lot.tender
    return tender.bids_due_at is None or bid.judged_at < tender.bids_due_at or clock_stands_still(tender)


@guard("bid.stuck", "请求在截止前到达，但系统未能在规定的秒数内办理完毕，这一次没有生效。"
       "请立即联系交易中心，凭记录申请处理。", timed=True)
def before_opening_begins(bid) -> bool:
    tender = bid.lot.tender
    return tender.bids_due_at is None or clock.now() < last_moment(tender) or not before_deadline(bid) \
        or clock_stands_still(tender)


IN_TIME = (not_held, before_deadline, before_opening_begins)
"""What the clock asks of handing in and taking back alike."""


@guard("bid.overtaken", "您的单位在另一个页面有更晚的操作，这一次没有生效。请刷新页面，以最新的回执为准。")
def not_overtaken(bid) -> bool:
    return bid.acted_at is None or bid.judged_at >= bid.acted_at


@guard("bid.lot_ended", "本标段（包）没有在接收投标文件：公告尚未发布，或者已经废标、终止。请查看最新公告。")
def lot_takes_bids(bid) -> bool:
    tender = bid.lot.tender
    return tender.published_at is not None and tender.status in {"published", "bidding", tender.rulebook.handover} \
        and bid.lot.status in {"pending", tender.rulebook.handover}


@guard("bid.changes_unread", "招标文件发布了新的澄清或者修改，您还没有确认阅读。请先阅读变化，再递交。",
       law="政府采购法实施条例 第三十一条")
def changes_are_read(participation) -> bool:
    return not participation.tender.amendments.filter(number__gt=participation.changes_read).exists()
