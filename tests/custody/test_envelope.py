"""Sealing and opening: everything comes back, nothing opens by one custodian, nothing changed is let through."""
import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from market.custody import envelope, keys, shapes
from market.custody.errors import SENTENCES, EnvelopeError

from .people import PRICE, SOMEBODY, TECHNICAL, Fixed, People

ROOT = Path(__file__).resolve().parents[2]
SMALL = [("报价.json", b'{"total":"6800000.00"}')]
SEALED = SOMEBODY.seal(SMALL)
STRANGERS = People.of(Fixed("strangers"))
names = st.text(st.characters(codec="utf-8", exclude_characters="/\\"), min_size=1, max_size=20).filter(
    lambda name: not shapes.UNSEEN.search(name) and name not in {".", ".."})
files = st.lists(st.tuples(names, st.binary(max_size=9000)), min_size=1, max_size=5, unique_by=lambda file: file[0])


def code(sealed: bytes, context=PRICE, **how) -> str:
    """The code this envelope is refused with; empty when it opens."""
    try:
        SOMEBODY.open(sealed, context, **how)
    except EnvelopeError as refused:
        assert refused.message.endswith("。")
        return refused.code
    return ""


@settings(deadline=None, max_examples=60)
@given(files)
def test_any_files_come_back_by_any_two_custodians_and_by_the_bidder(content):
    sealed = SOMEBODY.seal(content, TECHNICAL)

    for by in [*combinations(range(3), 2), None]:
        assert SOMEBODY.open(sealed, TECHNICAL, by=by) == dict(content)


@pytest.mark.parametrize("length", [0, 1, shapes.CHUNK - 600, shapes.CHUNK, 2 * shapes.CHUNK, 2 * shapes.CHUNK + 1])
def test_a_file_as_long_as_chunks_comes_back(length):
    content = [("大.bin", os.urandom(length))]

    assert SOMEBODY.open(SOMEBODY.seal(content, TECHNICAL), TECHNICAL) == dict(content)


def test_an_inner_length_of_exactly_whole_chunks_comes_back():
    spare = SOMEBODY.seal([("a", b"")], TECHNICAL)
    header = envelope.inspect(io.BytesIO(spare))
    inner = envelope.open_with_own_key(io.BytesIO(spare), SOMEBODY.own, expect=TECHNICAL).length
    content = [("a", bytes(shapes.CHUNK - inner - 6))]
    sealed = SOMEBODY.seal(content, TECHNICAL)

    assert header.size == shapes.LEAST and envelope.inspect(io.BytesIO(sealed)).size == shapes.CHUNK
    assert SOMEBODY.open(sealed, TECHNICAL) == dict(content)


@pytest.mark.parametrize("by", [0, 1, 2])
def test_one_custodian_alone_opens_nothing(by):
    header = envelope.inspect(io.BytesIO(SEALED))
    alone = SOMEBODY.custodians[by]

    for other in [alone, *STRANGERS.custodians, SOMEBODY.own, SOMEBODY.signing]:
        with pytest.raises(EnvelopeError) as refused:
            envelope.key_from_custodians(header, [alone, other])
        assert refused.value.code == ("key.same" if other is alone else "key.stranger")


@settings(deadline=None, max_examples=100)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 2), st.randoms(use_true_random=False))
def test_what_one_custodian_holds_fits_every_content_key(other_key, slot, chance):
    """For the two shares one custodian holds there is a third share for every content key: they tell nothing of it."""
    held = [chance.randbytes(32), chance.randbytes(32)]
    missing = envelope._xor(other_key, *held)
    shares = dict(zip(shapes.HELD[shapes.SLOTS[slot]], held, strict=True)) | {slot: missing}

    assert envelope._xor(*shares.values()) == other_key


def region(at: int) -> str:
    """Which part of ``SEALED`` a byte belongs to."""
    header = envelope.inspect(io.BytesIO(SEALED))
    start = len(shapes.MAGIC)
    ends = ((start, "magic"), (start + 4, "length"), (header.start - shapes.CHECK, "header"), (header.start, "check"))
    return next((name for end, name in ends if at < end), "chunk")


