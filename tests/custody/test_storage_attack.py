"""What somebody may send instead of an envelope of their own: each is refused, and nothing of it stays."""
import os
from dataclasses import replace

import pytest

from market.custody import envelopes, shapes, uploads
from market.custody.errors import EnvelopeError
from market.custody.models import CustodianKey, Envelope, Upload

from .sending import BIG, begun, files, refused, send, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_store")]


def attack(one, context, sealed: bytes, code: str) -> None:
    """It is refused with that code when whole; nothing of it stays."""
    with refused(code):
        sent(context, sealed)
    assert not Envelope.objects.exists() and not Upload.objects.exists() and not files()


def test_noise_is_refused(one):
    attack(one, one.context(volume="technical"), os.urandom(6000), "envelope.foreign")


def test_a_shortened_and_a_lengthened_envelope_are_refused(one):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])

    attack(one, context, sealed[:-1], "envelope.truncated")
    attack(one, context, sealed + b"\0", "envelope.too_long")


def test_another_bidders_envelope_is_refused_under_ones_own_tag(one):
    theirs = one.seal(one.context(bidder="other"))

    attack(one, one.context(), theirs, "context.owner_tag")


def test_an_envelope_of_another_lot_is_refused(one):
    attack(one, one.context(lot=one.lots[1]), one.seal(one.context()), "context.lot")


def test_a_replay_of_an_older_version_is_refused(one):
    context = one.context()
    old = one.seal(context)
    kept = sent(context, old)

    with refused("context.version"):
        sent(replace(context, version=2), old)
    assert list(Envelope.objects.all()) == [kept]


def test_swapped_volumes_are_refused(one):
    technical = one.context(volume="technical")

    attack(one, one.context(volume="service"), one.seal(technical, [BIG]), "context.volume")


def test_a_header_that_lies_is_refused_or_opens_for_nobody(one):
    """The tag exchanged in the header passes what needs no key, and then nobody can open it."""
    theirs, mine = one.context(bidder="other"), one.context()
    sealed = one.seal(theirs).replace(theirs.owner_tag.encode(), mine.owner_tag.encode())

    kept = sent(mine, sealed)

    for by in ((0, 1), (1, 2), (0, 2), None):
        with pytest.raises(EnvelopeError):
            one.people(one.lots[0]).open(envelopes.path_of(kept).read_bytes(), mine, by=by)


def test_lengths_that_lie_are_refused(one):
    context = one.context(volume="technical")
    sealed = one.seal(context, [BIG])

    for length in (0, -1, 4096, uploads.most_bytes("technical") + 1):
        with refused("upload.length"):
            begun(context, length)
    with refused("upload.length"):
        begun(one.context(), 70_000)
    upload = begun(context, len(sealed) - 1)
    with refused("upload.too_long"):
        send(upload, sealed)
    assert Upload.objects.get(pk=upload.pk).offset == 0


def test_an_envelope_sealed_to_other_custodians_is_refused(one):
    context = one.context()

    attack(one, context, one.people(one.lots[1]).seal([("price-sheet.json", b"{}")], context), "envelope.other_keys")


def test_custodians_in_another_order_are_refused(one):
    context = one.context()
    people = one.people(one.lots[0])
    turned = replace(people, custodians=people.custodians[::-1])

    attack(one, context, turned.seal([("price-sheet.json", b"{}")], context), "envelope.other_keys")


def test_nothing_is_taken_before_the_custodians_gave_their_keys(one):
    context = one.context()
    sealed = one.seal(context)
    CustodianKey.objects.filter(seat=one.seats[3]).delete()

    attack(one, context, sealed, "envelope.keys_missing")


def test_equal_ciphertext_is_never_taken_from_a_second_bidder(one, monkeypatch):
    """The context refuses it first; the store would, were that not so."""
    theirs = one.context(bidder="other")
    sealed = one.seal(theirs)
    kept = sent(theirs, sealed)
    monkeypatch.setattr(uploads.envelopes.envelope, "inspect", lambda source, expect: shapes.read_header(source))

    with refused("envelope.copied"):
        sent(one.context(), sealed)
    assert files() == [envelopes.path_of(kept)]
