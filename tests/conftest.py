"""What every test starts from."""
import pytest
from django.core.cache import cache

from market.core import clock, workdays
from search.engines import embedded


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A rolled-back test leaves nothing in the process either."""
    clock.forget()
    workdays.forget()
    cache.clear()


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A fresh engine over an empty folder, in use everywhere."""
    fresh = embedded.Embedded(tmp_path / "index")
    for module in ("search.engines.embedded", "search.indexing", "search.find"):
        monkeypatch.setattr(f"{module}.engine", lambda: fresh)
    return fresh
