"""What every test starts from."""
import pytest

from market.core import clock, workdays


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A rolled-back test leaves nothing in the process either."""
    clock.forget()
    workdays.forget()
