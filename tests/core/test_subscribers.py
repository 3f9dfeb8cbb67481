"""After-subscribers: at least once, in order, past a bad event, and never two processes at one cursor."""
import uuid
from datetime import timedelta

import pytest

from market.core import clock, outbox, subscribers
from market.core.models import SubscriberCursor, SubscriberFailure

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    """Make an after-subscriber that notes what it is given; gone after the test."""
    made = []

    def make(*kinds, batch=False, trouble=lambda event: False):
        met, name = [], f"test-{uuid.uuid4()}"

        def react(given):
            events = given if batch else [given]
            for event in events:
                if trouble(event):
                    raise RuntimeError(f"cannot digest {event.object_id}")
            met.extend(event.object_id for event in events)

        react.__qualname__ = name
        subscribers.after(*kinds, name=name, batch=batch)(react)
        made.append(name)
        return name, met

    yield make
    for name in made:
        subscribers.forget(name)


def emit(*ids, kind="thing.happened"):
    for one in ids:
        outbox.emit(kind, id=one)
    outbox.sequence()


def let_retries_come_due():
    SubscriberFailure.objects.update(retry_at=clock.real_now() - timedelta(seconds=1))


def position(name):
    return SubscriberCursor.objects.get(name=name).position


def test_each_event_of_its_kinds_arrives_once_and_in_order(reader):
    name, met = reader("thing.happened", "thing.ended")
    emit("1", "2")
    emit("x", kind="other.happened")
    emit("3", kind="thing.ended")

    assert subscribers.deliver(name) == 3
    assert met == ["1", "2", "3"]
    assert position(name) == 4
    assert subscribers.deliver(name) == 0


def test_many_slices_are_read_in_one_go(reader):
    name, met = reader("thing.happened")
    emit(*map(str, range(25)))

    assert subscribers.deliver(name, limit=4) == 25
    assert met == [str(number) for number in range(25)]


def test_an_unnumbered_event_is_not_delivered(reader):
    name, met = reader("thing.happened")
    outbox.emit("thing.happened", id="1")

    subscribers.deliver(name)

    assert met == []


def test_a_batch_subscriber_gets_lists(reader):
    name, met = reader("thing.happened", batch=True)
    emit("1", "2", "3")

    assert subscribers.deliver(name, limit=2) == 3
    assert met == ["1", "2", "3"]


@pytest.mark.parametrize("batch", [False, True])
def test_a_bad_event_is_set_aside_and_the_stream_goes_on(reader, batch):
    healed = []
    name, met = reader("thing.happened", batch=batch, trouble=lambda event: event.object_id == "2" and not healed)
    emit("1", "2", "3")

    subscribers.deliver(name)

    failure = SubscriberFailure.objects.get()
    assert met == ["1", "3"]
    assert (failure.position, failure.tries, failure.given_up) == (2, 1, False)
    assert failure.error == "RuntimeError: cannot digest 2"

    healed.append(True)
    subscribers.deliver(name)
    assert met == ["1", "3"], "tried again before its time"
    let_retries_come_due()
    assert name in subscribers.behind()
    subscribers.deliver(name)
    assert met == ["1", "3", "2"]
    assert not SubscriberFailure.objects.exists()


def test_an_event_is_given_up_after_many_tries_and_kept(reader):
    name, _ = reader("thing.happened", trouble=lambda event: True)
    emit("1")

    for _ in range(subscribers.TRIES + 3):
        subscribers.deliver(name)
        let_retries_come_due()

    failure = SubscriberFailure.objects.get()
    assert (failure.tries, failure.given_up) == (subscribers.TRIES, True)
    assert name not in subscribers.behind()
    assert subscribers.retry_given_up(name) == 1
    assert name in subscribers.behind()


def test_when_everything_fails_the_subscriber_waits_instead_of_running_on(reader):
    broken = [True]
    name, met = reader("thing.happened", trouble=lambda event: bool(broken))
    emit(*map(str, range(subscribers.ASIDE * 3)))

    subscribers.deliver(name)
    assert position(name) == SubscriberFailure.objects.count() == subscribers.ASIDE

    broken.clear()
    let_retries_come_due()
    subscribers.deliver(name)
    assert sorted(met, key=int) == [str(number) for number in range(subscribers.ASIDE * 3)]


def test_one_process_at_a_time_serves_a_cursor(reader):
    name, met = reader("thing.happened")
    emit("1")
    SubscriberCursor.objects.create(name=name, stream="internal", holder="another process",
                                    leased_until=clock.real_now() + timedelta(seconds=60))

    assert subscribers.deliver(name) == 0
    assert name not in subscribers.behind()

    SubscriberCursor.objects.update(leased_until=clock.real_now() - timedelta(seconds=1))
    assert subscribers.deliver(name) == 1
    assert met == ["1"]


def test_a_process_that_lost_its_lease_moves_the_cursor_no_more(reader):
    def lose(event):
        if event.object_id == "2":
            SubscriberCursor.objects.update(holder="another process")
        return False

    name, _ = reader("thing.happened", trouble=lose)
    emit("1", "2", "3")

    subscribers.deliver(name, limit=2)

    assert position(name) == 1


def test_two_functions_cannot_share_a_name(reader):
    name, _ = reader("thing.happened")

    with pytest.raises(ValueError, match=name):
        subscribers.after("thing.happened", name=name)(lambda event: None)


def test_draining_numbers_and_delivers_until_nothing_moves(reader):
    name, met = reader("thing.happened")
    outbox.emit("thing.happened", id="1")

    subscribers.drain(name)

    assert met == ["1"]
