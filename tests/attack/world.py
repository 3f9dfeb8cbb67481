"""A city in which bids are being handed in: everything done by the services, as it would be by people."""
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from bids import services as bidding
from bids.bonds import acts as bonds
from market.core import clock, subscribers, tags
from market.core.clock import SHANGHAI
from market.custody import envelope, envelopes, keys, seats
from market.custody.shapes import Context
from market.funds import payments
from market.funds.models import Difference, Statement
from market.parties.models import User
from tenders import services
from tenders.models import Tender
from tests.factories import openings, people, tenders

BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=SHANGHAI)
NAMES = ("示例隐松医疗器械有限公司", "示例隐竹科技有限公司", "示例隐梅仪器有限公司", "示例隐兰商贸有限公司",
         "示例隐菊电子有限公司")
PRICES = ("431765.43", "448212.21", "439908.87", "452600.13", "420017.99")
SECRET = "独家方案：双能量减影探测器阵列"
QUESTION = "第三章第 7 条的接口是否可以用另一种标准？"


@dataclass
class World:
    """The tender, who prepares it, and its bidders in the order of ``NAMES``."""

    tender: Tender
    cast: tenders.Cast
    bidders: list = field(default_factory=list)

    def traces(self, of: int = -1) -> list[str]:
        """Every text that would tell of a bidder: names, numbers, ids, prices, contents."""
        found = [SECRET, *PRICES]
        for one in self.bidders if of < 0 else [self.bidders[of]]:
            user = User.objects.get(pk=one.actor.user)
            found += [one.party.name, one.party.code, str(one.party.pk), one.party.pk.hex, str(user.pk), user.pk.hex,
                      user.name, user.username]
        return found


def build(bidders: int = 3, *, submit: bool = True) -> World:
    """A published tender of two lots; one asks, every bidder confirms, gets a bond bill, pays, seals and hands in.

    The caller has frozen the clock at ``BEGUN``.
    """
    tender = tenders.published(lots=2)
    Tender.objects.filter(pk=tender.pk).update(bond=Decimal(8000))
    tender.lots.update(bond=Decimal(8000))
    who = tender.cast
    world = World(Tender.objects.get(pk=tender.pk), who)
    clock._frozen[-1].move(timedelta(days=1))
    for name in NAMES:
        world.bidders.append(openings.bidder(name))
    services.ask(world.tender, lot=None, text=QUESTION, actor=world.bidders[0].actor)
    Statement.objects.create(day=clock.today(), digest="", opening=0, closing=Decimal(8000 * bidders), final=True,
                             lines=bidders, begins_at=clock.now(), ends_at=clock.now() + timedelta(days=1),
                             taken_at=clock.now())
    for one, price in zip(world.bidders[:bidders], PRICES, strict=False):
        take_part(world, one, price, submit=submit)
    subscribers.drain()
    return world


def take_part(world: World, one: openings.Bidder, price: str, *, submit: bool = True) -> None:
    """All that a bidder does before the deadline."""
    bidding.confirm_participation(world.tender, actor=one.actor)
    for lot in world.tender.lots.select_related("tender"):
        bill = bonds.ask(lot, actor=one.actor)
        pay(bill, one)
        if submit:
            hand_in(world, one, lot, price)


def pay(bill, one: openings.Bidder) -> None:
    """The bond, and what goes wrong when people pay: a 元 too little, twice, with a reference nobody knows. The bank's
    statement of the day lacks one of them."""
    for number, (reference, amount) in enumerate([
            (bill.reference, bill.amount - 1), (bill.reference, bill.amount), (bill.reference, bill.amount),
            (f"{bill.reference[:-1]}0", bill.amount)]):
        payments.take_payment(external_id=f"bank-{bill.reference}-{number}", reference=reference, amount=amount,
                              payer=one.party.name, received_at=clock.now())
    Difference.objects.create(statement=Statement.objects.get(), kind="not_there", at=clock.now(), bill=bill,
                              bank_id=f"bank-{bill.reference}-1", ours=bill.amount, found_at=clock.now())
    Difference.objects.create(statement=Statement.objects.get(), kind="not_here", at=clock.now(), bill=None,
                              bank_id=f"bank-{bill.reference}-3", theirs=bill.amount, found_at=clock.now())


def seal(lot, one: openings.Bidder, volume, price: str, version: int = 1) -> bytes:
    """An envelope as the bidder's browser makes it."""
    content = (openings.sheet(lot.tender, lot, one, price) if volume.key == "price" else SECRET.encode())
    name = "price-sheet.json" if volume.key == "price" else f"{volume.key}.txt"
    sink = io.BytesIO()
    context = Context(str(lot.pk), volume.stage, volume.key, tags.owner_tag(lot.pk, one.party.pk), version)
    envelope.seal(sink, context=context, files=[envelope.Source.of_bytes(name, content)],
                  custodians=[keys.public_key(point) for point in seats.points(lot.pk, volume.stage)],
                  own=one.opens.public_key(), signer=envelope.Signer.of_key(one.signs))
    return sink.getvalue()


def hand_in(world: World, one: openings.Bidder, lot, price: str):
    """Seal every volume, upload, submit."""
    ids = []
    for volume in lot.tender.rulebook.volumes:
        version = envelopes.next_version(lot=lot.pk, tag=tags.owner_tag(lot.pk, one.party.pk), stage=volume.stage,
                                         volume=volume.key)
        context = Context(str(lot.pk), volume.stage, volume.key, tags.owner_tag(lot.pk, one.party.pk), version)
        ids.append(envelopes.keep(seal(lot, one, volume, price, version), context=context).pk)
    return bidding.submit(lot, envelopes=ids, actor=one.actor, received_at=clock.now())


def outsiders(world: World) -> dict[str, User | None]:
    """One person of every role that is not a bidder, and the public."""
    who = world.cast
    found = {"public": None, "purchaser": User.objects.get(pk=who.handler.user),
             "approver": User.objects.get(pk=who.approver.user), "supervisor": User.objects.get(
                 pk=who.supervising.user), "centre": User.objects.get(pk=who.staff.user)}
    found |= {f"custodian {number}": user for number, user in who.custodians.items()}
    for role, duties in (("agent", ("handler", "host", "approver")), ("operator", ("admin", "handler")),
                         ("supplier", ("handler", "finance", "admin"))):
        found[f"other {role}"] = people.person(people.organisation(f"示例局外{role}单位", role), *duties)
    found["centre finance"] = people.person(who.centre, "finance", "admin", "handler")
    return found


__all__ = ["BEGUN", "NAMES", "PRICES", "SECRET", "World", "build", "hand_in", "outsiders",
           "seal", "take_part"]
