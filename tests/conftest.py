"""What every test starts from."""
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction

from market.core import clock, fence, workdays
from search.engines import embedded

from . import paper


@pytest.fixture(autouse=True)
def nothing_remembered():
    """A rolled-back test leaves nothing in the process either."""
    clock.forget()
    workdays.forget()
    cache.clear()


@pytest.fixture(autouse=True)
def blank_paper(request, monkeypatch):
    """Nothing is typeset but in a test marked so."""
    if not request.node.get_closest_marker("typeset"):
        monkeypatch.setattr(fence, "run", paper.run)


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """``with kept():`` make rows that all tests of the module begin with; each test rolls back to them, and the module
    to nothing. Give such a module an ``xdist_group``, so that one worker makes them."""
    @contextmanager
    def making():
        with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(fence, "run", paper.run)
            yield

    box = transaction.atomic()
    with making():
        box.__enter__()
    yield making
    with making():
        transaction.set_rollback(True)
        box.__exit__(None, None, None)


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """A fresh engine over an empty folder, in use everywhere."""
    fresh = embedded.Embedded(tmp_path / "index")
    for module in ("search.engines.embedded", "search.indexing", "search.find"):
        monkeypatch.setattr(f"{module}.engine", lambda: fresh)
    return fresh
