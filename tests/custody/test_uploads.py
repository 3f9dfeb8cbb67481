"""Envelopes on their way in: pieces, crashes, two windows, quotas; and whatever somebody may send instead of one."""
import errno
import io
import os
import stat
import time
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.core import chores, clock, tags
from market.custody import envelopes, uploads
from market.custody.errors import CustodyRefused
from market.custody.models import Envelope, Upload

from .hall import hall
from .sending import BIG, begun, files, refused, send, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_store")]


def test_a_whole_envelope_is_kept_as_sent_for_nobody_to_write(one):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])

    kept = sent(context, sealed)

    path = envelopes.path_of(kept)
    assert path.read_bytes() == sealed and path == envelopes.root() / str(kept.pk)[:2] / str(kept.pk)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(envelopes.root().stat().st_mode) == 0o700
    assert files() == [path] and not Upload.objects.exists()
    assert envelopes.intact(kept)
    assert envelopes.next_version(lot=one.lots[0], tag=context.owner_tag, stage="opening", volume="technical") == 2
    opened = one.people(one.lots[0]).open(path.read_bytes(), context, by=(1, 2))
    assert opened == {BIG[0]: BIG[1]}


def test_what_lies_here_names_neither_the_bidder_nor_the_file(one):
    context = one.context(bidder="示例公司", volume="technical")
    kept = sent(context, one.seal(context, [BIG]))
    row = str(Envelope.objects.filter(pk=kept.pk).values().get())

    assert "示例公司" not in row and "标书" not in row and kept.tag == tags.owner_tag(one.lots[0], "示例公司")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 80_000), st.integers(0, 30_000)), max_size=12))
def test_pieces_count_only_where_the_upload_ends(pieces):
    """Whatever offsets are tried, what has arrived is a beginning of the envelope; then it is finished and whole."""
    one = hall()
    context = one.context(volume=f"v-{uuid.uuid4().hex[:8]}")
    sealed = one.seal(context, [BIG])
    upload, arrived = begun(context, len(sealed)), 0

    for at, count in pieces:
        piece = sealed[at:at + count]
        try:
            upload = uploads.append(upload, offset=at, content=io.BytesIO(piece), count=count)
            assert at == arrived
            arrived += len(piece)
        except uploads.OffsetConflict as conflict:
            assert at != arrived == conflict.offset
        except CustodyRefused as no:
            assert no.code == "upload.too_long" and at + count > len(sealed)
        assert Upload.objects.get(pk=upload.pk).offset == arrived
        assert uploads.part_of(upload.pk).read_bytes() == sealed[:arrived]

    kept = uploads.finish(send(upload, sealed, at=arrived))
    assert envelopes.path_of(kept).read_bytes() == sealed


def test_an_upload_asked_for_twice_is_one_and_never_another_bidders(one):
    context, name = one.context(), uuid.uuid4()
    first = begun(context, 5000, name)

    assert begun(context, 5000, name) == first and Upload.objects.count() == 1
    for other in (one.context(bidder="other"), one.context(lot=one.lots[1]), one.context(volume="technical")):
        with refused("upload.id_taken"):
            begun(other, 5000, name)
    with refused("upload.id_taken"):
        begun(context, 5001, name)


def test_what_came_before_the_line_broke_counts(one):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])

    class Breaks(io.BytesIO):
        def read(self, count=-1):
            if self.tell() >= 10_000:
                raise ConnectionResetError
            return super().read(min(count, 5000))

    upload = begun(context, len(sealed))
    with pytest.raises(ConnectionResetError):
        uploads.append(upload, offset=0, content=Breaks(sealed), count=len(sealed))

    upload = Upload.objects.get(pk=upload.pk)
    assert upload.offset == 10_000
    assert uploads.finish(send(upload, sealed, at=10_000)).size == len(sealed)


def test_bytes_a_crash_left_beyond_the_row_are_cut_off(one):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])
    upload = send(begun(context, len(sealed)), sealed, count=10_000)
    with uploads.part_of(upload.pk).open("ab") as part:
        part.write(b"garbage of a torn write" * 100)

    assert uploads.finish(send(upload, sealed, at=10_000)).size == len(sealed)


def test_a_lost_part_starts_again_from_nothing(one):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])
    upload = send(begun(context, len(sealed)), sealed, count=10_000)
    uploads.part_of(upload.pk).unlink()

    with pytest.raises(uploads.OffsetConflict) as conflict:
        send(upload, sealed, at=10_000)
    assert conflict.value.offset == 0
    assert uploads.finish(send(upload, sealed)).size == len(sealed)


def test_two_windows_do_not_write_one_part_at_once(one):
    context = one.context(volume="technical")
    upload = begun(context, 70_000)

    with uploads._alone(upload.pk), refused("upload.busy"):
        send(upload, bytes(100))
    assert Upload.objects.get(pk=upload.pk).offset == 0


def test_two_windows_sealing_the_same_version_keep_the_first(one):
    context = one.context()
    first, second = one.seal(context), one.seal(context)
    slow = send(begun(context, len(second)), second)
    kept = sent(context, first)

    with refused("envelope.version_taken"):
        uploads.finish(slow)

    assert envelopes.path_of(kept).read_bytes() == first and Envelope.objects.count() == 1
    assert files() == [envelopes.path_of(kept)]


