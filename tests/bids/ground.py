"""A tender that takes bids, with its three custodians and their keys, written straight into the tables.

The services that publish one are tested where they live; here only custody's side of it matters.
"""
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from bids.models import Participation
from market.core import clock, tags
from market.core.models import Region
from market.parties.models import Party
from tenders.models import Lot, Tender
from tenders.rulebooks.base import resolve
from tests.custody.hall import Hall
from tests.factories import people, schemes


@dataclass
class Ground:
    """A tender, its lots, and the hall of its custodians."""

    tender: Tender
    lots: list[Lot]
    hall: Hall

    def taking_part(self, party: Party) -> None:
        """The party confirmed to take part."""
        Participation.objects.create(tender=self.tender, tag=tags.owner_tag(self.tender.pk, party.pk),
                                     confirmed_at=clock.now())


def tender(*, lots: int = 1, published: bool = True, deposited: bool = True, days: int = 21) -> Ground:
    """One of 政府采购·公开招标, due in so many days."""
    region, _ = Region.objects.get_or_create(code="32029901", defaults={"name": "示例市", "level": 1})
    buyer = people.organisation("示例市第三人民医院", "purchaser")
    now = clock.now()
    book = resolve("procurement.open", region.path, clock.today(), {})
    made = Tender.objects.create(
        code=f"SLZC-{uuid.uuid4().hex[:8]}", title="示例市第三人民医院数字化 X 射线摄影系统采购",
        rulebook_key="procurement.open", principal=buyer, region=region,
        status="published" if published else "draft",
        pinned=book.as_json() if published else None, pinned_digest=book.digest if published else "",
        published_at=now if published else None, bids_due_at=now + timedelta(days=days),
        opens_at=now + timedelta(days=days), drafted_by="test", drafted_at=now, scheme=schemes.kept(book))
    rows = [Lot.objects.create(tender=made, number=number, title=f"第{number}包", budget=100)
            for number in range(1, lots + 1)]
    hall = Hall([lot.pk for lot in rows], made.pk).named()
    return Ground(made, rows, hall.deposited(("opening", "review")) if deposited else hall)


def browser(user) -> Client:
    """A client in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return client
