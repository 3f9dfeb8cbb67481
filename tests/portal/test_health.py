"""Health checks."""
import pytest
from django.db import DatabaseError, connection

from market.portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unread():
    health._tables_are_current.cache_clear()
    yield
    health._tables_are_current.cache_clear()


def test_alive_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_not_ready_while_migrations_are_missing(client, monkeypatch):
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan",
                        lambda *args: [("core.0002", False)])

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "reason": "migrations"}


def test_ready_when_tables_are_current(client, monkeypatch):
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *args: [])

    assert client.get("/readyz").json() == {"ready": True}


def test_not_ready_without_a_database(client, monkeypatch):
    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", fail)
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["reason"] == "database"
    assert "no-cache" in answer["Cache-Control"]
