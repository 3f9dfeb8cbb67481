"""A hall of two lots, and an empty folder of sealed things."""
import pytest

from market.custody import envelopes

from .hall import hall
from .sending import files


@pytest.fixture
def one():
    return hall(2)


@pytest.fixture
def empty_store():
    """Nothing of an earlier test lies there."""
    for path in files() if envelopes.root().exists() else []:
        path.unlink()
