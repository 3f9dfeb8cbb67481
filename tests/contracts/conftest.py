"""A day on which contracts are signed, and no matter that stands in the way."""
import pytest

from market.core import clock
from tenders import ports
from tests.factories import contracts


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(contracts.NOW) as frozen:
        yield frozen


@pytest.fixture
def matters(monkeypatch):
    """Open matters of redress, as a list to put them into."""
    found = []
    monkeypatch.setitem(ports.redress._bound, "open_matters", lambda lot: list(found))
    return found


@pytest.fixture
def deal(db, matters):
    """A lot whose result is public."""
    return contracts.deal()
