"""Doubts raised on the spot and answered on the spot."""
from market.core import clock

from ...models import Objection, OpeningSession
from ..refusals import refusal
from . import journal, presence

RAISING = ("opened", "read_out")
MOST = 1000
"""Characters of an objection or an answer."""


def object_(session: OpeningSession, *, text: str, actor) -> Objection:
    """Raise a doubt after the prices were shown and before the host closes the confirming.

    Raises StepRefused ``session.not_shown``, ``session.no_bidder``, ``objection.empty``.
    """
    with journal.locked(session.pk) as session:
        if session.status not in RAISING or not session.course.attended:
            raise refusal("object", "session.not_shown")
        if not presence.bids_of(session, actor.party if actor else None):
            raise presence.refuse_stranger("object")
        if not text.strip() or len(text) > MOST:
            raise refusal("object", "objection.empty", most=MOST)
        objection = Objection.objects.create(session=session, party_id=actor.party, text=text.strip(),
                                             raised_by=str(actor), raised_at=clock.now())
        journal.write(session, "objection", f"{actor.party_name} 提出异议：{text.strip()}", actor=actor)
        return objection


def answer_objection(objection: Objection, *, text: str, actor) -> Objection:
    """The host answers. Raises StepRefused ``step.not_permitted``, ``objection.answered``, ``objection.empty``."""
    with journal.locked(objection.session_id) as session:
        objection = Objection.objects.select_for_update(of=("self",)).select_related("party").get(pk=objection.pk)
        if not session.policy("answer_objection", actor):
            raise refusal("answer_objection", "step.not_permitted")
        if objection.answered_at:
            raise refusal("answer_objection", "objection.answered")
        if not text.strip() or len(text) > MOST:
            raise refusal("answer_objection", "objection.empty", most=MOST)
        objection.answer, objection.answered_by, objection.answered_at = text.strip(), str(actor), clock.now()
        objection.save()
        journal.write(session, "answer", f"主持人答复{objection.party.name}：{text.strip()}", actor=actor)
        return objection
