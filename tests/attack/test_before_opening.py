"""Before the opening: what the database, the disk, the queues and every page know of who bids, how many, and what."""
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from market.core import clock, logs, subscribers
from market.custody import envelope, keys
from market.custody.errors import EnvelopeError
from market.custody.models import Envelope
from search import indexing
from tenders import services
from tests.factories import tenders

from . import world as worlds
from .crawl import bare, crawl

pytestmark = pytest.mark.django_db
NAMED_BY_RIGHT = {"parties", "account", "socialaccount", "mfa", "usersessions", "sessions", "auth"}
"""Apps whose tables are about people and organisations as such, whatever they do."""


@pytest.fixture
def frozen():
    with clock.frozen(worlds.BEGUN) as still:
        yield still


def everything_but_people() -> dict[str, str]:
    """All rows of all other tables as text, by table."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label not in NAMED_BY_RIGHT:
            rows = [tuple(bytes(value).decode("latin-1") if isinstance(value, memoryview | bytes) else value
                          for value in row) for row in model._base_manager.values_list()]
            found[model._meta.label] = repr(rows)
    return found


def everything_on_disk() -> dict[str, bytes]:
    """All files of the installation but its keys."""
    return {str(path): path.read_bytes() for path in Path(settings.VAR).rglob("*")
            if path.is_file() and "keys" not in path.relative_to(settings.VAR).parts}


def test_database_and_disk_without_the_keys_name_nobody_and_no_price(frozen):
    world = worlds.build()
    traces = world.traces()

    told = [(table, trace) for table, text in everything_but_people().items() for trace in traces if trace in text]
    told += [(path, trace) for path, content in everything_on_disk().items() for trace in traces
             if trace.encode() in content]

    assert told == []


def test_the_check_for_traces_can_fail(frozen):
    world = worlds.build(1)
    services.clarify(world.tender, text=f"{world.bidders[0].party.name}来电询问。", affects=False,
                     actor=world.cast.handler)

    assert any(world.bidders[0].party.name in text for text in everything_but_people().values())


def _scalar(raw: bytes):
    """These 32 bytes as a private key; None where they are none."""
    try:
        return keys.private_key(raw)
    except EnvelopeError:
        return None


def test_with_every_key_of_the_server_no_envelope_opens(frozen):
    worlds.build()
    held = [path.read_bytes() for path in (Path(settings.VAR) / "keys").rglob("*") if path.is_file()]
    scalars = [found for raw in held for at in range(0, max(len(raw) - 31, 0)) if (found := _scalar(raw[at:at + 32]))]
    assert Envelope.objects.count() == 3 * 2 * 4 and scalars

    for kept in Envelope.objects.order_by('volume')[:2]:
        with worlds.envelopes.open_sealed(kept) as source:
            header = envelope.inspect(source)
            for scalar in scalars[:60]:
                with pytest.raises(EnvelopeError):
                    envelope.key_from_own(header, scalar)
                with pytest.raises(EnvelopeError):
                    envelope.key_from_custodians(header, [scalar, scalars[0]])


def visit(user) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def starts(world) -> list[str]:
    """Where a curious person begins: what is linked, and addresses guessed from ids they have seen."""
    pk, lot = world.tender.pk, world.tender.lots.first().pk
    return ["/", "/desk/", "/search/?q=示例隐松", "/notices/", f"/projects/{world.tender.code}/", "/status/",
            "/verify/", "/api/v1/openapi.json", "/api/v1/notices", "/feed.atom", "/calendar/",
            "/calendar.ics", "/sitemap.xml",
            f"/desk/tenders/{pk}/", f"/desk/tenders/{pk}/bids/", f"/desk/bids/{pk}/", f"/desk/bids/{pk}/receipt/",
            f"/desk/bonds/{lot}/", "/desk/bonds/", "/desk/bids/", "/desk/centre/claims/", "/desk/people/",
            "/desk/oversight/outages/", "/desk/custody/", f"/desk/custody/{pk}/", f"/desk/questions/?tender={pk}",
            *(f"/sessions/{session.pk}/" for session in world.tender.sessions.all())]


REGISTER = ("/desk/centre/parties", "/desk/centre/roles")
"""Where the centre reads the names of all that are registered, whatever they do."""
ROLES = ("public", "purchaser", "approver", "supervisor", "centre", "centre finance", "custodian 1", "custodian 2",
         "custodian 3", "other agent", "other operator", "other supplier")


def walk(bidders: int, role: str) -> tuple[worlds.World, dict[str, bytes]]:
    world = worlds.build(bidders)
    user = worlds.outsiders(world)[role]
    indexing.rebuild()
    return world, crawl(visit(user), starts(world))


@pytest.mark.parametrize("role", ROLES)
def test_nobody_but_a_bidder_reads_who_bids(frozen, engine, role):
    world, seen = walk(3, role)
    bids_traces = [trace for trace in world.traces() if trace != "示例隐松"]

    told = [(address, trace) for address, content in seen.items() for trace in bids_traces
            if trace.encode() in content and "示例隐松" not in address and not address.startswith(REGISTER)]

    assert told == [] and len(seen) > 20


@pytest.mark.parametrize("role", ["public", "purchaser", "supervisor", "centre", "custodian 1", "other supplier"])
def test_all_pages_are_the_same_with_no_bidder_and_with_five(frozen, engine, role, django_db_blocker):
    from django.db import transaction

    answers = []
    for bidders in (0, 5):  # the same names, the same question, another number of bids
        frozen.at = worlds.BEGUN
        with transaction.atomic():
            worlds.people._numbers = worlds.people.count(1000)
            _, seen = walk(bidders, role)
            transaction.set_rollback(True)
        answers.append({bare(address, address.encode()): bare(address, content) for address, content in seen.items()})
        clock.forget()

    none, five = answers
    assert none.keys() == five.keys()
    told = [_first_difference(address, none[address], five[address]) for address in none
            if none[address] != five[address]]
    assert not told, "\n".join(map(str, told))


def _first_difference(address: bytes, one: bytes, other: bytes) -> tuple[str, str, str]:
    """Where two answers part, with some of what stands there."""
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return address.decode(), *(text[max(at - 60, 0):at + 60].decode("utf-8", "replace") for text in (one, other))


def test_a_bidder_reads_of_itself_alone(frozen, engine):
    world = worlds.build(3)
    others = [trace for number in (1, 2) for trace in world.traces(number)[6:]]

    seen = crawl(visit(worlds.User.objects.get(pk=world.bidders[0].actor.user)), starts(world))

    assert not [(address, trace) for address, content in seen.items() for trace in others if trace.encode() in content]
    assert any(world.bidders[0].party.name.encode() in content for content in seen.values())


def test_queue_and_outbox_carry_no_name(frozen):
    world = worlds.build(2)
    subscribers.drain()

    for trace in world.traces():
        assert trace not in everything_but_people()["core.OutboxRow"]


def test_paths_of_bidders_never_reach_the_log():
    assert all(private in str(logs.PRIVATE) for private in ("/desk/bids/", "/desk/bonds/"))


def test_the_factories_really_hide_by_services(frozen):
    assert tenders.published().status == "bidding"
