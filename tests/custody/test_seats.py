"""Three custodians: their names, their public keys before publication, their private ones at the opening."""
import uuid
from datetime import timedelta

import pytest

from market.core import clock
from market.custody import keys, seats
from market.custody.errors import CustodyRefused, EnvelopeError
from market.custody.models import CustodianKey
from tests.factories import people

from .hall import STAGE, Hall, hall

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(CustodyRefused, match=code.replace(".", r"\."))


def stored() -> list[bytes]:
    return list(CustodianKey.objects.exclude(secret=None).values_list("secret", flat=True))


def test_a_procedure_is_ready_only_when_all_three_gave_every_key():
    one = Hall([uuid.uuid4(), uuid.uuid4()]).named()
    assert seats.missing(one.subject, one.lots, [STAGE, "review"]) == {1: 4, 2: 4, 3: 4}

    one.deposited((STAGE,))
    assert seats.missing(one.subject, one.lots, [STAGE, "review"]) == {1: 2, 2: 2, 3: 2}
    assert not seats.ready(one.subject, one.lots, [STAGE, "review"])
    assert seats.ready(one.subject, one.lots, [STAGE])
    assert not seats.ready(one.subject, [*one.lots, uuid.uuid4()], [STAGE])


def test_two_seats_are_never_of_one_organisation():
    one = hall()
    party = one.seats[1].party

    with refused("seat.same_party"):
        seats.name(subject=one.subject, number=2, party=party, user=people.person(party), actor="test")


def test_naming_somebody_else_takes_the_keys_of_the_former_away():
    one = hall()
    party = people.organisation("新的保管单位", "centre")

    seats.name(subject=one.subject, number=1, party=party, user=people.person(party), actor="test")

    assert seats.missing(one.subject, one.lots, [STAGE]) == {1: 1, 2: 0, 3: 0}


def test_naming_the_same_person_again_keeps_the_keys():
    one = hall()

    seats.name(subject=one.subject, number=1, party=one.seats[1].party, user=one.seats[1].user, actor="test")

    assert seats.ready(one.subject, one.lots, [STAGE])


def test_only_the_custodian_in_person_deposits_and_releases():
    one = hall()

    for stranger in (one.actors[2], people.actor(people.person(one.seats[1].party, "custodian")), "user:x", None):
        with refused("seat.not_yours"):
            seats.deposit(one.seats[1], one.halves(1), actor=stranger)
        with refused("seat.not_yours"):
            seats.release(one.seats[1], one.secrets(1), lots=one.lots, at_earliest=clock.now(), actor=stranger)
    assert not stored()


def test_a_key_serves_one_lot_one_stage_and_one_custodian():
    one = hall(2)
    pair = keys.public_bytes(keys.SYSTEM.pair())
    twice = [seats.Half(lot, STAGE, pair) for lot in one.lots]

    with refused("key.twice"):
        seats.deposit(one.seats[1], twice, actor=one.actors[1])
    with refused("key.twice"):
        seats.deposit(one.seats[2], one.halves(1), actor=one.actors[2])
    assert seats.fingerprints(one.lots[0], STAGE) == tuple(
        keys.fingerprint(one.pairs[number, one.lots[0], STAGE]) for number in (1, 2, 3))


@pytest.mark.parametrize("public", [b"", bytes(65), b"\4" + bytes(64), b"\4" + b"x" * 64, bytes(66)])
def test_what_is_no_point_of_the_curve_is_not_taken(public):
    one = hall()

    with pytest.raises(EnvelopeError):
        seats.deposit(one.seats[1], [seats.Half(one.lots[0], STAGE, public)], actor=one.actors[1])
    assert seats.ready(one.subject, one.lots, [STAGE])


def test_keys_may_be_given_anew_and_the_old_ones_are_gone():
    one = hall()
    before = seats.fingerprints(one.lots[0], STAGE)

    one.deposited()

    assert len(seats.fingerprints(one.lots[0], STAGE)) == 3
    assert not set(before) & set(seats.fingerprints(one.lots[0], STAGE))


def test_nothing_is_stored_a_millisecond_too_early_and_all_at_the_moment():
    one, due = hall(3), clock.now() + timedelta(hours=1)

    with clock.frozen(due - timedelta(milliseconds=1)), refused("release.too_early"):
        seats.release(one.seats[1], one.secrets(1), lots=one.lots, at_earliest=due, actor=one.actors[1])
    assert not stored()

    with clock.frozen(due):
        assert seats.release(one.seats[1], one.secrets(1), lots=one.lots, at_earliest=due, actor=one.actors[1]) == 3
    assert len(stored()) == 3


def test_never_more_is_released_than_is_opened():
    one = hall(2)

    with refused("release.other_lot"):
        seats.release(one.seats[1], one.secrets(1), lots=one.lots[:1], at_earliest=clock.now(), actor=one.actors[1])
    assert not stored()


@pytest.mark.parametrize("secret", [b"", bytes(32), b"\xff" * 32, b"x" * 31])
def test_one_wrong_scalar_refuses_the_whole_release(secret):
    one = hall(2)
    given = one.secrets(1) | {(one.lots[1], STAGE): secret}

    with refused("release.other_key"):
        seats.release(one.seats[1], given, lots=one.lots, at_earliest=clock.now(), actor=one.actors[1])
    assert not stored()


def test_another_custodians_keys_and_another_stage_are_refused():
    one = hall()
    of_two, of_review = one.secrets(2), {(one.lots[0], "review"): one.secrets(1)[one.lots[0], STAGE]}

    for given in (of_two, of_review):
        with refused("release.other_key"):
            seats.release(one.seats[1], given, lots=one.lots, at_earliest=clock.now(), actor=one.actors[1])
    assert not stored()


def test_released_keys_open_and_cannot_be_exchanged():
    one = hall(2)
    for number in (1, 3):
        seats.release(one.seats[number], one.secrets(number), lots=one.lots, at_earliest=clock.now(),
                      actor=one.actors[number])
    again = seats.release(one.seats[1], one.secrets(1), lots=one.lots, at_earliest=clock.now(), actor=one.actors[1])

    assert again == 0
    found = [keys.private_bytes(key) for key in seats.secrets_of(one.lots[0], STAGE)]
    assert found == [one.secrets(number)[one.lots[0], STAGE] for number in (1, 3)]
    assert {number: row.count for number, row in seats.released(one.subject, one.lots, STAGE).items()} == {
        1: 2, 2: 0, 3: 2}
    with refused("seat.released"):
        seats.deposit(one.seats[1], one.halves(1), actor=one.actors[1])


def test_five_thousand_lots_cost_no_more_queries_a_thousand(django_assert_max_num_queries):
    one = Hall([uuid.uuid4() for _ in range(1500)]).named()
    one.pairs = {(1, lot, STAGE): keys.SYSTEM.pair() for lot in one.lots}

    with django_assert_max_num_queries(40):
        assert seats.deposit(one.seats[1], one.halves(1), actor=one.actors[1]) == 1500
    with django_assert_max_num_queries(40):
        assert seats.release(one.seats[1], one.secrets(1), lots=set(one.lots), at_earliest=clock.now(),
                             actor=one.actors[1]) == 1500
    with django_assert_max_num_queries(1):
        assert seats.missing(one.subject, one.lots, [STAGE]) == {1: 0, 2: 1500, 3: 1500}
