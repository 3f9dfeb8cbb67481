"""Keys coming in: from custodians' browsers, and as a backup from a bidder's own."""
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from market.core import clock
from market.core.steps import Reason, StepRefused
from market.core.wording import time_of_day
from market.custody import envelope, envelopes, seats
from market.custody.errors import CustodyRefused, EnvelopeError
from market.custody.models import Seat

from ...models import GivenKey, OpeningSession
from .. import guards, lists
from ..refusals import refusal
from . import journal, presence

NEVER = timedelta(days=36500)
"""Added to now for what has not ended."""


def seat_of(session: OpeningSession, actor) -> Seat | None:
    """The seat an actor holds in a session: the person named, acting for the party named."""
    if not (actor and actor.party):
        return None
    return Seat.objects.filter(subject=session.tender_id, user=actor.user, party=actor.party).first()


def release(session: OpeningSession, *, secrets: Mapping[UUID, bytes], actor) -> int:
    """Take the private keys (32 bytes, by lot) that a custodian gives out; returns how many are new.

    A custodian gives the keys of all lots to be opened, or none. Raises StepRefused with the codes of
    ``custody.seats.release`` and ``release.no_seat``, ``release.closed``, ``release.incomplete``.
    """
    with journal.locked(session.pk) as session:
        seat = seat_of(session, actor)
        if seat is None:
            raise refusal("release", "release.no_seat")
        _require_window(session, "release")
        lots = set(session.openable_lots().values_list("pk", flat=True))
        if lots - set(secrets):
            raise refusal("release", "release.incomplete")
        try:
            fresh = seats.release(seat, {(lot, session.stage): secret for lot, secret in secrets.items()}, lots=lots,
                                  at_earliest=_earliest(session), actor=actor)
        except CustodyRefused as refused:
            raise StepRefused("release", [Reason(refused.code, refused.message)]) from refused
        if fresh:
            journal.write(session, "released", f"第 {seat.number} 席保管人（{seat.party.name}）交出密钥。",
                          public=f"第 {seat.number} 席保管人交出密钥。", actor=actor)
        return fresh


def _earliest(session: OpeningSession):
    """Before this moment no key of the stage is taken, whatever the row of the session says: the grace, and for what is
    reviewed the end of the opening."""
    ends = [one.ended_at or clock.now() + NEVER for one in session.earlier()]
    return max([guards.fixed_from(session.tender), *ends])


def _require_window(session: OpeningSession, step: str) -> None:
    """Raises StepRefused outside the announced window."""
    if session.status != session.Status.DECRYPTING or session.window_closed_at:
        raise refusal(step, "release.closed")
    if not guards.not_held(session):
        raise StepRefused(step, [guards.not_held.reason])
    if clock.now() >= session.decrypt_until:
        raise refusal(step, "release.over", until=time_of_day(session.decrypt_until))


def own_envelopes(session: OpeningSession, party) -> list:
    """The envelopes of this stage that a party handed in for lots to be opened: what its own key may open."""
    openable = set(session.openable_lots().values_list("pk", flat=True))
    bids = [bid.pk for bid in presence.bids_of(session, party)
            if bid.lot_id in openable and bid.status == session.course.bids]
    return [(bid, row.envelope) for bid, rows in lists.envelopes(session, bids=bids).items()
            for row in rows if row.envelope.stage == session.stage]


def open_with_own_key(session: OpeningSession, *, content_keys: Mapping[UUID, bytes], actor) -> int:
    """Take content keys (32 bytes, by envelope) that a bidder's browser unwrapped; returns how many are new.

    Each is checked against the header of its envelope at once. Raises StepRefused ``own_key.not_yours``,
    ``own_key.wrong``, ``release.closed``, ``release.over``, ``session.no_bidder``.
    """
    checked = [(pk, key, _fits(pk, key)) for pk, key in content_keys.items()]
    with journal.locked(session.pk) as session:
        mine = {kept.pk: bid for bid, kept in own_envelopes(session, actor.party if actor else None)}
        if not mine:
            raise presence.refuse_stranger("own_key")
        _require_window(session, "own_key")
        if not content_keys or any(pk not in mine for pk in content_keys):
            raise refusal("own_key", "own_key.not_yours")
        if not all(fits for _, _, fits in checked):
            raise refusal("own_key", "own_key.wrong")
        known = set(GivenKey.objects.filter(envelope__in=mine).values_list("envelope_id", flat=True))
        fresh = [GivenKey(bid_id=mine[pk], envelope_id=pk, key=key, at=clock.now()) for pk, key, _ in checked
                 if pk not in known]
        GivenKey.objects.bulk_create(fresh)
        return len(fresh)


def _fits(envelope_id: UUID, key: bytes) -> bool:
    """Whether a content key is the one an envelope was sealed with: the check over its header says so."""
    try:
        with envelopes.path_of(envelope_id).open("rb") as source:
            return len(key) == 32 and envelope.fits(envelope.inspect(source), key)
    except (FileNotFoundError, EnvelopeError):
        return False
