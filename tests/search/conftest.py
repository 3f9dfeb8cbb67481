"""An index of its own for each test that asks for one."""
import pytest

from search import indexing


@pytest.fixture
def indexed(engine, db):
    """Put records into the index: ``indexed(record, …)``; returns them."""
    def put(*records):
        if not engine.ready():
            engine.rebuild([], lambda: ((), ()))
        indexing.index([record.pk for record in records])
        return records
    return put
