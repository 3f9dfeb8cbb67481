"""The index follows the records."""
import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import transaction

from market.core import outbox
from market.core.subscribers import drain
from publish.models import PublicRecord
from search import find, indexing
from search.ask import Ask
from tests.factories.search import PublicRecordFactory

pytestmark = pytest.mark.django_db


def test_the_subscriber_indexes_what_changed_one_by_one_and_in_lists(engine):
    one, *many = PublicRecordFactory.create_batch(4)
    engine.rebuild([], lambda: ((), ()))
    with transaction.atomic():
        outbox.emit(indexing.CHANGED, id=one.pk)
        outbox.emit(indexing.CHANGED, id=many[0].pk, ids=[str(record.pk) for record in many])

    drain(indexing.SUBSCRIBER)

    assert find.count(Ask()) == 4


def test_a_record_that_is_gone_leaves_the_index_and_twice_is_once(engine, indexed):
    record, _ = indexed(*PublicRecordFactory.create_batch(2))
    pk = record.pk
    record.delete()
    with transaction.atomic():
        outbox.emit(indexing.GONE, id=pk)
        outbox.emit(indexing.GONE, id=pk)

    drain(indexing.SUBSCRIBER)

    assert find.count(Ask()) == 1


def test_without_an_index_the_first_event_builds_everything(engine):
    PublicRecordFactory.create_batch(3)

    indexing.index([uuid.uuid4()])

    assert find.count(Ask()) == 3


def test_records_without_an_index_get_one_and_it_is_left_alone_then(engine):
    assert indexing.build_where_missing() == 0
    PublicRecordFactory.create_batch(3)

    assert [indexing.build_where_missing(), indexing.build_where_missing()] == [3, 0]
    assert find.count(Ask()) == 3


def test_a_rebuild_replays_events_that_came_while_it_ran(engine):
    PublicRecordFactory.create_batch(2)

    def follow(records):
        yield from records
        late = PublicRecordFactory(title="期间发布的公告")
        PublicRecord.objects.exclude(pk=late.pk).first().delete()
        with transaction.atomic():
            outbox.emit(indexing.CHANGED, id=late.pk)
            for pk in gone():
                outbox.emit(indexing.GONE, id=pk)

    before = set(PublicRecord.objects.values_list("pk", flat=True))

    def gone():
        return before - set(PublicRecord.objects.values_list("pk", flat=True))

    indexing.rebuild(follow)

    assert find.count(Ask()) == PublicRecord.objects.count() == 2
    assert find.count(Ask(text="期间发布的公告")) == 1


def test_the_command_rebuilds_and_says_how_many(engine, capsys):
    PublicRecordFactory.create_batch(2)

    call_command("rebuild_search")
    call_command("rebuild_search", if_needed=True)

    assert capsys.readouterr().out == "检索索引已重建，共 2 条公开记录。\n"


def test_writers_take_turns_and_lose_nothing(engine):
    engine.rebuild([], lambda: ((), ()))
    faults = []

    def write():
        try:
            for _ in range(5):
                engine.write(lambda: (PublicRecordFactory.build_batch(2), ()))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not faults and find.count(Ask()) == 40