RIGHT = {
    "magic": {"envelope.foreign"},
    "length": {"header.malformed", "envelope.truncated", "envelope.too_long", "header.altered"},
    "header": {"header.malformed", "header.altered", "wrap.damaged", "key.stranger", "context.lot", "context.stage",
               "context.volume", "context.owner_tag", "context.version", "envelope.truncated", "envelope.too_long"},
    "check": {"header.altered"},
    "chunk": {"chunk.altered"},
}


@settings(deadline=None, max_examples=400)
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255), st.sampled_from([(0, 1), (0, 2), (1, 2), None]))
@example(10, 4, (0, 1))
@example(200, 32, None)
def test_a_changed_byte_anywhere_is_refused_with_a_fitting_code(at, change, by):
    changed = bytearray(SEALED)
    changed[at] ^= change

    assert code(bytes(changed), by=by) in RIGHT[region(at)]


def test_every_byte_of_the_front_is_guarded():
    header = envelope.inspect(io.BytesIO(SEALED))

    for at in range(header.start + 40):
        for by in ((0, 1), None):
            changed = bytearray(SEALED)
            changed[at] ^= 1
            assert code(bytes(changed), by=by) in RIGHT[region(at)], at


@settings(deadline=None, max_examples=100)
@given(st.integers(0, len(SEALED) - 1))
def test_a_shortened_envelope_is_refused(length):
    assert code(SEALED[:length]) == ("envelope.truncated" if length else "envelope.foreign")


def test_a_lengthened_envelope_is_refused():
    assert code(SEALED + b"\0") == "envelope.too_long"
    assert code(SEALED + SEALED) == "envelope.too_long"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SMENV2\r\n" + bytes(99), b"%PDF-1.7", os.urandom(5000)])
def test_another_file_is_no_envelope(content):
    assert code(content) == "envelope.foreign"


def test_chunks_in_another_order_twice_or_missing_are_refused():
    sealed = SOMEBODY.seal([("a", os.urandom(3 * shapes.CHUNK - 9000))], TECHNICAL)
    header, whole = envelope.inspect(io.BytesIO(sealed)), shapes.CHUNK + keys.TAG
    front, first, second, last = (sealed[:header.start], sealed[header.start:header.start + whole],
                                  sealed[header.start + whole:header.start + 2 * whole],
                                  sealed[header.start + 2 * whole:])

    assert code(sealed, TECHNICAL) == ""
    assert code(front + second + first + last, TECHNICAL) == "chunk.altered"
    assert code(front + first + first + last, TECHNICAL) == "chunk.altered"
    assert code(front + first + last, TECHNICAL) == "envelope.truncated"


def test_a_shorter_size_in_the_header_cannot_hide_a_cut():
    """The last chunk says that it is the last, and the header is bound to the key."""
    sealed = SOMEBODY.seal([("a", os.urandom(2 * shapes.CHUNK - 9000))], TECHNICAL)
    header = envelope.inspect(io.BytesIO(sealed))
    lying = header.raw.replace(b'"size":%d' % header.size, b'"size":%d' % shapes.CHUNK)
    front = shapes.MAGIC + shapes.LENGTH.pack(len(lying)) + lying
    content_key = envelope.key_from_own(header, SOMEBODY.own)
    body = sealed[header.start:header.start + shapes.CHUNK + keys.TAG]

    assert code(front + header.check + body, TECHNICAL) == "header.altered"
    forged = front + envelope._check(content_key, TECHNICAL.text, front)
    assert code(forged + body, TECHNICAL) == "chunk.altered"


def test_headers_and_chunks_of_two_envelopes_do_not_mix():
    other = SOMEBODY.seal(SMALL)
    start = envelope.inspect(io.BytesIO(SEALED)).start

    assert len(other) == len(SEALED)
    assert code(SEALED[:start] + other[start:]) == code(other[:start] + SEALED[start:]) == "chunk.altered"


