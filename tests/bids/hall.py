"""A published tender with lots and two bidders: rows made by hand, so that a test says all it rests on."""
import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from market.core import clock, tags
from market.core.models import Region
from market.custody.models import Envelope
from market.parties.models import Party
from tenders.models import Amendment, Lot, Tender
from tenders.rulebooks.base import editions
from tests.factories import people, schemes

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=clock.SHANGHAI)
DUE = datetime(2026, 12, 8, 9, 30, tzinfo=clock.SHANGHAI)
MS = timedelta(milliseconds=1)


def tender(*, status: str = "bidding", lots: int = 1, due: datetime = DUE) -> Tender:
    """A tender whose notice is out, with so many lots."""
    region, _ = Region.objects.get_or_create(code="320299", defaults={"name": "示例市", "level": Region.Level.CITY})
    book = editions("procurement.open")[-1]
    buyer = people.organisation("示例市第三人民医院", "purchaser")
    made = Tender.objects.create(
        code=f"SLZC-2026-G-{uuid.uuid4().hex[:4]}", title="数字化 X 射线摄影系统采购", rulebook_key=book.key,
        principal=buyer, region=region, status=status, budget=Decimal("6800000.00"), bids_due_at=due, opens_at=due,
        pinned=book.as_json(), pinned_digest=book.digest, published_at=NOW - timedelta(days=5),
        drafted_by="tests", drafted_at=NOW - timedelta(days=30), scheme=schemes.kept(book))
    for number in range(1, lots + 1):
        Lot.objects.create(tender=made, number=number, title=f"第{number}包", budget=Decimal("6800000.00"),
                           ceiling=Decimal("6150000.00"))
    return made


def amend(tender: Tender, number: int = 1) -> Amendment:
    return Amendment.objects.create(tender=tender, number=number, kind="amendment", text="第三章参数作了修改。",
                                    affects=True, made_by="tests", made_at=NOW)


def bidder(name: str = "示例启明医疗设备有限公司"):
    """An actor who prepares bids for a proved supplier."""
    return people.act(name, "supplier", "handler")


def envelope(lot: Lot, actor, volume: str, version: int = 1) -> Envelope:
    """The row of a kept envelope; its bytes are nowhere."""
    stage = next(one.stage for one in lot.rulebook.volumes if one.key == volume)
    tag = tags.owner_tag(lot.pk, actor.party)
    return Envelope.objects.create(lot=lot.pk, stage=stage, volume=volume, version=version, tag=tag, size=4500,
                                   sha256=sha256(f"{lot.pk}{tag}{volume}{version}".encode()).hexdigest(),
                                   kept_at=clock.now())


def envelopes(lot: Lot, actor, version: int = 1) -> list[uuid.UUID]:
    """Envelopes of every volume the rulebook asks for."""
    return [envelope(lot, actor, one.key, version).pk for one in lot.rulebook.volumes]


def party(actor) -> Party:
    return Party.objects.get(pk=actor.party)
