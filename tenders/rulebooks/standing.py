"""How a notice stands at a moment, in the one word shown for it. Words are those of the public status set."""
from datetime import datetime

_SETTLED = {
    "plan": ("计划中", ""), "opening": ("已开标", ""), "result": ("已定标", "seal"), "contract": ("已签约", "ok"),
    "ended": ("已终止", "danger"), "redress": ("已处理", ""),
}


def standing(stage: str, deadline: datetime | None, opens: datetime | None, now: datetime, *,
             withdrawn: bool = False) -> tuple[str, str]:
    """The word and its tone (empty, blue, ok, danger or seal). Equal to the deadline is past it."""
    if withdrawn:
        return "已撤回", "danger"
    if stage in _SETTLED:
        return _SETTLED[stage]
    if stage == "candidate":
        return ("公示结束", "") if deadline and deadline <= now else ("公示中", "blue")
    if deadline is None:
        return "公告中", "blue"
    if now < deadline:
        return "投标中", "blue"
    return ("待开标", "blue") if opens and now < opens else ("已截止", "")
