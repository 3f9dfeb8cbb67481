"""One signature an hour over the whole step log: rewriting it is found, and nothing is told of its size."""
import hashlib
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from market.core import clock, steps
from market.core.models import StepLog
from market.custody import roots
from market.custody.models import ChainRoot
from tests.factories.stage import PlayFactory
from tests.stage.models import Play

pytestmark = pytest.mark.django_db


def step_taken() -> Play:
    play = PlayFactory()
    return steps.take_step(Play.objects, play.pk, "publish", actor="owner")


@pytest.fixture
def hours():
    """Three plays, a root after each."""
    with clock.frozen("2026-11-24T09:00") as at:
        for _ in range(3):
            step_taken()
            at.move(timedelta(hours=1))
            assert roots.take()
        yield at


def test_roots_are_an_hour_apart_signed_and_chained(hours):
    assert roots.take() is None
    assert roots.faults() == []
    said = [one["root"] for one in roots.described()["roots"]]
    assert [one["number"] for one in said] == [3, 2, 1]
    assert said[0]["previous"] == said[1]["root"] != said[2]["root"]
    call_command("verify_roots")


def test_what_is_published_tells_no_size(hours):
    for one in roots.described()["roots"]:
        assert set(one["root"]) == {"format", "number", "root", "previous", "taken_at", "key_id"}


def test_a_log_rewritten_with_all_its_digests_is_found(hours):
    """The chain of the record verifies again; only the signed root still knows."""
    row = StepLog.objects.order_by("taken_at").first()
    row.actor = "user:somebody-else"
    row.digest = steps.digest(row)
    row.save()
    assert not steps.verify_chain(row.record_type, row.record_id)

    assert len(roots.faults()) == 3 and "改写" in roots.faults()[0]
    with pytest.raises(CommandError, match="改写"):
        call_command("verify_roots")


def test_a_removed_row_is_found(hours):
    StepLog.objects.order_by("taken_at").last().delete()

    assert roots.faults() == ["第 3 个签名根（2026-11-24T12:00:00.000+08:00）之前的步骤记录后来被改写过。"]


def test_an_exchanged_root_is_found(hours):
    second = ChainRoot.objects.get(number=2)
    said = json.loads(second.content) | {"root": "0" * 64}
    ChainRoot.objects.filter(number=2).update(root="0" * 64, content=json.dumps(said))

    assert any("签名不成立" in fault for fault in roots.faults())


def test_later_steps_of_the_same_record_do_not_disturb_an_older_root(hours):
    step_taken()

    assert roots.faults() == []


def test_the_tree_is_what_its_description_says():
    leaf = [hashlib.sha256(bytes([n])).digest() for n in range(3)]
    low, middle, high = sorted(leaf)
    pair = hashlib.sha256(b"\1" + low + middle).digest()

    assert roots.root_of(leaf) == roots.root_of(leaf[::-1]) == hashlib.sha256(b"\1" + pair + high).hexdigest()
    assert roots.root_of(leaf[:1]) == leaf[0].hex() and roots.root_of([]) == hashlib.sha256(b"").hexdigest()
