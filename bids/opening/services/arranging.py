"""A session is made with the notice, follows its tender's opening time, and falls away with its tender."""
from market.core.steps import take_step
from tenders.models import Tender

from ...models import OpeningSession
from .. import policy
from . import journal

STAGE = "opening"


def arrange(tender: Tender) -> OpeningSession:
    """The session of a published tender, made if there is none; its time is that of the tender."""
    room = str(tender.facts.get("opening_place") or "")[:100] if isinstance(tender.facts, dict) else ""
    session, _ = OpeningSession.objects.get_or_create(tender=tender, stage=STAGE, defaults={
        "opens_at": tender.opens_at, "room": room})
    if session.opens_at != tender.opens_at:
        OpeningSession.objects.filter(pk=session.pk).update(opens_at=tender.opens_at)
        session.opens_at = tender.opens_at
    return session


def fall_away(tender: Tender) -> None:
    """Call off the session of a tender that failed or was terminated; one that is over stays as it is."""
    for session in OpeningSession.objects.filter(tender=tender, status__in=("waiting", "signing_in", "fixed",
                                                                           "decrypting")):
        take_step(OpeningSession.objects, session.pk, "call_off", actor=policy.SESSION)
        words = "项目已终止或者废标，本场次不再进行。"
        journal.write(session, "called_off", words, public=words, actor=policy.SESSION)
