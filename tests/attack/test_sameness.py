"""Whether something sealed exists is told by no header, no length and no amount of work."""
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bids import services as bidding
from market.core import clock, subscribers
from market.custody import receipts
from market.custody.models import Receipt
from market.funds.models import Bill
from market.parties.models import User
from search import indexing
from tenders import ports
from tests.factories import people

from . import world as worlds
from .crawl import visit

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("sameness")]
TOLD = ("ETag", "Last-Modified", "Content-Length", "Cache-Control", "Vary", "Location")


def look(client: Client, address: str) -> tuple:
    """Status, the headers that caches read, and how many questions the database was asked. Bytes that differ from one
    asking to the next (tokens of forms) are of one length."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, [answer.get(name) for name in TOLD], len(content), len(asked)


def steady(client: Client, addresses: list[str]) -> dict[str, tuple]:
    """What was the same when asked twice, warm."""
    for address in addresses:
        client.get(address)
    first = {address: look(client, address) for address in addresses}
    return {address: _common(found, look(client, address)) for address, found in first.items()}


def _common(one: tuple, other: tuple) -> tuple:
    status, headers, size, asked = one
    same = [value if value == again else "varies" for value, again in zip(headers, other[1], strict=True)]
    return status, same, size if size == other[2] else "varies", asked if asked == other[3] else "varies"


@pytest.fixture(scope="module")
def built(kept):
    with kept(), clock.frozen(worlds.BEGUN):
        return worlds.build(1), clock.now()


@pytest.fixture
def world(built):
    with clock.frozen(built[1]):
        yield built[0]


@pytest.mark.parametrize("role", ["public", "purchaser", "supervisor", "centre"])
def test_a_bid_that_is_handed_in_changes_no_header_no_length_and_no_work(world, engine, role):
    who = {"public": None, "purchaser": world.cast.handler, "supervisor": world.cast.supervising,
           "centre": world.cast.staff}[role]
    client = visit(User.objects.get(pk=who.user) if who else None)
    indexing.rebuild()
    pk, session = world.tender.pk, world.tender.sessions.get()
    notice = ports.notices.of_tender(pk)[0].url
    addresses = ["/", "/notices/", "/feed.atom", "/calendar.ics", "/sitemap.xml", "/api/v1/notices", "/desk/",
                 f"/projects/{world.tender.code}/", f"/desk/tenders/{pk}/", f"/desk/tenders/{pk}/bids/",
                 f"/desk/tenders/{pk}/opening/", f"/desk/tenders/{pk}/lots/1/", "/desk/custody/", "/desk/tenders/",
                 session.get_absolute_url(), f"{session.get_absolute_url()}parts/", notice,
                 f"{notice.rstrip('/')}.json"]
    before = steady(client, addresses)

    late = world.bidders[1]
    bidding.confirm_participation(world.tender, actor=late.actor)
    for lot in world.tender.lots.select_related("tender"):
        worlds.hand_in(world, late, lot, "444444.44")
    subscribers.drain()

    after = steady(client, addresses)
    assert {address: (before[address], found) for address, found in after.items() if found != before[address]} == {}
    assert sum(status == 200 for status, *_ in before.values()) > 5
    assert any(headers[0] not in {None, "varies"} for _, headers, *_ in before.values()), "an ETag was compared"


@pytest.mark.parametrize(("name", "model", "unknown"), [
    ("bids:receipt", Receipt, receipts.LETTERS[7] * 20), ("bids:receipt_file", Receipt, receipts.LETTERS[7] * 20),
    ("bonds:bill", Bill, uuid.UUID(int=7)), ("bonds:receipt", Bill, uuid.UUID(int=7))])
@pytest.mark.parametrize("role", ["supplier", "centre", "purchaser"])
def test_what_is_somebody_elses_answers_as_what_is_not_there(world, name, model, unknown, role):
    client = visit(people.person(people.organisation("示例局外单位", role), "handler", "finance"))
    foreign, nothing = reverse(name, args=[model.objects.first().pk]), reverse(name, args=[unknown])
    for address in (foreign, nothing):
        client.get(address)

    (status, headers, _, asked), (other, bare, _, fewer) = (look(client, one) for one in (foreign, nothing))

    assert (status, other) == (404, 404)
    assert headers[1] == bare[1] and headers[3:] == bare[3:] and asked == fewer
