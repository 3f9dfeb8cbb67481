"""Named preconditions of handing in and of the opening session."""
from datetime import timedelta

from market.core import clock
from market.core.steps import guard


@guard("bid.late", "投标截止时间已到，不能再递交、修改或者撤回投标文件。",
       law="政府采购货物和服务招标投标管理办法 第三十三条、第三十四条", timed=True)
def before_deadline(bid) -> bool:
    return clock.now() < bid.lot.tender.bids_due_at


@guard("session.too_early", "签到在开标时间前一小时开始，请到时再来。", timed=True)
def sign_in_may_start(session) -> bool:
    return clock.now() >= session.opens_at - timedelta(hours=1)


@guard("session.not_closed", "投标截止后须满规定的秒数，确认再无截止前收到的投标文件在办理，才能封存。", timed=True)
def bids_are_fixed(session) -> bool:
    tender = session.tender
    grace = timedelta(seconds=tender.rulebook.opening_grace.value)
    return tender.closed_at is not None and clock.now() >= max(tender.bids_due_at + grace, session.opens_at)


@guard("session.nothing_to_open", "没有达到法定家数的标段，不能开标；请办理废标。")
def something_to_open(session) -> bool:
    return session.tender.lots.filter(status="closed").exists()


@guard("session.still_sealed", "还有投标文件没有开启完毕，全部完成后报价同时公开。")
def everything_unsealed(session) -> bool:
    return not session.tender.lots.filter(status="closed", bids__status="submitted", bids__opened=None).exists()


@guard("session.objections_open", "还有没有答复的异议，答复后才能确认。")
def objections_answered(session) -> bool:
    return not session.objections.filter(answered_at=None).exists()
