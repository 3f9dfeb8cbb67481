"""The rail of an evaluation, for one member and one lot."""
from market.core.parts import RailStep
from market.core.wording import local

from ..models import CommitteeEvent, Motion, ScoreSheet
from . import faults
from .looks import Seat

REVIEW, SCORE, SUMMARY, REPORT = "review", "score", "summary", "report"
NAMES = ("回避确认", "资格审查", "符合性审查", "详细评审", "汇总复核", "评标报告", "签字")
PLACE = {REVIEW: 2, SCORE: 3, SUMMARY: 4, REPORT: 6}


def stage(seat: Seat) -> str:
    """Where a member is in a lot: what they are to do next."""
    lot = seat.lot
    if faults.newest(lot.pk) is not None:
        return REPORT
    if Motion.objects.filter(lot=lot, kind=Motion.Kind.COMPLIANCE, decided_at=None).exists():
        return REVIEW
    if lot.evaluation_scheme.scores and ScoreSheet.objects.filter(lot=lot, member=seat.member,
                                                                  submitted_at=None).exists():
        return SCORE
    return SUMMARY


def of(seat: Seat, now: str) -> list[RailStep]:
    """The stages with what is known of each."""
    place = 7 if seat.lot.status != "evaluating" else PLACE[now]
    reviewed = Motion.objects.filter(lot=seat.lot, kind=Motion.Kind.COMPLIANCE).exclude(decided_at=None)
    last = reviewed.order_by("-decided_at").values_list("decided_at", flat=True).first()
    tallied = CommitteeEvent.objects.filter(committee=seat.committee, kind="tallied").order_by("-number").values_list(
        "at", flat=True).first()
    words = {0: _at(seat.member.declared_at), 1: "采购人完成", 2: _at(last), 3: "已提交", 4: _at(tallied),
             5: _at(tallied), 6: _at(seat.lot.evaluated_at)}
    return [RailStep(name, "done" if n < place else "current" if n == place else "planned",
                     words[n] if n < place else "进行中" if n == place else "未开始") for n, name in enumerate(NAMES)]


def _at(moment) -> str:
    return f"{local(moment):%H:%M}" if moment else ""