def test_wraps_of_two_envelopes_do_not_mix():
    one, two = (envelope.inspect(io.BytesIO(sealed)) for sealed in (SEALED, SOMEBODY.seal(SMALL)))
    wraps = {**one.wraps, "custodian-2": two.wraps["custodian-2"]}
    mixed = shapes.write_header(one.context, one.size, one.custodians, wraps)
    sealed = SEALED.replace(one.raw, mixed)

    assert code(sealed, by=(0, 1)) == "shares.disagree"
    assert code(sealed, by=(0, 2)) == code(sealed, by=None) == "header.altered"


@pytest.mark.parametrize(("part", "value"), [
    ("lot", "1b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11"), ("stage", "second"), ("volume", "technical"),
    ("owner_tag", "0" * 64), ("version", 2)])
def test_an_envelope_for_another_lot_stage_volume_bidder_or_version_is_refused(part, value):
    other = replace(PRICE, **{part: value})

    assert code(SEALED, other) == f"context.{part}"


@pytest.mark.parametrize(("part", "value"), [
    ("lot", "1b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11"), ("stage", "second"), ("owner_tag", "0" * 64), ("version", 2)])
def test_an_envelope_readdressed_by_hand_opens_for_nobody(part, value):
    """The copy of another bidder's envelope under one's own tag, and a replay into another lot."""
    header, other = envelope.inspect(io.BytesIO(SEALED)), replace(PRICE, **{part: value})
    raw = shapes.write_header(other, header.size, header.custodians, header.wraps)
    front = shapes.MAGIC + shapes.LENGTH.pack(len(raw)) + raw

    for by in ((0, 1), (1, 2), None):
        assert code(front + SEALED[header.start - shapes.CHECK:], other, by=by) == "wrap.damaged"


def test_a_custodian_who_reseals_cannot_pass_it_off_as_the_bidders():
    """With the plaintext in hand, the bidder's signature still names the bidder's own place."""
    theirs = envelope.open_with_own_key(io.BytesIO(SEALED), SOMEBODY.own, expect=PRICE)
    signed = keys.sign(SOMEBODY.signing, shapes.signed(theirs.write()))
    copied = SOMEBODY.seal(SMALL, replace(PRICE, owner_tag="0" * 64), signer=envelope.Signer(
        SOMEBODY.signing.public_key(), lambda message: signed))

    assert code(copied, replace(PRICE, owner_tag="0" * 64)) == "manifest.signature"


def test_a_manifest_signed_by_another_key_is_refused():
    assert code(SOMEBODY.seal(SMALL, signer=envelope.Signer.of_key(STRANGERS.signing))) == "manifest.stranger"
    assert code(SOMEBODY.seal(SMALL, signer=envelope.Signer(
        SOMEBODY.signing.public_key(), lambda message: keys.sign(STRANGERS.signing, message)))) == "manifest.signature"


def test_a_wrong_own_key_opens_nothing():
    assert code(SEALED, by=None, own=STRANGERS.own) == "wrap.damaged"


def test_two_pairs_of_custodians_never_see_two_contents():
    """A bidder who hands out shares of two keys: one pair opens it, and the others are told, whatever was written."""
    other_key = Fixed("another key").bytes(32)
    header = envelope.inspect(io.BytesIO(SEALED))
    secret = keys.unwrap(header.wraps["custodian-1"].ephemeral, header.wraps["custodian-1"].wrapped,
                         SOMEBODY.custodians[0], slot="custodian-1", context=PRICE.text)
    third = secret[keys.KEY:]
    false_second = envelope._xor(other_key, third, bytes(32))
    wrap = shapes.Wrap(*keys.wrap(bytes(32) + false_second, SOMEBODY.custodians[2].public_key(), slot="custodian-3",
                                  context=PRICE.text, pair=Fixed("ephemeral").pair()))
    raw = shapes.write_header(PRICE, header.size, header.custodians, {**header.wraps, "custodian-3": wrap})
    front = shapes.MAGIC + shapes.LENGTH.pack(len(raw)) + raw
    check = envelope._check(envelope.key_from_own(header, SOMEBODY.own), PRICE.text, front)
    sealed = front + check + SEALED[header.start:]

    assert code(sealed, by=(0, 1)) == "" == code(sealed, by=None)
    assert code(sealed, by=(0, 2)) == code(sealed, by=(1, 2)) == "shares.disagree"


