"""Unsealing: every envelope of a session is opened outside any transaction, one after the other, in a child with
ceilings. What is found is kept veiled, every few seconds, so that a worker that is killed is followed by one that goes
on."""
import logging
import secrets
import shutil
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import close_old_connections, connection
from django.db.models import Q

from market.core import clock, files, tags
from market.core.steps import StepRefused
from market.custody import envelopes, keys, seats
from market.custody.models import CustodianKey
from market.parties.models import SigningKey
from tenders.models import Lot

from ... import quoting
from ...models import Bid, GivenKey, OpenedBid, OpeningSession
from .. import fenced, guards, lists, sheets, staging
from ..faults import RETRY
from ..staging import Found
from .showing import show

log = logging.getLogger(__name__)

PRICE = "price"
MARGIN = 15.0
"""Seconds of lease beyond what the envelope in hand may take."""
AT_ONCE, KEPT_AFTER = 200, 2.0
"""Bids that are read and written together, and the seconds after which what was found is written in any case."""


def wants_work(session: OpeningSession) -> bool:
    """Whether a worker would find something to do that the last whole pass could not."""
    return session.status == session.Status.DECRYPTING and session.tried != _given(session)


def _given(session: OpeningSession) -> str:
    """What decides what a pass can do: how many keys there are, whether the window was closed, whether it is held."""
    released = CustodianKey.objects.filter(seat__subject=session.tender_id, stage=session.stage).exclude(secret=None)
    own = GivenKey.objects.filter(bid__lot__tender=session.tender_id)
    held = not guards.not_held(session)
    return f"{released.count()}/{own.count()}/{session.window_closed_at is not None}/{held}"


def unseal(session_id: UUID, *, child: type[fenced.Child] = fenced.Child) -> bool:
    """Open what can be opened now, then show everything if nothing is left; says whether it was shown.

    Does nothing where another worker is at it. Twice is harmless.
    """
    me = secrets.token_hex(16)
    if not _take_lease(session_id, me, MARGIN):
        return False
    try:
        session = OpeningSession.objects.select_related("tender").get(pk=session_id)
        if session.status != session.Status.DECRYPTING:
            return False
        given = _given(session)
        _open_all(session, me, child)
        shown = _show(session)
        OpeningSession.objects.filter(pk=session_id, worker=me).update(tried=given)
        return shown
    finally:
        OpeningSession.objects.filter(pk=session_id, worker=me).update(worker="", working_until=None)


def _take_lease(session_id: UUID, me: str, seconds: float) -> bool:
    now = clock.real_now()
    free = Q(working_until=None) | Q(working_until__lte=now) | Q(worker=me)
    return bool(OpeningSession.objects.filter(free, pk=session_id).update(
        worker=me, working_until=now + timedelta(seconds=seconds)))


def _show(session: OpeningSession) -> bool:
    if session.undecided().exists():
        return False
    try:
        show(session)
    except StepRefused as refused:
        log.warning("session %s cannot be shown yet: %s", session.pk, refused)
        return False
    return True


def _open_all(session: OpeningSession, me: str, child: type[fenced.Child]) -> None:
    """Each bid of which nothing is known yet, lot by lot; what is needed to open them is read for many at once."""
    waiting = list(session.undecided().order_by("lot__number", "pk"))
    lease, found = _Lease(session.pk, me), _Finds(session.stage)
    with child() as opener, found:
        for start in range(0, len(waiting), AT_ONCE):
            bids = waiting[start:start + AT_ONCE]
            reach = _Reach.of(session, bids)
            for bid in bids:
                rows = reach.rows[bid.pk]
                size = sum(row.envelope.size for row in rows)
                if not lease.lasts((fenced.PATIENCE * 2 + size / fenced.SPEED) * len(rows)):
                    return
                if (one := _find(session, bid, reach, opener)) is not None:
                    found.add(bid, one)
            if not connection.in_atomic_block:
                close_old_connections()


@dataclass
class _Lease:
    """The right to work on a session, renewed when what is next would outlast it. ``until`` is on the machine's own
    steady clock."""

    session: UUID
    me: str
    until: float = 0.0

    def lasts(self, seconds: float) -> bool:
        """Hold it for so long at least; says whether it is still held."""
        if time.monotonic() + seconds < self.until:
            return True
        self.until = time.monotonic() + seconds + MARGIN
        return _take_lease(self.session, self.me, seconds + MARGIN)


@dataclass
class _Finds:
    """What was found, written many at a time; as a context it writes what is left, whatever ended the work."""

    stage: str
    rows: list[OpenedBid] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    def __enter__(self) -> "_Finds":
        return self

    def __exit__(self, *_) -> None:
        self._write()

    def add(self, bid: Bid, found: Found) -> None:
        self.rows.append(OpenedBid(bid=bid, stage=self.stage, veiled=staging.hide(found, bid),
                                   unsealed_at=clock.now()))
        if len(self.rows) >= AT_ONCE or time.monotonic() - self.since > KEPT_AFTER:
            self._write()

    def _write(self) -> None:
        OpenedBid.staged.bulk_create(self.rows, ignore_conflicts=True)
        self.rows, self.since = [], time.monotonic()


