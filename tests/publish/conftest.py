"""What the tests of publication share."""
from datetime import UTC, datetime

import pytest

from market.core import clock


@pytest.fixture
def at_nine():
    """Time stands still at nine on a Tuesday in Shanghai."""
    moment = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
    with clock.frozen(moment):
        yield moment
