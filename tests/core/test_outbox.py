"""The outbox: written with the act, numbered after its commit, read without loss, repeat or reorder."""
import pytest
from django.db import transaction

from market.core import outbox
from market.core.models import OutboxRow
from market.core.outbox import Stream

WRITERS, EACH = 3, 120


@pytest.mark.django_db
def test_a_row_has_no_number_until_it_is_sequenced():
    row = outbox.emit("thing.happened", id=7, size=3)

    assert (row.position, outbox.waiting(), outbox.after(Stream.INTERNAL, 0)) == (None, 1, [])
    assert outbox.sequence() == 1
    assert [(row.position, row.object_id, row.payload) for row in outbox.after(Stream.INTERNAL, 0)] == [
        (1, "7", {"size": 3})]
    assert outbox.waiting() == 0


@pytest.mark.django_db
def test_streams_are_numbered_apart_and_without_gaps():
    for place in range(6):
        outbox.emit("thing.happened", id=place, stream=Stream.PUBLIC if place % 3 == 0 else Stream.INTERNAL)

    while outbox.sequence(limit=1):
        pass

    assert [(row.position, row.object_id) for row in outbox.after(Stream.PUBLIC, 0)] == [(1, "0"), (2, "3")]
    assert [row.position for row in outbox.after(Stream.INTERNAL, 0)] == [1, 2, 3, 4]
    assert (outbox.head(Stream.PUBLIC), outbox.head(Stream.INTERNAL)) == (2, 4)


@pytest.mark.django_db
def test_a_reader_takes_slices_from_where_it_was():
    for place in range(5):
        outbox.emit("thing.happened", id=place)
    outbox.sequence()

    assert [row.position for row in outbox.after(Stream.INTERNAL, 2, limit=2)] == [3, 4]
    assert outbox.after(Stream.INTERNAL, 5) == []


@pytest.mark.django_db
def test_an_idle_sequencer_opens_no_transaction(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert outbox.sequence() == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_its_act_is_refused():
    with pytest.raises(outbox.OutboxError):
        outbox.emit("thing.happened", id=1)

    assert not OutboxRow.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_rolled_back_leaves_no_event():
    with transaction.atomic():
        outbox.emit("thing.happened", id=1)
        transaction.set_rollback(True)

    assert outbox.sequence() == 0


@pytest.mark.xdist_group("shared databases")
def test_a_reader_beside_many_writers_misses_repeats_and_reorders_nothing(shared):
    total = WRITERS * EACH + 1
    writers = [["write", f"w{place}", EACH] for place in range(WRITERS)]

    (_, met, *_), = shared.play([["hold", 1], ["read", total, 100], *[["number", total, 100]] * 2, *writers])

    assert [position for position, _ in met] == list(range(1, total + 1))
    assert len({name for _, name in met}) == total
    for place in range(WRITERS):
        own = [name for _, name in met if name.startswith(f"w{place}:")]
        assert own == [f"w{place}:{number}" for number in range(EACH)]
    assert "held:0" in {name for _, name in met}


@pytest.mark.xdist_group("shared databases")
def test_of_many_who_take_the_same_step_one_succeeds(shared):
    _, outcomes, _ = shared.play([["make"]], [["race"]] * 4, [["verify"]])

    assert sorted(outcomes) == ["step.wrong_state"] * 3 + ["taken"]