@dataclass(frozen=True, slots=True)
class _Reach:
    """What some bids are opened with: their envelopes of the stage by bid, custodians' private keys (base64url) by lot,
    content keys given by bidders by envelope, how each lot is quoted for; and whose the signing keys are, by
    fingerprint, as far as asked."""

    rows: dict[UUID, list]
    private: dict[UUID, list[str]]
    own: dict[UUID, str]
    terms: dict[UUID, sheets.Terms]
    signers: dict[str, UUID | None] = field(default_factory=dict)

    @classmethod
    def of(cls, session: OpeningSession, bids: list[Bid]) -> "_Reach":
        """In a number of queries that does not depend on how many there are."""
        volumes = lists.envelopes(session, bids=bids)
        released = seats.secrets_by_lot({bid.lot_id for bid in bids}, session.stage)
        return cls({bid.pk: [row for row in volumes[bid.pk] if row.envelope.stage == session.stage] for bid in bids},
                   {lot: [keys.b64(keys.private_bytes(key)) for key in held] for lot, held in released.items()},
                   {key.envelope_id: keys.b64(bytes(key.key)) for key in GivenKey.objects.filter(bid__in=bids)},
                   {lot.pk: quoting.terms(lot) for lot in Lot.objects.filter(
                       pk__in={bid.lot_id for bid in bids}).prefetch_related("tender")})

    def party(self, signer: str) -> UUID | None:
        """Whose registered key it is."""
        mark = keys.fingerprint(keys.public_key(keys.unb64(signer, keys.POINT)))
        if mark not in self.signers:
            self.signers[mark] = SigningKey.objects.filter(signs_fingerprint=mark).values_list(
                "party_id", flat=True).first()
        return self.signers[mark]


def _find(session: OpeningSession, bid: Bid, reach: _Reach, opener: fenced.Child) -> Found | None:
    """What lies in a bid; None while keys that may still come could open it."""
    place, private = staging.folder(session.pk, bid.pk), reach.private.get(bid.lot_id, [])
    shutil.rmtree(place, ignore_errors=True)
    try:
        said, broken = {}, {}
        for row in reach.rows[bid.pk]:
            own_key = reach.own.get(row.envelope_id, "")
            if len(private) < 2 and not own_key:
                answer, waiting = {"fault": "keys.missing", "place": ""}, not session.window_closed_at
            else:
                answer = _answer(row.envelope, place / row.volume, private, own_key, opener)
                waiting = answer.get("fault") in RETRY and len(private) < 3 and not session.window_closed_at
            if waiting:
                return None
            if "fault" not in answer:
                said[row.volume] = answer
            elif session.course.whole:
                return Found(fault=answer["fault"], place=answer["place"])
            else:
                broken[row.volume] = {"code": answer["fault"], "place": answer["place"]}
        return _read(session, bid, said, place, reach) if session.course.whole else _read_volumes(
            bid, said, broken, place, reach)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _answer(kept, into: Path, private: list[str], own_key: str, opener: fenced.Child) -> dict:
    """What the child says of an envelope; asked once more where it ended over it."""
    context = envelopes.context_of(kept)
    asked = {"path": str(envelopes.path_of(kept)), "sha256": kept.sha256, "into": str(into), "secrets": private,
             "content_key": own_key, "expect": {name: getattr(context, name) for name in context.__slots__}}
    for _ in range(2):
        shutil.rmtree(into, ignore_errors=True)
        try:
            return opener.open(asked, size=kept.size)
        except fenced.ChildEnded:
            log.warning("the child ended over envelope %s", kept.pk)
    return {"fault": "unsealing.limits", "place": ""}


def _read(session: OpeningSession, bid: Bid, said: dict[str, dict], place: Path, reach: _Reach) -> Found:
    """Whose it is and what it offers, checked against the tag it was handed in under."""
    party = ""
    for answer in said.values():
        signer = reach.party(answer["signer"])
        if signer is None or tags.owner_tag(bid.lot_id, signer) != bid.tag:
            return Found(fault="sheet.signer")
        party = str(signer)
    if PRICE not in said:
        return Found(party=party, files=_files(said, place))
    listed = {file["name"]: file for file in said[PRICE]["files"]}
    if set(listed) != {sheets.NAME}:
        return Found(party=party, fault="sheet.missing" if sheets.NAME not in listed else "sheet.malformed")
    file = listed[sheets.NAME]
    try:
        raw = (place / PRICE / file["at"]).read_bytes()
        sheet = sheets.read(raw, tender=str(session.tender_id), lot=str(bid.lot_id), terms=reach.terms[bid.lot_id])
    except sheets.SheetFault as fault:
        return Found(party=party, fault=fault.code)
    if str(sheet.party) != party:
        return Found(party=party, fault="sheet.party")
    others = {volume: answer for volume, answer in said.items() if volume != PRICE}
    return Found(sheet=sheet.said, sheet_sha256=file["sha256"], party=party, files=_files(others, place))


def _read_volumes(bid: Bid, said: dict[str, dict], broken: dict[str, dict], place: Path, reach: _Reach) -> Found:
    """The files of every volume that its bidder signed; the others are named with what is wrong with them."""
    signed = {}
    for volume, answer in said.items():
        signer = reach.party(answer["signer"])
        if signer is not None and tags.owner_tag(bid.lot_id, signer) == bid.tag:
            signed[volume] = answer
        else:
            broken[volume] = {"code": "signer.other", "place": ""}
    return Found(party=str(bid.party_id or ""), files=_files(signed, place), broken=broken)


def _files(said: dict[str, dict], place: Path) -> list[dict]:
    """The files of volumes that are given out, kept in the store under names that tell nothing."""
    found = []
    for volume, answer in said.items():
        for number, file in enumerate(answer["files"], 1):
            ending = Path(file["name"]).suffix
            entry = {"volume": volume, "name": file["name"], "size": file["size"], "sha256": file["sha256"],
                     "file": "", "refused": ""}
            try:
                with (place / volume / file["at"]).open("rb") as content:
                    entry["file"] = str(files.keep(content, name=f"{volume}-{number}{ending}").pk)
            except files.FileRefused as refused:
                entry["refused"] = refused.code
            except OSError:
                raise
            except Exception:
                log.exception("a file of an envelope broke its reader")
                entry["refused"] = "file.broken"
            found.append(entry)
    return found
