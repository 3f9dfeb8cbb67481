"""A bidder's pages over HTTP."""
import pytest
from django.urls import reverse

from market.core import clock
from market.custody.models import Receipt
from market.parties.models import User
from tests.bids import hall
from tests.bids.hall import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afternoon():
    with clock.frozen(NOW) as frozen:
        yield frozen


@pytest.fixture
def me():
    return hall.bidder()


@pytest.fixture
def mine(client, me):
    client.force_login(User.objects.get(pk=me.user))
    return client


def at(step: str, tender, lot: int = 1) -> str:
    return f"{reverse(f'bids:{step}', args=[tender.pk])}?lot={lot}"


def hand_in(client, tender, envelopes, **more):
    return client.post(at("submit", tender), {"envelope": [str(one) for one in envelopes], "agree": "on"} | more)


def test_the_whole_way_from_joining_to_the_receipt(mine, me):
    tender = hall.tender()
    lot = tender.lots.get()
    assert mine.get(reverse("bids:begin", args=[tender.pk])).url == at("join", tender)

    assert mine.post(at("join", tender), {"agree": "on", "changes_read": 0}).url == at("check", tender)
    for step in ("join", "check", "volumes", "price", "encrypt", "confirm"):
        page = mine.get(at(step, tender))
        assert page.status_code == 200 and "UNDEFINED" not in page.content.decode(), step
        assert "no-store" in page["Cache-Control"]
    answer = hand_in(mine, tender, hall.envelopes(lot, me))

    receipt = mine.get(answer.url).content.decode()
    assert "已递交" in receipt and Receipt.objects.get().number in receipt and me.party_name in receipt
    assert mine.get(reverse("bids:begin", args=[tender.pk])).url == answer.url
