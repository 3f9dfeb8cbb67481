"""An evaluation made once for a module; each test works on it within a transaction of its own."""
from copy import copy

import pytest
from django.db import transaction

from market.core import clock
from tests.factories import evaluations


@pytest.fixture(autouse=True)
def frozen():
    """A clock that stands two hours after the opening."""
    with clock.frozen(evaluations.BEGUN) as still:
        yield still


def _kept(blocker, make):
    with blocker.unblock(), transaction.atomic():
        with clock.frozen(evaluations.BEGUN):
            made = make()
        yield made
        transaction.set_rollback(True)


def _fresh(made):
    """With nothing a test before has changed in it."""
    again = copy(made)
    again.experts, again.lot = list(made.experts), again.now()
    return again


@pytest.fixture(scope="module")
def _begun(django_db_setup, django_db_blocker):
    yield from _kept(django_db_blocker, evaluations.evaluating)


@pytest.fixture
def made(_begun, db):
    """The evaluation has begun: nothing is voted, nothing scored."""
    return _fresh(_begun)


@pytest.fixture(scope="module")
def _scored(django_db_setup, django_db_blocker):
    yield from _kept(django_db_blocker, lambda: evaluations.scored(evaluations.evaluating()))


@pytest.fixture
def scored(_scored, db):
    """Everything is voted and handed in."""
    return _fresh(_scored)


@pytest.fixture(scope="module")
def _opened(django_db_setup, django_db_blocker):
    yield from _kept(django_db_blocker, lambda: evaluations.qualified(evaluations.opened()))


@pytest.fixture
def opened(_opened, db):
    """Bids are opened and qualified; there is no committee yet."""
    return _fresh(_opened)
