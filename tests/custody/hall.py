"""A tender's worth of custody: three seats with deposited keys, and bidders who seal to them."""
import uuid
from dataclasses import dataclass, field, replace

from market.core import tags
from market.custody import keys
from market.custody import seats as custody_seats
from market.custody.shapes import Context
from tests.factories import people

from .people import SOMEBODY, People

STAGE = "opening"


@dataclass
class Hall:
    """``subject`` has lots; ``pairs`` are the custodians' private keys by seat number, lot and stage."""

    lots: list[uuid.UUID]
    subject: uuid.UUID = field(default_factory=uuid.uuid4)
    actors: dict = field(default_factory=dict)
    seats: dict = field(default_factory=dict)
    pairs: dict = field(default_factory=dict)

    def named(self) -> "Hall":
        """Somebody of another organisation in each seat."""
        for number, role in enumerate(("centre", "supervisor", "purchaser"), 1):
            party = people.organisation(f"保管单位{number}", role)
            user = people.person(party, "custodian")
            self.actors[number] = people.actor(user)
            self.seats[number] = custody_seats.name(subject=self.subject, number=number, party=party, user=user,
                                                    actor="test")
        return self

    def deposited(self, stages=(STAGE,)) -> "Hall":
        """Every seat has keys for every lot and stage."""
        for number, seat in self.seats.items():
            self.pairs |= {(number, lot, stage): keys.SYSTEM.pair() for lot in self.lots for stage in stages}
            custody_seats.deposit(seat, self.halves(number, stages), actor=self.actors[number])
        return self

    def halves(self, number: int, stages=(STAGE,)) -> list[custody_seats.Half]:
        return [custody_seats.Half(lot, stage, keys.public_bytes(self.pairs[number, lot, stage])) for lot in self.lots
                for stage in stages]

    def secrets(self, number: int, lots=None, stage: str = STAGE) -> dict:
        return {(lot, stage): keys.private_bytes(self.pairs[number, lot, stage]) for lot in lots or self.lots}

    def people(self, lot: uuid.UUID, stage: str = STAGE) -> People:
        return replace(SOMEBODY, custodians=tuple(self.pairs[number, lot, stage] for number in (1, 2, 3)))

    def context(self, *, lot=None, bidder="bidder", volume="price", version=1, stage=STAGE) -> Context:
        lot = lot or self.lots[0]
        return Context(str(lot), stage, volume, tags.owner_tag(lot, bidder), version)

    def seal(self, context: Context, files=(("price-sheet.json", b"{}"),)) -> bytes:
        return self.people(uuid.UUID(context.lot), context.stage).seal(files, context)


def hall(lots: int = 1) -> Hall:
    """Named and deposited."""
    return Hall([uuid.uuid4() for _ in range(lots)]).named().deposited()
