"""What waits for a bidder: the same cost however much the platform runs, and nothing that is somebody else's."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bids import joined
from bids.models import Participation
from market.core import clock, tags
from market.portal.todo import tasks_of
from tenders.models import Tender
from tests.bids import hall
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(empty_city):
    with clock.frozen(hall.NOW):
        yield


def taking_part(actor, count: int, lots: int = 2) -> list[Tender]:
    found = [hall.tender(lots=lots) for _ in range(count)]
    for tender in found:
        Participation.objects.create(tender=tender, tag=tags.owner_tag(tender.pk, actor.party),
                                     confirmed_at=clock.now())
        hall.amend(tender)
    return found


def cost(client) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get("/desk/").status_code == 200
    return len(seen)


def test_the_desk_costs_the_same_queries_for_one_tender_and_for_eight(client):
    user = people.person(people.organisation("示例启明医疗设备有限公司", "supplier"), "handler")
    client.force_login(user)
    actor = people.actor(user)
    taking_part(actor, 1)
    client.get("/desk/")
    few = cost(client)

    taking_part(actor, 7, lots=3)

    assert cost(client) == few <= 30
    assert len(tasks_of(actor)) == 8 * 2


def test_no_tag_is_worked_out_for_a_lot_of_a_tender_one_has_no_part_in(monkeypatch):
    actor = hall.bidder()
    mine = taking_part(actor, 1)[0]
    hall.tender(lots=5)
    scopes, real = [], tags.owner_tag
    monkeypatch.setattr(tags, "owner_tag", lambda scope, party: scopes.append(scope) or real(scope, party))

    tasks_of(actor)

    tenders = set(Tender.objects.values_list("pk", flat=True))
    assert set(scopes) - tenders == set(mine.lots.values_list("pk", flat=True))


def test_the_participations_of_others_are_not_found():
    mine, other = hall.bidder(), hall.bidder("别的公司")
    tender = taking_part(mine, 1)[0]
    taking_part(other, 1)

    assert set(joined.of(Tender.objects.all(), mine)) == {tender.pk}


def test_more_tags_than_one_query_names_are_asked_for_in_portions(monkeypatch):
    monkeypatch.setattr(joined, "SLICE", 2)
    actor = hall.bidder()

    assert len(taking_part(actor, 5)) == len(joined.of(Tender.objects.all(), actor)) == 5