def test_the_same_bytes_from_two_windows_are_one_envelope(one):
    context = one.context()
    sealed = one.seal(context)
    twice = send(begun(context, len(sealed)), sealed)
    kept = sent(context, sealed)

    assert uploads.finish(twice) == kept and Envelope.objects.count() == 1
    assert files() == [envelopes.path_of(kept)]


def test_a_partial_upload_replaces_nothing(one):
    context = one.context()
    kept = sent(context, one.seal(context))
    later = replace(context, version=2)
    sealed = one.seal(later)
    partial = send(begun(later, len(sealed)), sealed, count=4000)

    with refused("upload.unfinished"):
        uploads.finish(partial)
    assert list(Envelope.objects.all()) == [kept] and envelopes.intact(kept)
    assert Upload.objects.get(pk=partial.pk).offset == 4000


# Room ---------------------------------------------------------------------------------------------------------------

def test_quota_and_number_are_each_bidders_own(one, monkeypatch):
    monkeypatch.setattr(uploads, "QUOTA", 20_000)
    mine = one.context(volume="technical")
    begun(mine, 12_000)

    with refused("upload.quota"):
        begun(mine, 12_000)
    begun(one.context(volume="technical", bidder="other"), 12_000)
    monkeypatch.setattr(uploads, "AT_ONCE", 1)
    with refused("upload.many"):
        begun(mine, 5000)


def test_a_full_disk_keeps_what_was_there(one, monkeypatch):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])
    upload = send(begun(context, len(sealed)), sealed, count=10_000)

    def full(*_):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as broken:
        broken.setattr(uploads, "_receive", full)
        with refused("upload.disk_full"):
            send(upload, sealed, at=10_000)
    assert uploads.finish(send(upload, sealed, at=10_000)).size == len(sealed)
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 10})())
    with refused("upload.disk_full"):
        begun(replace(context, version=2), 10_000)


def test_versions_count_from_what_was_kept(one):
    with refused("upload.version"):
        begun(one.context(version=2), 5000)
    with refused("upload.version"):
        sent(one.context(), one.seal(one.context()))
        begun(one.context(version=1), 5000)


# Crashes ------------------------------------------------------------------------------------------------------------

class Crash(BaseException):
    """Power off."""


@pytest.mark.parametrize("where", ["_sha256", "_place", "sync"])
def test_after_a_crash_while_finishing_it_is_finished_again(one, monkeypatch, where):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])
    upload = send(begun(context, len(sealed)), sealed)

    def crash(*_):
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(envelopes, where, crash)
        with pytest.raises(Crash):
            uploads.finish(upload)
    assert not Envelope.objects.exists()

    kept = uploads.finish(Upload.objects.get(pk=upload.pk))
    assert envelopes.intact(kept) and files() == [envelopes.path_of(kept)]


def test_after_a_crash_between_file_and_row_it_is_finished_again(one, monkeypatch):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])
    upload = send(begun(context, len(sealed)), sealed)

    def crash(**_):
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(Envelope.objects, "create", crash)
        with pytest.raises(Crash):
            uploads.finish(upload)
    assert envelopes.path_of(upload.pk).exists() and not Envelope.objects.exists()

    assert uploads.finish(Upload.objects.get(pk=upload.pk)).pk == upload.pk
    assert files() == [envelopes.path_of(upload.pk)]


def age(path, **span) -> None:
    then = time.time() - timedelta(**span).total_seconds()
    path.chmod(0o600)
    os.utime(path, (then, then))


def test_files_without_a_row_are_swept_and_never_one_with_a_row(one):
    context = one.context()
    kept = sent(context, one.seal(context))
    orphan = envelopes.path_of(uuid.uuid4())
    orphan.parent.mkdir(parents=True, exist_ok=True)
    orphan.write_bytes(b"a file without a row")
    envelopes.sweep()
    assert orphan.exists()

    age(orphan, days=2)
    age(envelopes.path_of(kept), days=2)
    chores.do_all()

    assert files() == [envelopes.path_of(kept)] and envelopes.intact(kept)


def test_abandoned_uploads_are_swept_after_a_week_and_resting_ones_stay(one):
    context = one.context(volume="technical")
    abandoned, resting = begun(context, 50_000), begun(context, 50_000)
    Upload.objects.filter(pk=abandoned.pk).update(touched_at=clock.real_now() - timedelta(days=8))
    stray = uploads.part_of(uuid.uuid4())
    stray.write_bytes(b"x")
    for path in (stray, uploads.part_of(resting.pk)):
        age(path, days=2)

    chores.do_all()

    assert list(Upload.objects.all()) == [resting] and files() == [uploads.part_of(resting.pk)]


def test_what_was_kept_from_this_machine_is_checked_alike(one):
    context = one.context()

    assert envelopes.intact(envelopes.keep(one.seal(context), context=context))
    with refused("envelope.foreign"):
        envelopes.keep(b"no envelope", context=replace(context, version=2))
    assert len(files()) == 1


def test_damage_on_our_side_is_told_from_the_bidders(one):
    context = one.context()
    kept = sent(context, one.seal(context))
    path = envelopes.path_of(kept)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")

    assert not envelopes.intact(kept)
    path.unlink()
    assert not envelopes.intact(kept)
