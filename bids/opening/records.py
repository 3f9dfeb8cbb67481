"""The record of an opening as data: what is signed, and what the paper is drawn from.

The lots stand in the record itself while it stays a file that anybody checks at a glance and that ``/verify/`` takes.
Where they are too many, the record states the SHA-256 and the size of an annex instead, which holds them (canonical
JSON): who has both checks the signature of the one and the hash of the other.
"""
import hashlib
from dataclasses import dataclass

from market.core.wording import iso
from market.custody import seats
from market.custody.models import CustodianKey, Seat
from market.custody.shapes import canonical
from tenders.rulebooks.volumes import OPENING, REVIEW

from .. import quoting
from ..models import Confirmation, OpenedBid, OpeningSession
from . import lists
from .faults import Fault
from .services import presence

FORMATS = {OPENING: "opening-record/1", REVIEW: "review-record/1"}
ANNEX_FORMAT = "opening-record-lots/1"
MOST_INLINE = 128 * 1024
"""Bytes of lots a record carries itself: half of what a receipt may have, the rest is for objections and events."""


@dataclass(frozen=True, slots=True)
class Written:
    """What is to be signed, and the bytes of the annex it names; none where the lots stand in the record."""

    content: dict
    annex: bytes = b""


def written(session: OpeningSession) -> Written:
    """The record of a session. Asked only once the prices are shown."""
    said, lots = content(session), _lots(session)
    raw = canonical({"format": ANNEX_FORMAT, "session": str(session.pk), "tender": str(session.tender_id),
                     "lots": lots})
    if len(raw) <= MOST_INLINE:
        return Written(said | {"lots": lots})
    annex = {"format": ANNEX_FORMAT, "sha256": hashlib.sha256(raw).hexdigest(), "size": len(raw), "lots": len(lots),
             "bids": sum(len(lot["bids"]) for lot in lots)}
    return Written(said | {"annex": annex}, raw)


def content(session: OpeningSession) -> dict:
    """Everything the record says beside its lots: JSON without fractions, moments in ISO 8601, amounts as text in 元.

    """
    tender = session.tender
    return {
        "format": FORMATS[session.stage], "session": str(session.pk), "tender": str(tender.pk), "code": tender.code,
        "round": tender.round, "title": tender.title, "stage": session.stage,
        "principal": tender.principal.name, "agent": tender.agent.name if tender.agent else "",
        "room": session.room, "opens_at": iso(session.opens_at),
        "fixed_at": iso(session.fixed_at) if session.fixed_at else "",
        "opened_at": iso(session.opened_at), "list_sha256": session.list_digest,
        "custodians": _custodians(session),
        "objections": [{"party": one.party.name, "text": one.text, "raised_at": iso(one.raised_at),
                        "answer": one.answer, "answered_at": iso(one.answered_at)}
                       for one in session.objections.select_related("party")],
        "incidents": [{"kind": one.kind, "text": one.text, "minutes": one.minutes, "at": iso(one.at)}
                      for one in session.incidents.all()],
        "confirmed": [{"party": one.party.name, "at": iso(one.at)} for one in
                      Confirmation.objects.filter(session=session).select_related("party").order_by("at")],
        "events": [{"number": one.number, "kind": one.kind, "text": one.text, "at": iso(one.at)}
                   for one in session.events.all()],
    }


def _custodians(session: OpeningSession) -> list[dict]:
    lots = CustodianKey.objects.filter(seat__subject=session.tender_id, stage=session.stage).values("lot")
    released = seats.released(session.tender_id, lots, session.stage)
    return [{"seat": seat.number, "party": seat.party.name, "person": str(seat.user),
             "released_at": iso(released[seat.number].at) if released[seat.number].at else ""}
            for seat in Seat.objects.filter(subject=session.tender_id).select_related("party", "user")]


def _lots(session: OpeningSession) -> list[dict]:
    """Every lot with its bids, in the order of the list of envelopes; what was not opened says so.

    Each sheet stands as it was sealed, so that its canonical form has the SHA-256 beside it.
    """
    found = {row.bid_id: row for row in OpenedBid.objects.filter(
        bid__lot__tender=session.tender_id, stage=session.stage).select_related("bid__party")}
    numbered, present = lists.numbered(session), presence.attended(session)
    made = []
    for lot in session.tender.lots.order_by("number"):
        asked = quoting.asked(lot)
        made.append({"lot": str(lot.pk), "number": lot.number, "title": lot.title, "status": lot.status,
                     "quote": {"basis": asked.basis, "rate_kind": asked.rate_kind, "label": asked.label},
                     "bids": [_bid(place, asked, found.get(rows[0].submission.bid_id), rows, present)
                              for place, rows in numbered.get(lot.pk, [])]})
    return made


def _fault(fault: Fault) -> dict:
    return {"code": fault.code, "place": fault.place, "sentence": fault.sentence, "side": str(fault.side)}


def _bid(place: int, asked: quoting.Asked, row: OpenedBid | None, volumes: list, present: dict) -> dict:
    sealed = [{"volume": one.volume, "stage": one.envelope.stage, "sha256": one.envelope.sha256} for one in volumes]
    if row is None:
        return {"number": place, "opened": False, "envelopes": sealed}
    party, fault = row.bid.party, Fault(row.fault, row.fault_place) if row.fault else None
    _, signed_in_at = present.get(str(party.pk), ("", None)) if party else ("", None)
    said = {"number": place, "opened": fault is None, "party": str(party.pk) if party else "",
            "name": party.name if party else "", "signed_in_at": iso(signed_in_at) if signed_in_at else "",
            "envelopes": sealed}
    if fault:
        return said | {"fault": _fault(fault)}
    if not row.sheet:
        return said | {"broken": [{"volume": volume} | _fault(Fault(**broken)) for volume, broken in
                                  sorted(row.broken.items())]}
    amount = None if row.amount is None else f"{row.amount:.2f}"
    return said | {"amount": amount, "quoted": quoting.quoted(row.sheet, asked.label),
                   "declared": quoting.declared(row.sheet), "sheet": row.sheet, "sheet_sha256": row.sheet_sha256}
