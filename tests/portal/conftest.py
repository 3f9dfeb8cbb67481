"""A city with notices, and an index of its own."""
import pytest
from django.core.cache import cache

from search.engines import embedded
from tests.factories import city as factory


@pytest.fixture(autouse=True)
def nothing_counted():
    """Figures counted for another test are not shown again."""
    cache.clear()


@pytest.fixture
def own_index(tmp_path, monkeypatch):
    """An empty index in use everywhere."""
    fresh = embedded.Embedded(tmp_path / "index")
    for module in ("search.engines.embedded", "search.indexing", "search.find"):
        monkeypatch.setattr(f"{module}.engine", lambda: fresh)
    return fresh


@pytest.fixture
def open_city(db, own_index):
    """The invented city with a few notices of every trade; the notices by a short name."""
    return factory.open_city()


@pytest.fixture
def empty_city(db, own_index):
    """The invented city before its first notice."""
    made = factory.load_city()
    from search import indexing

    indexing.rebuild()
    return made