@settings(deadline=None, max_examples=300)
@given(st.integers(1, shapes.MOST_VOLUME))
def test_padding_hides_the_length_and_costs_at_most_a_sixteenth(length):
    full = shapes.padded(length)

    assert full >= length and full >= shapes.LEAST and shapes.padded(full) == full
    assert full - length <= max(shapes.LEAST, length / 16)
    assert full == shapes.LEAST or len(bin(full).rstrip("0")) - 2 <= 5  # five significant bits at most


def test_every_price_is_sealed_to_the_same_length():
    lengths = {len(SOMEBODY.seal([("报价.json", b"9" * count)])) for count in (1, 20, 500, 3000)}

    assert lengths == {len(SEALED)}


def test_a_price_that_does_not_fit_is_refused():
    with pytest.raises(EnvelopeError) as refused:
        SOMEBODY.seal([("报价.json", b"9" * 4000)])
    assert refused.value.code == "volume.too_large"


@pytest.mark.parametrize(("content", "expected"), [
    ([], "files.count"), ([(f"{n}", b"") for n in range(201)], "files.count"), ([("", b"")], "file.name"),
    ([("a/b", b"")], "file.name"), ([("..", b"")], "file.name"), ([("a\\b", b"")], "file.name"),
    ([("a\nb", b"")], "file.name"), ([("报价\u202efdp.exe", b"")], "file.name"), ([("名" * 86, b"")], "file.name"),
    ([("a", b""), ("a", b"")], "file.name"), ([("\ud800", b"")], "file.name")])
def test_files_that_cannot_go_in_are_refused(content, expected):
    with pytest.raises(EnvelopeError) as refused:
        SOMEBODY.seal(content, TECHNICAL)
    assert refused.value.code == expected


def test_the_four_keys_must_differ():
    first, second, _ = (key.public_key() for key in SOMEBODY.custodians)

    for how in ({"custodians": [first, second, first]}, {"custodians": [first, second]},
                {"custodians": [first, second, SOMEBODY.own.public_key()]}):
        with pytest.raises(EnvelopeError) as refused:
            SOMEBODY.seal(SMALL, **how)
        assert refused.value.code == "key.same"


@pytest.mark.parametrize("changed", [{"lot": "x"}, {"lot": PRICE.lot.upper()}, {"stage": "a|b"}, {"volume": ""},
                                     {"owner_tag": "g" * 64}, {"version": 0}, {"version": True}, {"version": 10**6},
                                     {"version": "1"}, {"stage": "a\n"}])
def test_a_context_written_otherwise_is_refused(changed):
    with pytest.raises(EnvelopeError) as refused:
        replace(PRICE, **changed)
    assert refused.value.code == "context.malformed"


def test_a_file_changed_while_it_is_sealed_is_noticed():
    contents = iter([b"before", b"behind"])
    source = envelope.Source("a", lambda: io.BytesIO(next(contents)))

    with pytest.raises(EnvelopeError) as refused:
        envelope.seal(io.BytesIO(), context=TECHNICAL, files=[source], own=SOMEBODY.own.public_key(),
                      custodians=[key.public_key() for key in SOMEBODY.custodians],
                      signer=envelope.Signer.of_key(SOMEBODY.signing))
    assert refused.value.code == "file.changed"


def reseal(inner: bytes, size: int | None = None) -> bytes:
    """An envelope whose plaintext is anything at all: what a bad sealing program may produce."""
    size = size or shapes.padded(len(inner))
    spare = envelope.inspect(io.BytesIO(SEALED))
    content_key = envelope.key_from_own(spare, SOMEBODY.own)
    raw = shapes.write_header(PRICE, size, spare.custodians, spare.wraps)
    front = shapes.MAGIC + shapes.LENGTH.pack(len(raw)) + raw
    cipher = envelope._chunk_cipher(content_key, PRICE.text)
    body = cipher.encrypt(envelope._nonce(0, True), inner.ljust(size, b"\0"), PRICE.text.encode())
    return front + envelope._check(content_key, PRICE.text, front) + body


