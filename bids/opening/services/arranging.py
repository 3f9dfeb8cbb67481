"""A session is made with the notice, follows its tender's opening time, and falls away with its tender; the one that
opens what is reviewed is made when the opening ends."""
from market.core import clock
from market.core.steps import take_step
from tenders.models import Tender
from tenders.rulebooks.volumes import OPENING, REVIEW

from ...models import OpeningSession
from .. import policy
from . import journal


def arrange(tender: Tender) -> OpeningSession:
    """The session of a published tender, made if there is none; its time is that of the tender."""
    room = str(tender.facts.get("opening_place") or "")[:100] if isinstance(tender.facts, dict) else ""
    session, _ = OpeningSession.objects.get_or_create(tender=tender, stage=OPENING, defaults={
        "opens_at": tender.opens_at, "room": room})
    if session.opens_at != tender.opens_at:
        OpeningSession.objects.filter(pk=session.pk).update(opens_at=tender.opens_at)
        session.opens_at = tender.opens_at
    return session


def arrange_review(opening: OpeningSession) -> OpeningSession | None:
    """The session in which the volumes for the review are opened, made when the opening ends; none where no bid could
    be opened. Its host begins it when the custodians are there."""
    session = OpeningSession(tender=opening.tender, stage=REVIEW, opens_at=clock.now(), room=opening.room)
    if not session.openable_lots().exists():
        return None
    return OpeningSession.objects.get_or_create(tender=opening.tender, stage=REVIEW, defaults={
        "opens_at": session.opens_at, "room": session.room})[0]


def fall_away(tender: Tender) -> None:
    """Call off the sessions of a tender that failed or was terminated; one that is over stays as it is."""
    for session in OpeningSession.objects.filter(tender=tender, status__in=("waiting", "signing_in", "fixed",
                                                                           "decrypting")):
        _call_off(session, "项目已终止或者废标，本场次不再进行。")


def fall_away_without_lots(tender: Tender) -> None:
    """Call off the session for the review where no lot is left that waits for it."""
    for session in OpeningSession.objects.filter(tender=tender, stage=REVIEW, status__in=("waiting", "decrypting")):
        if not session.openable_lots().exists():
            _call_off(session, "标段（包）均已终止或者废标，本场次不再进行。")


def _call_off(session: OpeningSession, words: str) -> None:
    take_step(OpeningSession.objects, session.pk, "call_off", actor=policy.SESSION)
    journal.write(session, "called_off", words, public=words, actor=policy.SESSION)
