"""A tender whose lots ask for a bond, and two bidders; the clock stands two weeks before the deadline."""
from decimal import Decimal

import pytest
from django.test import Client

from bids import services
from market.core import clock, workdays
from market.funds import payments
from market.funds.models import Bill
from market.parties.models import User
from tests.bids import hall
from tests.factories import city

BOND = Decimal("100000.00")


@pytest.fixture(autouse=True)
def afternoon(db):
    with clock.frozen(hall.NOW) as frozen:
        workdays.seed()
        yield frozen


@pytest.fixture
def tender():
    city.load_city()
    made = hall.tender(lots=2)
    made.lots.update(bond=BOND)
    return made


@pytest.fixture
def lot(tender):
    return tender.lots.select_related("tender").first()


@pytest.fixture
def me():
    return hall.bidder()


@pytest.fixture
def other():
    return hall.bidder("示例市康达器械有限公司")


def browser(actor) -> Client:
    """A client in which that person is signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    return client


def pay(bill: Bill, *, external_id: str = "YH1", payer: str = "示例启明医疗设备有限公司", **otherwise):
    said = {"reference": bill.reference, "amount": bill.amount, "received_at": clock.now(), **otherwise}
    return payments.take_payment(external_id=external_id, payer=payer, **said)


def hand_in(lot, actor, version: int = 1):
    services.confirm_participation(lot.tender, actor=actor)
    return services.submit(lot, envelopes=hall.envelopes(lot, actor, version), actor=actor, received_at=clock.now())


def fresh(bill: Bill) -> Bill:
    return Bill.objects.get(pk=bill.pk)
