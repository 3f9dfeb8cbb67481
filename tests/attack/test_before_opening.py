"""Before the opening: what the database, the disk, the queues and every page know of who bids, how many, and what."""
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from market.core import clock, logs, subscribers
from market.custody import envelope, keys
from market.custody.errors import EnvelopeError
from market.custody.models import Envelope
from search import indexing
from tenders import services
from tests.factories import tenders

from . import world as worlds
from .crawl import crawl, starts, visit

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("before opening")]
NAMED_BY_RIGHT = {"parties", "account", "socialaccount", "mfa", "usersessions", "sessions", "auth"}
"""Apps whose tables are about people and organisations as such, whatever they do."""


@pytest.fixture(scope="module")
def built(kept):
    """Three bidders, and one person of every other role."""
    with kept(), clock.frozen(worlds.BEGUN):
        world = worlds.build(3)
        return world, worlds.outsiders(world), clock.now()


@pytest.fixture
def world(built):
    with clock.frozen(built[2]):
        yield built[0]


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


def test_database_and_disk_without_the_keys_name_nobody_and_no_price(world):
    traces = world.traces()

    told = [(table, trace) for table, text in everything_but_people().items() for trace in traces if trace in text]
    told += [(path, trace) for path, content in everything_on_disk().items() for trace in traces
             if trace.encode() in content]

    assert told == []


def test_the_check_for_traces_can_fail(world):
    services.clarify(world.tender, text=f"{world.bidders[0].party.name}来电询问。", affects=False,
                     actor=world.cast.handler)

    assert any(world.bidders[0].party.name in text for text in everything_but_people().values())


def _scalar(raw: bytes):
    """These 32 bytes as a private key; None where they are none."""
    try:
        return keys.private_key(raw)
    except EnvelopeError:
        return None


def test_with_every_key_of_the_server_no_envelope_opens(world):
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


REGISTER = ("/desk/centre/parties", "/desk/centre/roles")
"""Where the centre reads the names of all that are registered, whatever they do."""
ROLES = ("public", "purchaser", "approver", "supervisor", "centre", "centre finance", "custodian 1", "custodian 2",
         "custodian 3", "other agent", "other operator", "other supplier")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_but_a_bidder_reads_who_bids(world, built, engine, role):
    indexing.rebuild()
    seen = crawl(visit(built[1][role]), starts(world))
    bids_traces = [trace for trace in world.traces() if trace != "示例隐松"]

    told = [(address, trace) for address, content in seen.items() for trace in bids_traces
            if trace.encode() in content and "示例隐松" not in address and not address.startswith(REGISTER)]

    assert told == [] and len(seen) > 20


def test_a_bidder_reads_of_itself_alone(world, engine):
    others = [trace for number in (1, 2) for trace in world.traces(number)[6:]]

    indexing.rebuild()
    seen = crawl(visit(worlds.User.objects.get(pk=world.bidders[0].actor.user)), starts(world))

    assert not [(address, trace) for address, content in seen.items() for trace in others if trace.encode() in content]
    assert any(world.bidders[0].party.name.encode() in content for content in seen.values())


def test_queue_and_outbox_carry_no_name(world):
    subscribers.drain()

    for trace in world.traces():
        assert trace not in everything_but_people()["core.OutboxRow"]


def test_paths_of_bidders_never_reach_the_log():
    assert all(private in str(logs.PRIVATE) for private in ("/desk/bids/", "/desk/bonds/"))


def test_the_factories_really_hide_by_services(world):
    assert tenders.published().status == "bidding"
