"""The rail of a session: eight stages, each with the moment it was reached."""
from market.core.parts import RailStep
from market.core.wording import local

from ..models import OpeningSession

STAGES = ("签到", "封存", "公布名单", "解密", "唱标", "异议", "确认", "结束")
REACHED = {"waiting": 0, "signing_in": 0, "fixed": 3, "decrypting": 3, "opened": 4, "read_out": 5, "confirmed": 7,
           "ended": 8}
"""How many stages lie behind in each state."""
EVENTS = ("sign_in_started", "fixed", "fixed", "opened", "read_out", "confirmed", "confirmed", "ended")
AHEAD = ("未开始", "投标截止后", "封存后", "时限事先公布", "解密完成后", "当场提出、答复", "未开始", "未开始")


def of(session: OpeningSession, events: list) -> list[RailStep]:
    """The stages of a session from its events."""
    at = {event.kind: f"{local(event.at):%H:%M:%S}" for event in events}
    if session.status == session.Status.CALLED_OFF:
        reached = 3 if session.fixed_at else 1 if "sign_in_started" in at else 0
        return [RailStep(name, "done" if n < reached else "broken" if n == reached else "skipped",
                         at.get(EVENTS[n], "") if n < reached else "不予开标" if n == reached else "不再进行")
                for n, name in enumerate(STAGES)]
    reached, running = REACHED[session.status], session.status != session.Status.WAITING
    return [RailStep(name, "done" if n < reached else "current" if n == reached and running else "planned",
                     at.get(EVENTS[n], "") if n < reached else "进行中" if n == reached and running else AHEAD[n])
            for n, name in enumerate(STAGES)]
