"""The course of a procedure as the public sees it: the stages of each trade in their order."""
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the rail. ``stages`` are the notice stages that prove it was reached; ``moment`` names the fact
    that says when it is due, where one does."""

    label: str
    stages: tuple[str, ...] = ()
    moment: str = ""


_PLAN = Stop("计划与意向", ("plan",))
_CHANGE = Stop("变更与澄清", ("change",))
_OPENING = Stop("开标", ("opening",), "opens_at")
_RESULT = Stop("结果公告", ("result",))
_CONTRACT = Stop("合同与履约", ("contract",))

COURSES = {
    "procurement": (_PLAN, Stop("采购公告", ("notice",)), _CHANGE, Stop("投标", (), "bids_due_at"), _OPENING,
                    _RESULT, _CONTRACT),
    "construction": (_PLAN, Stop("招标公告", ("notice",)), _CHANGE, Stop("投标", (), "bids_due_at"), _OPENING,
                     Stop("候选人公示", ("candidate",), "publicity_until"), _RESULT, _CONTRACT),
    "land": (_PLAN, Stop("出让公告", ("notice",)), _CHANGE, Stop("申请与竞买", (), "bids_due_at"), _RESULT, _CONTRACT),
    "property": (_PLAN, Stop("转让公告", ("notice",)), _CHANGE, Stop("报名与竞价", (), "bids_due_at"),
                 _RESULT, _CONTRACT),
}
COURSES["other"] = COURSES["construction"]
