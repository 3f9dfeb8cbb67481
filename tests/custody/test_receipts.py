"""Receipts hold by themselves: with the published keys and nothing else."""
import json
import stat
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from market.core import clock, tags
from market.custody import receipts, scripts, signers
from market.custody.errors import CustodyRefused
from market.custody.models import Receipt, SignerKey
from tests.factories import people

pytestmark = pytest.mark.django_db
LOT = uuid.UUID("0b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11")


def issued(**said) -> Receipt:
    values = {"subject": LOT, "tag": "", "content": {"volumes": [{"volume": "price", "sha256": "0" * 64}]}} | said
    return receipts.issue(Receipt.Kind.SUBMITTED, **values)


def refused(code: str):
    return pytest.raises(CustodyRefused, match=code.replace(".", r"\."))


def test_a_receipt_verifies_with_the_published_keys_alone(django_assert_num_queries):
    with clock.frozen("2026-11-24T14:29:59.871456"):
        receipt = issued()
    text, keys = receipts.file_of(receipt), receipts.public_keys()

    with django_assert_num_queries(0):
        checked = receipts.verify(text, keys)

    assert checked.said["number"] == receipt.number
    assert checked.said["issued_at"] == "2026-11-24T14:29:59.871+08:00" == receipts.written(checked.at)
    assert checked.said["content"]["scripts"] == scripts.hashes()
    assert receipt.issued_at == checked.at


@pytest.mark.parametrize("change", [
    lambda said: said.update(kind="late"), lambda said: said.update(number="A" * 5), lambda said: said.update(tag="f"),
    lambda said: said.update(issued_at="2026-11-24T14:29:58.000+08:00"),
    lambda said: said["content"]["volumes"][0].update(sha256="1" * 64), lambda said: said["content"].pop("scripts")])
def test_an_altered_receipt_is_forged(change):
    given = json.loads(receipts.file_of(issued()))
    change(given["receipt"])

    with refused("receipt.forged"):
        receipts.verify(json.dumps(given), receipts.public_keys())


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", "[" * 5000, '{"receipt": 1, "signature": 2}', "x" * 300_000,
                                  '{"receipt": {}, "signature": "AA"}'])
def test_what_is_no_receipt_is_said_to_be_none(text):
    with refused("receipt.malformed"):
        receipts.verify(text, receipts.public_keys())


def test_a_key_nobody_published_proves_nothing():
    receipt = issued()

    with refused("receipt.stranger"):
        receipts.verify(receipts.file_of(receipt), {})


def test_the_key_is_made_once_for_its_owner_alone():
    first = signers.current()

    assert signers.current() == first
    path = Path(settings.VAR) / "keys" / "receipt.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert bytes(SignerKey.objects.get(pk=first.id).public) != path.read_bytes()


def test_after_a_rotation_old_receipts_hold_and_the_old_key_signs_nothing_new():
    with clock.frozen("2026-11-24T09:00") as at:
        old = issued()
        at.move(timedelta(days=30))
        signers.rotate()
        at.move(timedelta(days=1))
        new = issued()
        keys = receipts.public_keys()

        assert old.key_id != new.key_id
        for receipt in (old, new):
            assert receipts.verify(receipts.file_of(receipt), keys).key_id == receipt.key_id
        assert keys[old.key_id].until == keys[new.key_id].since
        late = signers.PublicKey(old.key_id, keys[old.key_id].key, at.at, None)
        with refused("receipt.key_time"):
            receipts.verify(receipts.file_of(old), {old.key_id: late})


def test_a_lost_key_is_replaced_and_what_it_signed_still_holds():
    with clock.frozen("2026-11-24T09:00") as at:
        old = issued()
        (Path(settings.VAR) / "keys" / "receipt.key").unlink()
        at.move(timedelta(minutes=1))
        new = issued()

        assert old.key_id != new.key_id
        assert receipts.verify(receipts.file_of(old), receipts.public_keys())


def test_numbers_are_random_and_read_however_they_are_typed():
    bidder = people.act("投标人", "supplier")
    mine = issued(tag=tags.owner_tag(LOT, bidder.party))

    assert len({issued().number for _ in range(50)}) == 50
    for typed in (mine.number, mine.number.lower(), mine.number.replace("-", " "), f" {mine.number.replace('-', '')} "):
        assert receipts.find(typed, actor=bidder) == mine


def test_a_sealed_receipt_looks_like_an_unknown_one_to_everybody_but_its_holder():
    bidder, other = people.act("投标人", "supplier"), people.act("另一投标人", "supplier")
    mine = issued(tag=tags.owner_tag(LOT, bidder.party))

    for asker in (other, None, people.act("中心", "centre"), people.act("监督", "supervisor")):
        assert receipts.find(mine.number, actor=asker) is None
    assert receipts.find(mine.number, actor=bidder) == mine


def test_from_the_lawful_moment_on_anybody_with_the_number_may_ask():
    with clock.frozen("2026-11-24T09:00") as at:
        receipt = issued(tag="f" * 64)
        assert receipts.publish(LOT, at=at.at + timedelta(minutes=1)) == 1
        assert receipts.find(receipt.number, actor=None) is None
        at.move(timedelta(minutes=1))
        assert receipts.find(receipt.number, actor=None) == receipt


def test_the_hashes_cover_every_script_that_seals():
    found = scripts.hashes()

    assert {"envelope.js", "envelope_keys.js", "sha256.js", "upload.js"} <= set(found)
    assert all(len(digest) == 64 for digest in found.values())
