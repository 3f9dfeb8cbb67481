"""Incidents: what went wrong in a session. Only an incident lengthens the window for decryption."""
from datetime import timedelta

from market.core import clock
from market.core.wording import time_of_day

from ...models import Incident, OpeningSession
from .. import policy
from ..refusals import refusal
from . import journal

MOST_MINUTES, MOST = 240, 1000
"""Minutes one incident may add; characters of its description."""
OPEN = ("signing_in", "fixed", "decrypting", "opened", "read_out")


def may_record(session: OpeningSession, actor) -> bool:
    """The host, or staff of the centre."""
    return policy.may_host(session, "record_incident", actor) or bool(actor and actor.acts_as("centre"))


def record_incident(session: OpeningSession, *, kind: str, text: str, minutes: int = 0, actor) -> Incident:
    """Put an incident on record; ``minutes`` lengthen the window from its end, or from now where it is over.

    Raises StepRefused ``incident.by_whom``, ``incident.when``, ``incident.malformed``,
    ``incident.no_window`` for minutes outside decryption.
    """
    with journal.locked(session.pk) as session:
        if not may_record(session, actor):
            raise refusal("record_incident", "incident.by_whom")
        if session.status not in OPEN:
            raise refusal("record_incident", "incident.when")
        if kind not in Incident.Kind.values or not text.strip() or len(text) > MOST or not 0 <= minutes <= MOST_MINUTES:
            raise refusal("record_incident", "incident.malformed", most=MOST, minutes=MOST_MINUTES)
        if minutes and (session.status != session.Status.DECRYPTING or session.window_closed_at):
            raise refusal("record_incident", "incident.no_window")
        incident = Incident.objects.create(session=session, kind=kind, text=text.strip(), minutes=minutes,
                                           recorded_by=str(actor), at=clock.now())
        words = f"登记异常情况（{incident.get_kind_display()}）：{text.strip()}"
        extended = ""
        if minutes:
            session.decrypt_until = max(session.decrypt_until, clock.now()) + timedelta(minutes=minutes)
            session.save(update_fields=["decrypt_until"])
            extended = f"解密时限因异常情况延长 {minutes} 分钟，至 {time_of_day(session.decrypt_until)}。"
        journal.write(session, "incident", f"{words}{'' if words.endswith('。') else '。'}{extended}",
                      public=extended or "登记异常情况一件。", actor=actor)
        return incident
