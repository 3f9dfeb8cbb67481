"""The status page tells what is wrong, and nothing that is not public."""
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection

from market.core import clock, outbox, subscribers
from market.core.models import Heartbeat, OutboxRow, StreamHead, SubscriberCursor, SubscriberFailure
from market.portal import status

pytestmark = pytest.mark.django_db


def beat(component: str, age: timedelta = timedelta()):
    Heartbeat.objects.create(component=component, beat_at=clock.real_now() - age)


def states() -> dict[str, str]:
    return {part.key: part.state for part in status.components()}


@pytest.fixture
def index(monkeypatch):
    """An index that is there; most tests are about something else."""
    monkeypatch.setattr("search.engines.embedded.Embedded.ready", lambda self: True)


def test_all_is_well_when_everyone_reports(client, index):
    beat("clockwork")
    beat("worker")

    page = client.get("/status/").content.decode()

    assert set(states().values()) == {"ok"}
    assert "各系统运行正常。" in page


@pytest.mark.parametrize(("age", "state"), [(5, "ok"), (30, "slow"), (61, "down")])
@pytest.mark.parametrize("component", ["clockwork", "worker"])
def test_an_old_sign_of_life_is_called_slow_then_stopped(index, component, age, state):
    beat(component, timedelta(seconds=age))

    assert states()[component] == state


def test_a_component_never_heard_of_is_named(client, index):
    beat("clockwork")

    page = client.get("/status/").content.decode()

    assert states()["worker"] == "unknown"
    assert "后台任务没有正常运行。" in page


@pytest.mark.parametrize(("age", "state"), [(1, "ok"), (9, "slow")])
def test_an_event_that_waits_for_its_number_too_long_is_said(index, age, state):
    OutboxRow.objects.create(stream="public", kind="a.b", object_id="1",
                             written_at=clock.now() - timedelta(seconds=age))

    assert states()["outbox"] == state


def test_a_missing_index_is_said(monkeypatch):
    monkeypatch.setattr("search.engines.embedded.Embedded.ready", lambda self: False)

    assert states()["index"] == "slow"


def test_a_reader_that_stumbled_is_shown_without_the_words_of_its_error(client, index):
    beat("clockwork")
    beat("worker")
    name = subscribers.everyone()[0].name
    cursor = SubscriberCursor.objects.create(name=name, stream="internal", position=3)
    SubscriberFailure.objects.create(cursor=cursor, position=4, error="张三 13812345678", failed_at=clock.real_now())
    SubscriberFailure.objects.create(cursor=cursor, position=5, error="x", failed_at=clock.real_now(), given_up=True)

    page = client.get("/status/").content.decode()
    twin = client.get("/status.json").json()

    assert "13812345678" not in page and "13812345678" not in str(twin)
    reader = next(one for one in twin["readers"] if one["id"] == name)
    assert (reader["waiting"], reader["given_up"], reader["state"]) == (1, 1, "slow")
    assert twin["ok"] is False


@pytest.mark.parametrize(("behind", "pace"), [(0, "level"), (3, "near"), (1001, "far")])
def test_whether_a_reader_keeps_up_is_told_but_no_count_of_internal_events(client, index, behind, pace):
    one = next(one for one in subscribers.everyone() if one.stream == "internal")
    StreamHead.objects.update_or_create(stream="internal", defaults={"last": 918_273})
    SubscriberCursor.objects.create(name=one.name, stream="internal", position=918_273 - behind)

    twin = client.get("/status.json")

    assert next(row for row in twin.json()["readers"] if row["id"] == one.name)["pace"] == pace
    for number in ("918273", str(918_273 - behind), "1001"):
        assert number not in twin.content.decode()


def test_without_a_database_the_twin_says_so_and_the_page_is_plain_words(client, monkeypatch):
    def fail(*args):
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", fail)

    twin, page = client.get("/status.json"), client.get("/status/")

    assert [part["state"] for part in twin.json()["components"]] == ["ok", "down"]
    assert page.status_code == 503 and page.content.decode().strip().endswith("。")


def test_page_and_twin_are_never_cached_and_refuse_other_methods(client, index):
    for address in ("/status/", "/status.json"):
        assert "no-cache" in client.get(address)["Cache-Control"]
        assert client.post(address).status_code == 405


def test_the_number_of_queries_does_not_grow_with_failures(client, index, django_assert_max_num_queries):
    for one in subscribers.everyone():
        cursor = SubscriberCursor.objects.create(name=one.name, stream=one.stream)
        SubscriberFailure.objects.bulk_create(
            SubscriberFailure(cursor=cursor, position=n, error="x", failed_at=clock.real_now()) for n in range(20))

    with django_assert_max_num_queries(12):
        client.get("/status/")


def test_the_lag_is_measured_from_the_oldest_event(index):
    for age in (9, 2):
        OutboxRow.objects.create(stream="public", kind="a.b", object_id="1",
                                 written_at=clock.now() - timedelta(seconds=age))

    assert outbox.waiting() == 2
    assert "9 秒" in next(part.words for part in status.components() if part.key == "outbox")
