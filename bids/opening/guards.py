"""Named preconditions of the opening session."""
from datetime import datetime, timedelta

from market.core import clock, holds
from market.core.steps import Reason, guard

SIGN_IN_LEAD = timedelta(hours=1)
"""How long before the opening those present may sign in."""


def fixed_from(tender) -> datetime:
    """The first moment at which nothing stamped in time can still be on its way and the session may begin."""
    grace = timedelta(seconds=tender.rulebook.opening_grace.value)
    return max(tender.bids_due_at + grace, tender.opens_at)


@guard("session.on_hold", "本项目已依法暂停，暂停期间不能办理开标。恢复后按重新公布的时间继续。",
       law="政府采购法 第五十七条", timed=True)
def not_held(session) -> bool:
    return not holds.in_force(holds.of(session.tender)).exists()


@guard("session.too_early", "签到在开标时间前一小时开始，请到时再来。", timed=True)
def sign_in_may_start(session) -> bool:
    return session.tender.opens_at is not None and clock.now() >= session.tender.opens_at - SIGN_IN_LEAD


@guard("session.not_closed", "还不能封存：须到开标时间，且投标截止后满规定的秒数，确认再无截止前收到的投标文件在办理。",
       law="政府采购货物和服务招标投标管理办法 第三十九条", timed=True)
def bids_are_fixed(session) -> bool:
    tender = session.tender
    return tender.closed_at is not None and clock.now() >= fixed_from(tender)


@guard("session.opening_not_over", "开标还没有结束、开标记录还没有签署，不能开启评审文件。请先在开标大厅结束开标。",
       law="政府采购货物和服务招标投标管理办法 第四十四条")
def earlier_is_over(session) -> bool:
    """What is reviewed stays sealed until the opening was closed and its record signed."""
    return not session.earlier().exclude(status="ended").exists()


def _nothing(session) -> list[Reason]:
    law = "政府采购货物和服务招标投标管理办法 第四十三条" if session.course.counts else ""
    return [Reason("session.nothing_to_open", session.course.nothing_to_open, law)]


@guard("session.nothing_to_open", "没有可以开启的标段（包），请结束本场次。", words=_nothing)
def something_to_open(session) -> bool:
    return session.openable_lots().exists()


@guard("session.something_to_open", "仍有达到法定家数的标段（包），应当继续开标，不能结束本场次。",
       law="政府采购货物和服务招标投标管理办法 第四十三条")
def nothing_to_open(session) -> bool:
    tender = session.tender
    return tender.status in {"failed", "terminated"} or (session.is_counted
                                                         and not session.openable_lots().exists())


@guard("session.still_sealed", "还没有全部开启完毕，全部完成后同时公开。",
       words=lambda session: [Reason("session.still_sealed", session.course.still_sealed)])
def everything_unsealed(session) -> bool:
    return not session.undecided().exists()


@guard("session.objections_open", "还有没有答复的异议，当场答复后才能办理确认。",
       law="政府采购货物和服务招标投标管理办法 第四十二条")
def objections_answered(session) -> bool:
    return not session.objections.filter(answered_at=None).exists()
