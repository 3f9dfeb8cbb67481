"""What goes into a ranking is what the tender was published under."""
from dataclasses import replace
from decimal import Decimal

import pytest

from bids.evaluation import bundling
from bids.ranking import gate, low_price
from tenders.models import Tender
from tenders.rulebooks.numbers import share
from tests.factories import evaluations

from .test_worked_cases import six

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("number", "noticed"), [
    (None, set()), (share(Decimal("0.45"), "law"), {4}), (share(Decimal("0.90"), "law"), {1, 3, 4})])
def test_very_low_is_what_the_pinned_edition_says(frozen, monkeypatch, number, noticed):
    made = six()
    evaluations.vote(made)
    book = replace(made.lot.rulebook, low_price_ceiling=number)
    monkeypatch.setattr(Tender, "rulebook", property(lambda tender: book))

    one = bundling.evaluation(made.lot)

    ids = bundling.ids(made.lot)
    found = low_price.noticed(one, gate.screened(one).left)
    assert {n for n, bid in enumerate(made.bids) if ids[bid.pk] in found} == noticed