def inner(raw: bytes, body: bytes = SMALL[0][1]) -> bytes:
    return shapes.LENGTH.pack(len(raw)) + raw + keys.sign(SOMEBODY.signing, shapes.signed(raw)) + body


def manifest(**changed) -> bytes:
    entry = shapes.Entry("报价.json", len(SMALL[0][1]), hashlib.sha256(SMALL[0][1]).hexdigest())
    given = {"context": PRICE.text, "files": (entry,), "random": bytes(32),
             "signer": keys.public_bytes(SOMEBODY.signing)} | changed
    return shapes.Manifest(**given).write()


def entry(**changed) -> tuple[shapes.Entry]:
    return (shapes.Entry(**({"name": "a", "size": 1, "sha256": hashlib.sha256(b"a").hexdigest()} | changed)),)


@pytest.mark.parametrize(("content", "expected"), [
    (inner(manifest()), ""),
    (b"", "manifest.malformed"), (b"\xff" * 90, "manifest.malformed"), (inner(b"{}"), "manifest.malformed"),
    (inner(b'{"a":1,"a":1}'), "manifest.malformed"), (inner(manifest() + b" "), "manifest.malformed"),
    (inner(b"[" * 4000), "manifest.malformed"),
    (inner(manifest(files=())), "manifest.malformed"),
    (inner(manifest(files=entry(name="../a"))), "manifest.malformed"),
    (inner(manifest(files=entry(size=-1))), "manifest.malformed"),
    (inner(manifest(files=entry(sha256="x"))), "manifest.malformed"),
    (inner(manifest(signer=b"\4" + bytes(64))), "manifest.stranger"),
    (inner(manifest(context=TECHNICAL.text)), "manifest.misplaced"),
    (inner(manifest(files=entry()), b"b"), "file.altered"),
    (inner(manifest(files=entry(size=10**6))), "padding.damaged"),
    (inner(manifest(), SMALL[0][1] + b"hidden"), "padding.damaged"),
])
def test_what_a_bad_program_sealed_is_refused_with_the_bidders_side_named(content, expected):
    assert code(reseal(content)) == expected


def test_a_signing_key_that_is_no_point_is_the_bidders_fault_too():
    sealed = reseal(inner(manifest(signer=b"\4" + bytes(64))))

    with pytest.raises(EnvelopeError) as refused:
        envelope.open_with_own_key(io.BytesIO(sealed), SOMEBODY.own, expect=PRICE)
    assert refused.value.code == "manifest.malformed"


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=600), st.booleans())
def test_any_bytes_at_all_are_refused_in_words(content, with_magic):
    front = shapes.MAGIC + shapes.LENGTH.pack(len(content)) if with_magic else b""

    assert code(front + content + bytes(32)) in SENTENCES


def test_a_large_volume_is_sealed_and_opened_in_little_memory(tmp_path):
    """300 MB go through in a process whose memory grows by less than 60 MB."""
    script = f"""
import resource
from pathlib import Path
from market.custody import envelope
from tests.custody.people import SOMEBODY, TECHNICAL
big, out = Path({str(tmp_path / 'big')!r}), Path({str(tmp_path / 'sealed')!r})
with big.open("wb") as file:
    file.truncate(300_000_000)
grown = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = grown()
with out.open("wb") as sink:
    envelope.seal(sink, context=TECHNICAL, files=[envelope.Source.of_path(big)], own=SOMEBODY.own.public_key(),
                  custodians=[key.public_key() for key in SOMEBODY.custodians],
                  signer=envelope.Signer.of_key(SOMEBODY.signing))
with out.open("rb") as source:
    envelope.open_with_custodians(source, SOMEBODY.custodians[:2], expect=TECHNICAL)
print(grown() - before)
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)

    assert int(done.stdout) < 60_000
