"""What a bidder's pages show of its own bid: lots, volumes, what is uploaded, what was handed in. Reads only."""
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from market.core import clock, tags
from market.custody.models import Envelope
from tenders import standing
from tenders.models import Lot, Tender
from tenders.rulebooks.steps import STATES
from tenders.rulebooks.volumes import OPENING, STAGES, Volume

from . import joined
from .models import Bid, Participation, Submission, SubmittedVolume

RECENT = timedelta(days=365)
"""For how long after its deadline a tender stays in a bidder's list."""


@dataclass(frozen=True, slots=True)
class VolumeDesk:
    """A volume of a bid: the newest envelope uploaded, and the one in the version that counts."""

    volume: Volume
    newest: Envelope | None = None
    counts: Envelope | None = None

    @property
    def stage_label(self) -> str:
        return STAGES[self.volume.stage]

    @property
    def unsent(self) -> bool:
        """Uploaded, and not part of the version that counts."""
        return self.newest is not None and (self.counts is None or self.newest.pk != self.counts.pk)

    @property
    def next_version(self) -> int:
        return self.newest.version + 1 if self.newest else 1


@dataclass(frozen=True)
class LotDesk:
    """A lot as its bidder sees it."""

    lot: Lot
    tag: str
    bid: Bid | None
    current: Submission | None
    volumes: list[VolumeDesk]

    @property
    def missing(self) -> list[str]:
        """Names of required volumes not uploaded yet."""
        return [one.volume.label for one in self.volumes if one.volume.required and one.newest is None]

    @property
    def unsent(self) -> bool:
        return any(one.unsent for one in self.volumes)

    @property
    def handed_in(self) -> bool:
        """Whether a version of it counts."""
        return self.bid is not None and self.bid.status in {"submitted", "opened", "broken", "unopened"}

    @property
    def withdrawn(self) -> bool:
        return self.bid is not None and self.bid.status == Bid.Status.WITHDRAWN

    @property
    def next_number(self) -> int:
        """The number the next version would have."""
        return (self.bid.last_number if self.bid else 0) + 1

    @cached_property
    def envelopes(self) -> list[Envelope]:
        """The newest of each volume: what would be handed in now."""
        return [one.newest for one in self.volumes if one.newest]

    @property
    def size(self) -> int:
        return sum(one.size for one in self.envelopes)


def lot_desk(tender: Tender, number: int, actor) -> LotDesk:
    """One lot by its number. Raises Lot.DoesNotExist."""
    lot = Lot.objects.get(tender=tender, number=number)
    lot.tender = tender
    return desk_of(lot, actor)


def desk_of(lot: Lot, actor) -> LotDesk:
    """The same of a lot at hand, whose tender is there too."""
    tag = tags.owner_tag(lot.pk, actor.party)
    bid = Bid.objects.filter(lot=lot, tag=tag).first()
    current = None
    if bid and bid.current:
        current = bid.submissions.select_related("receipt").get(number=bid.current)
    newest: dict[str, Envelope] = {}
    for one in Envelope.objects.filter(lot=lot.pk, tag=tag).order_by("version"):
        newest[one.volume] = one
    counts = {}
    if current and bid.status != Bid.Status.WITHDRAWN:
        counts = {row.volume: row.envelope for row in current.volumes.select_related("envelope")}
    volumes = [VolumeDesk(one, newest.get(one.key), counts.get(one.key)) for one in lot.rulebook.volumes]
    return LotDesk(lot, tag, bid, current, volumes)


def unsent_lots(tender: Tender, actor) -> list[Lot]:
    """Lots with files uploaded after whatever was handed in, in their order. Three queries, however many lots."""
    own = {tags.owner_tag(pk, actor.party): pk for pk in tender.lots.values_list("pk", flat=True)}
    unsent = _unsent(own)
    return list(tender.lots.filter(pk__in=[own[tag] for tag in unsent])) if unsent else []


def _unsent(of: Collection[str]) -> set[str]:
    """Tags of which the newest envelope of some volume was never handed in."""
    same = Envelope.objects.filter(tag=OuterRef("tag"), volume=OuterRef("volume"), version__gt=OuterRef("version"))
    sent = SubmittedVolume.objects.filter(envelope=OuterRef("pk"))
    return set(Envelope.objects.filter(~Exists(sent), ~Exists(same), tag__in=of).values_list("tag", flat=True))


class LotName(NamedTuple):
    """What a list says of a lot."""

    pk: UUID
    tender_id: UUID
    number: int
    title: str


@dataclass
class Taking:
    """A tender somebody takes part in, with what became of its lots; ``state`` is how it stands, as a word."""

    tender: Tender
    submitted: list[LotName] = field(default_factory=list)
    opened: list[LotName] = field(default_factory=list)
    withdrawn: list[LotName] = field(default_factory=list)
    unsent: list[LotName] = field(default_factory=list)
    unread: int = 0
    state: str = ""

    @property
    def due_at(self) -> datetime:
        return self.tender.bids_due_at

    @property
    def session(self):
        """The opening session, if it was arranged."""
        return next((one for one in self.tender.sessions.all() if one.stage == OPENING), None)

    @property
    def is_open(self) -> bool:
        return self.tender.status in {"published", "bidding"} and clock.now() < self.due_at


def taking_part(actor) -> list[Taking]:
    """What the party acted for takes part in: first what is still open, the nearest deadline first; then the rest.

    The same number of queries however many tenders there are.
    """
    if not actor.party:
        return []
    tenders = Tender.objects.exclude(published_at=None).filter(bids_due_at__gte=clock.now() - RECENT)
    mine = joined.of(tenders, actor)
    found = {pk: Taking(tender) for pk, tender in _full(tenders, mine).items()}
    _add_lots(found, actor)
    stand = standing.states(taking.tender for taking in found.values())
    for pk, taking in found.items():
        taking.state = STATES[stand[pk]]
        taking.unread = sum(one.number > mine[pk].changes_read for one in taking.tender.amendments.all())
    return sorted(found.values(), key=_place)


def _place(taking: Taking) -> tuple[bool, float]:
    moment = taking.due_at.timestamp()
    return (False, moment) if taking.is_open else (True, -moment)


def _full(tenders, mine: dict[UUID, Participation]) -> dict[UUID, Tender]:
    rows = tenders.filter(pk__in=mine).select_related("principal").prefetch_related("amendments", "sessions")
    return {row.pk: row for row in rows}


def _add_lots(found: dict[UUID, Taking], actor) -> None:
    rows = Lot.objects.filter(tender__in=found).order_by("tender", "number").values_list(*LotName._fields)
    lots = {tags.owner_tag(row[0], actor.party): LotName(*row) for row in rows}
    unsent = _unsent(lots)
    for tag, status in Bid.objects.filter(tag__in=lots).values_list("tag", "status"):
        taking = found[lots[tag].tender_id]
        (taking.withdrawn if status == Bid.Status.WITHDRAWN else taking.submitted).append(lots[tag])
        if status in {Bid.Status.OPENED, Bid.Status.BROKEN}:
            taking.opened.append(lots[tag])
    for tag in lots:
        if tag in unsent:
            found[lots[tag].tender_id].unsent.append(lots[tag])


def unread_changes(tender: Tender, participation: Participation | None) -> list:
    """Changes of the tender since what the participant confirmed to have read."""
    read = participation.changes_read if participation else 0
    return [one for one in tender.amendments.all() if one.number > read]
