"""Why a desk is empty, and what to do next."""
from market.parties.actors import Actor

from ..desk_navigation import ENTRIES

NOBODY = ("您还没有代表任何单位", "登记或者加入一个单位后，该单位需要您办理的事项会列在这里。")
PENDING = ("单位身份还在核实中",
           "核实完成前可以查看公告、起草招标项目，不能发布、投标。核实由交易中心两名工作人员办理。")
NOTHING = ("没有等待您办理的事项", "有新的事项时会按法定时限排在这里。")


def why_empty(actor: Actor) -> dict:
    """The words of an empty list: ``title`` says why, ``next`` what to do."""
    if not actor.party:
        title, what_next = NOBODY
    elif not actor.proved:
        title, what_next = PENDING
    else:
        title, what_next = NOTHING
        if where := "、".join(f"「{entry.label}」" for entry in ENTRIES if entry.is_for(actor) and entry.key != "todo"):
            what_next += f"可以从左侧的{where}开始。"
    return {"title": title, "next": what_next}
