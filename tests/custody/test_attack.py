"""What an attacker learns who has every envelope, every public key, the source, and one custodian's private key."""
import hashlib
import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from market.custody import envelope, keys, shapes

from .people import PRICE, SOMEBODY, Fixed, People

DICTIONARY = [f'{{"total":"{yuan}.00"}}'.encode() for yuan in range(6_000_000, 6_100_000, 1000)]
"""Every price it could be; the true one is among them."""
TRUE = DICTIONARY[37]


def header_of(sealed: bytes) -> shapes.Header:
    return envelope.inspect(io.BytesIO(sealed))


def readable(sealed: bytes, slot: int) -> bytes:
    """Everything one custodian can read: the envelope itself, and the two shares."""
    header, name = header_of(sealed), shapes.SLOTS[slot]
    wrap = header.wraps[name]
    return sealed + keys.unwrap(wrap.ephemeral, wrap.wrapped, SOMEBODY.custodians[slot], slot=name,
                                context=header.context.text)


@pytest.mark.parametrize("slot", [0, 1, 2])
def test_no_hash_in_reach_of_one_custodian_confirms_a_guess_of_the_price(slot):
    seen = readable(SOMEBODY.seal([("报价.json", TRUE)]), slot)

    for guess in DICTIONARY:
        digest = hashlib.sha256(guess).digest()
        for form in (guess, digest, digest.hex().encode(), keys.b64(digest).encode(), guess.hex().encode()):
            assert form not in seen


@pytest.mark.parametrize("slot", [0, 1, 2])
def test_the_shares_of_one_custodian_are_no_key(slot):
    sealed = SOMEBODY.seal([("报价.json", TRUE)])
    header, shares = header_of(sealed), readable(sealed, slot)[-64:]
    one, two = shares[:32], shares[32:]

    for guess in (one, two, envelope._xor(one, two), bytes(32)):
        with pytest.raises(envelope.EnvelopeError):
            envelope.unseal(io.BytesIO(sealed[header.start:]), header, guess)


def test_all_prices_look_alike_from_outside():
    sealed = [SOMEBODY.seal([("报价.json", price)]) for price in (*DICTIONARY[:10], b"1", b"9" * 3000)]
    shapes_seen = {(len(one), header_of(one).size, len(header_of(one).raw)) for one in sealed}

    assert len(shapes_seen) == 1


def test_sealing_the_same_price_twice_repeats_nothing():
    """No ephemeral key, wrap, share or block of ciphertext comes back, so equal prices are not seen to be equal."""
    sealed = [SOMEBODY.seal([("报价.json", TRUE)]) for _ in range(8)]

    def parts(one: bytes) -> set[bytes]:
        header = header_of(one)
        body = one[header.start:]
        blocks = {body[at:at + 16] for at in range(0, len(body) - 15, 16)}
        return blocks | {part for wrap in header.wraps.values() for part in (wrap.ephemeral, wrap.wrapped)} | {
            header.check, readable(one, 0)[-64:-32], readable(one, 0)[-32:]}

    for one, other in pairwise(map(parts, sealed)):
        assert not one & other
    assert len(set().union(*map(parts, sealed))) == sum(len(parts(one)) for one in sealed)


def test_the_envelope_names_no_bidder():
    """Neither key of the bidder stands in it, in any form; two envelopes of one bidder share only what is public."""
    other_lot = replace(PRICE, lot="1b8f5d4e-6a0f-4c2b-9a53-1f5f6f3f9a11", owner_tag=hashlib.sha256(b"x").hexdigest())
    one, two = SOMEBODY.seal([("报价.json", TRUE)]), SOMEBODY.seal([("报价.json", TRUE)], other_lot)

    for key in (SOMEBODY.own, SOMEBODY.signing):
        point = keys.public_bytes(key)
        for form in (point, point[1:33], keys.b64(point).encode(), keys.fingerprint(key).encode(), point.hex().encode(),
                     bytes.fromhex(keys.fingerprint(key))):
            assert form not in readable(one, 0)
    values = [set(re.findall(rb'"([\w-]{8,})"', header_of(sealed).raw)) for sealed in (one, two)]
    public = {keys.fingerprint(key).encode() for key in SOMEBODY.custodians}
    assert values[0] & values[1] == public | {b"custodians", b"ephemeral", b"owner_tag"}


def test_keys_of_another_stage_open_nothing():
    """Custodians make a pair for each lot and stage; those released for one stage are strangers to the next."""
    next_stage = People.of(Fixed("next stage"))
    header = header_of(SOMEBODY.seal([("报价.json", TRUE)]))

    with pytest.raises(envelope.EnvelopeError) as refused:
        envelope.key_from_custodians(header, next_stage.custodians[:2])
    assert refused.value.code == "key.stranger"


def test_the_product_itself_never_chooses_the_random_values():
    """Only tests pass ``randomness``: a fixed source in the product would open every envelope."""
    root = Path(__file__).resolve().parents[2]
    callers = {str(path.relative_to(root)) for top in ("market", "tenders", "publish", "search")
               for path in (root / top).rglob("*") if path.suffix in {".py", ".js"}
               and "randomness" in path.read_text(encoding="utf-8")}

    assert callers == {"market/custody/envelope.py", "market/static/market/js/envelope.js"}
