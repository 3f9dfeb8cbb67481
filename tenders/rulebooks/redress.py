"""Until when a reader may challenge what a notice says: the clocks of redress, by trade and stage."""
from dataclasses import dataclass
from datetime import date

from .base import Rulebook, resolve
from .numbers import Number, days


@dataclass(frozen=True, kw_only=True, slots=True)
class Challenge:
    """One way to challenge a notice, and its clock.

    ``word`` is the legal name of the act. ``clock`` says how the last day is found: ``after_notice``: the period
    after the notice period; ``before_deadline``: at least the period before the bid deadline; ``within_publicity``:
    until the stated end of publicity, by default the period after publication. The two periods are those of
    ``rulebook`` by the names of its fields; where a trade has no rulebook yet, they are numbers themselves.
    """

    trade: str
    stage: str
    word: str
    against: str
    to: str
    clock: str
    period: str | Number
    notice: str | None = None
    law: str
    rulebook: str = ""

    def periods(self, region: str, on: date) -> tuple[Number, Number | None]:
        """The period and, where it follows one, the notice period, as in force on a day. Raises NoEdition."""
        if not self.rulebook:
            return self.period, None
        return self.of(resolve(self.rulebook, region, on))

    def of(self, book: Rulebook) -> tuple[Number, Number | None]:
        """The two periods as a rulebook has them; it has no notice period where documents are sent out."""
        return getattr(book, self.period), getattr(book, self.notice)


CHALLENGES = (
    Challenge(trade="procurement", stage="notice", word="质疑", against="采购文件", to="采购人或者采购代理机构",
              clock="after_notice", rulebook="procurement.open", period="query", notice="notice_period",
              law="政府采购质疑和投诉办法 第十条、第十一条"),
    Challenge(trade="procurement", stage="result", word="质疑", against="中标、成交结果", to="采购人或者采购代理机构",
              clock="after_notice", rulebook="procurement.open", period="query", notice="result_period",
              law="政府采购质疑和投诉办法 第十条"),
    Challenge(trade="construction", stage="notice", word="异议", against="招标文件", to="招标人",
              clock="before_deadline", period=days(10, "招标投标法实施条例 第二十二条"),
              law="招标投标法实施条例 第二十二条"),
    Challenge(trade="construction", stage="candidate", word="异议", against="评标结果", to="招标人",
              clock="within_publicity", period=days(3, "招标投标法实施条例 第五十四条"),
              law="招标投标法实施条例 第五十四条"),
)

_BY_PLACE = {(challenge.trade, challenge.stage): challenge for challenge in CHALLENGES}


def challenge(trade: str, stage: str) -> Challenge | None:
    """How a notice of that trade and stage may be challenged; None where no period runs from it."""
    return _BY_PLACE.get((trade, stage))


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a procedure that may be queried once it is over: the step that ends it, and its name."""

    step: str
    label: str


PROCESS = (Stage("open_bids", "开标"), Stage("review_qualification", "资格审查"), Stage("finish_evaluation", "评标"))
"""Stages of 采购过程 in their order; each may be queried from the day it ended."""
RESULTS = ("publish_result", "fail")
"""Steps of a lot that end it with a result: a winner is published, or it came to nothing."""
DECISION = "decision_notice"
"""The kind of notice by which the decision on a complaint is published."""
