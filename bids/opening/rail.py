"""The rail of a session: its stops, each with the moment it was reached."""
from market.core.parts import RailStep
from market.core.wording import local

from ..models import OpeningSession


def of(session: OpeningSession, events: list) -> list[RailStep]:
    """The stops of a session from its events."""
    at = {event.kind: f"{local(event.at):%H:%M:%S}" for event in events}
    stops = session.course.stops
    if session.status == session.Status.CALLED_OFF:
        reached = 3 if session.fixed_at else 1 if "sign_in_started" in at else 0
        broken = session.course.called_off
        return [RailStep(name, "done" if n < reached else "broken" if n == reached else "skipped",
                         at.get(event, "") if n < reached else broken if n == reached else "不再进行")
                for n, (name, event, _) in enumerate(stops)]
    reached, running = session.course.reached[session.status], session.status != session.Status.WAITING
    return [RailStep(name, "done" if n < reached else "current" if n == reached and running else "planned",
                     at.get(event, "") if n < reached else "进行中" if n == reached and running else ahead)
            for n, (name, event, ahead) in enumerate(stops)]
