"""Awards as rows: one stands for a lot, and one that ended says for what."""
import pytest
from django.db import IntegrityError, transaction

from bids.models import Award, Bid
from market.core import clock
from tests.factories import openings

pytestmark = pytest.mark.django_db


@pytest.fixture
def bid():
    made = openings.opening(bidders=1)
    return Bid.objects.get(pk=made.bidders[0].bids[made.lots[0].pk].pk)


def award(bid, number=1, **said):
    with transaction.atomic():
        return Award.objects.create(lot=bid.lot, bid=bid, number=number, rank=1, amount="5986000.00",
                                    confirmed_at=clock.now(), confirmed_by="tests", **said)


def test_a_second_award_stands_only_once_the_first_has_ended(bid):
    first = award(bid)
    with pytest.raises(IntegrityError):
        award(bid, 2)

    Award.objects.filter(pk=first.pk).update(ended_at=clock.now(), ended_for="cancel_award")
    second = award(bid, 2)

    assert list(Award.objects.living()) == [second]


@pytest.mark.parametrize("said", [{"ended_for": "cancel_award"}, {"ended_at": True}], ids=["no day", "no ground"])
def test_an_award_ends_on_a_day_and_for_something(bid, said):
    said = {name: clock.now() if value is True else value for name, value in said.items()}

    with pytest.raises(IntegrityError):
        award(bid, **said)
