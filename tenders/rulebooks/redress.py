"""Until when a reader may challenge what a notice says: the clocks of redress, by trade and stage."""
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Challenge:
    """One way to challenge a notice, and its clock.

    ``word`` is the legal name of the act. ``clock`` says how the last day is found:
    ``after_notice``: ``days`` working days after the notice period, which itself runs ``notice_days`` working days;
    ``before_deadline``: at least ``days`` calendar days before the bid deadline; ``within_publicity``: until the
    stated end of publicity, by default ``days`` calendar days after publication, rolled to a working day.
    """

    trade: str
    stage: str
    word: str
    against: str
    to: str
    clock: str
    days: int
    notice_days: int = 0
    law: str


CHALLENGES = (
    Challenge(trade="procurement", stage="notice", word="质疑", against="采购文件", to="采购人或者采购代理机构",
              clock="after_notice", days=7, notice_days=5, law="政府采购质疑和投诉办法 第十条、第十一条"),
    Challenge(trade="procurement", stage="result", word="质疑", against="中标、成交结果", to="采购人或者采购代理机构",
              clock="after_notice", days=7, notice_days=1, law="政府采购质疑和投诉办法 第十条"),
    Challenge(trade="construction", stage="notice", word="异议", against="招标文件", to="招标人",
              clock="before_deadline", days=10, law="招标投标法实施条例 第二十二条"),
    Challenge(trade="construction", stage="candidate", word="异议", against="评标结果", to="招标人",
              clock="within_publicity", days=3, law="招标投标法实施条例 第五十四条"),
)

_BY_PLACE = {(challenge.trade, challenge.stage): challenge for challenge in CHALLENGES}


def challenge(trade: str, stage: str) -> Challenge | None:
    """How a notice of that trade and stage may be challenged; None where no period runs from it."""
    return _BY_PLACE.get((trade, stage))
