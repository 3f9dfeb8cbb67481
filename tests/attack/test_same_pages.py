"""Before the opening every page is the same, whether nobody bids or five do."""
import pytest
from django.db import transaction

from market.core import clock
from search import indexing

from . import world as worlds
from .crawl import bare, crawl, starts, visit

pytestmark = pytest.mark.django_db


def pages_of(role, world) -> dict[bytes, bytes]:
    """All that a role reads, without what differs from one running to the next."""
    with transaction.atomic():
        seen = crawl(visit(worlds.outsiders(world)[role]), starts(world))
        transaction.set_rollback(True)
    return {bare(address, address.encode()): bare(address, content) for address, content in seen.items()}


def test_all_pages_are_the_same_with_no_bidder_and_with_five(engine):
    answers = []
    for bidders in (0, 5):  # the same names, the same question, another number of bids
        with clock.frozen(worlds.BEGUN), transaction.atomic():
            worlds.people._numbers = worlds.people.count(1000)
            world = worlds.build(bidders)
            indexing.rebuild()
            answers.append({(role, address): content for role in (
                "public", "purchaser", "supervisor", "centre", "centre finance", "custodian 1", "other supplier")
                for address, content in pages_of(role, world).items()})
            transaction.set_rollback(True)
        clock.forget()

    none, five = answers
    assert none.keys() == five.keys()
    told = [(role, *_first_difference(address, content, five[role, address]))
            for (role, address), content in none.items() if content != five[role, address]]
    assert not told, "\n".join(map(str, told))


def _first_difference(address: bytes, one: bytes, other: bytes) -> tuple[str, str, str]:
    """Where two answers part, with some of what stands there."""
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return address.decode(), *(text[max(at - 60, 0):at + 60].decode("utf-8", "replace") for text in (one, other))
