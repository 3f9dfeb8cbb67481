"""An index of its own for each test that asks for one."""
import pytest

from search import indexing
from search.engines import embedded


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A fresh engine over an empty folder, in use everywhere."""
    fresh = embedded.Embedded(tmp_path / "index")
    for module in ("search.engines.embedded", "search.indexing", "search.find"):
        monkeypatch.setattr(f"{module}.engine", lambda: fresh)
    return fresh


@pytest.fixture
def indexed(engine, db):
    """Put records into the index: ``indexed(record, …)``; returns them."""
    def put(*records):
        if not engine.ready():
            engine.rebuild([], lambda: ((), ()))
        indexing.index([record.pk for record in records])
        return records
    return put
