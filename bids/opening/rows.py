"""The rows of bidders on the page of a session: what one reader may know of each bid at this moment."""
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .. import quoting
from ..models import Confirmation, OpenedBid
from . import lists
from .faults import Fault
from .roles import Look
from .services import presence

LOTS = 20
"""Lots on one page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One bid. ``quoted`` is the quote in words where it is a rate, ``amount`` in 元. Empty fields are not lawful to
    know yet, or not to this reader."""

    number: int
    mine: bool
    sha256: str
    envelopes: int
    name: str = ""
    signed_in_at: datetime | None = None
    amount: Decimal | None = None
    quoted: str = ""
    declared: str = ""
    delivery: str = ""
    fault: Fault | None = None
    confirmed_at: datetime | None = None
    opened: bool = False


@dataclass(frozen=True, slots=True)
class LotRows:
    """One lot with its rows; ``short`` where it has too few bids to be opened by law."""

    lot: object
    asked: quoting.Asked
    short: bool
    rows: list[Row]


def of(look: Look, lots: list) -> list[LotRows]:
    """The rows of these lots, in a number of queries that does not grow with them."""
    session = look.session
    numbered = lists.numbered(session, lots=[lot.pk for lot in lots])
    least = session.tender.rulebook.min_bidders
    mine = {bid.pk for bid in look.bids}
    found, present, confirmed = {}, {}, {}
    if look.sees_prices:
        found = {row.bid_id: row for row in OpenedBid.objects.filter(
            bid__lot__in=[lot.pk for lot in lots], stage=session.stage).select_related("bid__party")}
        present = presence.attended(session)
        confirmed = dict(Confirmation.objects.filter(session=session).values_list("party_id", "at"))
    made = []
    for lot in lots:
        bids = numbered.get(lot.pk, [])
        asked = quoting.asked(lot)
        rows = [_row(place, volumes, asked, mine, found.get(volumes[0].submission.bid_id), present, confirmed)
                for place, volumes in bids]
        made.append(LotRows(lot, asked, len(bids) < (least.value if least else 1), rows))
    return made


def _row(place: int, volumes: list, asked: quoting.Asked, mine: set, opened: OpenedBid | None, present: dict,
         confirmed: dict) -> Row:
    known = {"number": place, "mine": volumes[0].submission.bid_id in mine, "sha256": volumes[0].envelope.sha256,
             "envelopes": len(volumes)}
    if opened is None:
        return Row(**known)
    party = opened.bid.party
    _, at = present.get(str(party.pk), ("", None)) if party else ("", None)
    sheet = opened.sheet
    return Row(**known, opened=True, name=party.name if party else "", signed_in_at=at, amount=opened.amount,
               quoted=quoting.quoted(sheet, asked.label) if sheet and asked.is_rate else "",
               declared=quoting.declared(sheet) if sheet else "", delivery=sheet.get("delivery", ""),
               confirmed_at=confirmed.get(opened.bid.party_id),
               fault=Fault(opened.fault, opened.fault_place) if opened.fault else None)
