"""Who signs in and who confirms. A bidder is known by its own tag alone until the prices are shown."""
import json

from market.core import clock, tags
from market.core.steps import StepRefused
from tenders.models import Lot

from ...models import Attendance, Bid, Confirmation, OpeningSession
from .. import lists
from ..refusals import refusal
from . import journal

SIGNING = ("signing_in", "fixed", "decrypting")
CONFIRMING = ("opened", "read_out")


def bids_of(session: OpeningSession, party) -> list[Bid]:
    """What a party handed in for the lots of a session's tender, found by its own tags alone."""
    if not party:
        return []
    lots = Lot.objects.filter(tender=session.tender_id).values_list("pk", flat=True)
    return list(Bid.objects.filter(tag__in=[tags.owner_tag(lot, party) for lot in lots],
                                   status__in=lists.HANDED_IN).order_by("pk"))


def sign_in(session: OpeningSession, *, actor) -> Attendance:
    """Note that a bidder is there. Nothing of it shows to anybody else before the prices do; twice is once.

    Raises StepRefused ``session.not_signing_in``, ``session.no_bidder``.
    """
    with journal.locked(session.pk) as session:
        if session.status not in SIGNING or not session.course.attended:
            raise refusal("sign_in", "session.not_signing_in")
        _require_bidder(session, actor, "sign_in")
        veiled = tags.veil(json.dumps({"party": str(actor.party), "name": actor.party_name, "person": actor.name},
                                      ensure_ascii=False), session.pk)
        return Attendance.objects.get_or_create(
            session=session, tag=tags.owner_tag(session.pk, actor.party),
            defaults={"veiled": veiled, "at": clock.now()})[0]


def attendance_of(session: OpeningSession, party) -> Attendance | None:
    """A party's own sign-in."""
    if not party:
        return None
    return Attendance.objects.filter(session=session, tag=tags.owner_tag(session.pk, party)).first()


def attended(session: OpeningSession) -> dict[str, tuple[str, object]]:
    """Party id to its name and the moment it signed in; to be asked only once the prices are shown."""
    found = {}
    for row in session.attendances.all():
        said = json.loads(tags.unveil(row.veiled, session.pk))
        found[said["party"]] = said["name"], row.at
    return found


def confirm_result(session: OpeningSession, *, actor) -> Confirmation:
    """A bidder says that what was opened is so. Raises StepRefused ``session.not_shown``, ``session.no_bidder``."""
    with journal.locked(session.pk) as session:
        if session.status not in CONFIRMING or not session.course.attended:
            raise refusal("confirm_result", "session.not_shown")
        _require_bidder(session, actor, "confirm_result")
        return Confirmation.objects.get_or_create(session=session, party_id=actor.party,
                                                  defaults={"by": str(actor), "at": clock.now()})[0]


def _require_bidder(session: OpeningSession, actor, step: str) -> None:
    """Raises StepRefused where the actor's party handed in nothing here."""
    if not (actor and actor.party and bids_of(session, actor.party)):
        raise refuse_stranger(step)


def refuse_stranger(step: str) -> StepRefused:
    return refusal(step, "session.no_bidder")
