"""Between the opening and the evaluation: whoever walks the site, only who may reads what is reviewed, and only once it
is open."""
from datetime import timedelta

import pytest

from bids.evaluation.qualification import reading
from bids.models import OpenedFile
from market.core import clock
from market.custody.models import Seat
from market.parties.models import User
from search import indexing
from tests.bids.evaluation import reviews
from tests.factories import people

from .crawl import crawl, starts, visit

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("before review")]
SECRET = "机密内容"
EVERY = {"qualification", "business", "technical"}
READS = {"recorder": {"qualification"}, "agent": {"qualification"}, "supervisor": EVERY}
"""Whose walk meets which volumes of every bidder; a bidder's own meets all of its own."""


class Place:
    """What ``starts`` asks of a world."""

    def __init__(self, one):
        self.tender = one.opening.tender


def everybody(one) -> dict:
    centre = Seat.objects.get(subject=one.opening.tender.pk, number=1).party
    outsider = people.person(people.organisation("示例局外单位", "purchaser", "agent", "supplier", "supervisor"),
                             "handler", "approver", "host", "admin")
    actors = {"recorder": one.recorder, "agent": one.agent, "supervisor": one.supervising,
              "bidder": one.opening.bidders[0].actor, "rival": one.opening.bidders[1].actor,
              "custodian": one.opening.custodians[3]}
    return {who: User.objects.get(pk=actor.user) for who, actor in actors.items()} | {
        "centre": people.person(centre, "handler", "approver"), "outsider": outsider, "public": None}


@pytest.fixture(scope="module")
def world(kept):
    with kept():
        one = reviews.begin(until="decrypting")
        with clock.frozen(reviews.AFTER):
            return one, everybody(one)


@pytest.fixture
def one(world):
    with clock.frozen(reviews.AFTER + timedelta(minutes=5)):
        yield world[0]


def walk(one, user) -> dict[str, bytes]:
    """Every page somebody reaches, with the addresses that others have seen tried as well."""
    tender, lot = one.opening.tender, one.lot
    known = [reading.tender_url(tender.pk), reading.url(lot), *(reading.url(lot, one.bid(n)) for n in range(3)),
             *(f"/desk/bids/files/{pk}/{end}" for pk in OpenedFile.objects.values_list("pk", flat=True)
               for end in ("", "text/")), f"/desk/bids/{tender.pk}/result/"]
    return crawl(visit(user), [*starts(Place(one)), *known])


def met(one, seen: dict[str, bytes], number: int) -> set[str]:
    """The volumes of a bidder whose content stands in some answer."""
    name = one.opening.bidders[number].party.name
    return {volume for volume in ("qualification", "business", "technical")
            if any(f"{name} {volume} {SECRET}".encode() in content for content in seen.values())}


@pytest.mark.parametrize("who", ["recorder", "supervisor", "bidder", "rival", "custodian", "public"])
def test_before_the_release_nobody_reads_anything_of_it(one, world, engine, who):
    seen = walk(one, world[1][who])

    assert not [address for address, content in seen.items() if SECRET.encode() in content] and len(seen) > 15


@pytest.mark.parametrize("who", ["recorder", "agent", "supervisor", "bidder", "rival", "custodian", "centre",
                                 "outsider", "public"])
def test_after_it_each_reads_what_is_for_them_and_bidders_themselves_alone(one, world, engine, who):
    one.opening.review_until("ended")
    one.confirmed(0)
    indexing.rebuild()

    seen = walk(one, world[1][who])

    first, second = met(one, seen, 0), met(one, seen, 1)
    if who in {"bidder", "rival"}:
        assert (first, second) == ((EVERY, set()) if who == "bidder" else (set(), EVERY))
        assert (reviews.REASON.encode() in b"".join(seen.values())) == (who == "bidder")
    else:
        assert first == second == READS.get(who, set())
        assert (reviews.REASON.encode() in b"".join(seen.values())) == (who in READS)
