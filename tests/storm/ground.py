"""A real installation for storms: its own database and folder, a tender that takes bids, bidders who are signed in.

Rows that have nothing to do with handing in are written straight into the tables; what is measured goes through HTTP.
"""
import io
import os
import secrets
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from django.conf import settings

from market.core import tags
from market.custody import envelope, keys
from market.custody.shapes import Context

ROOT = Path(__file__).resolve().parents[2]
CSRF = "c" * 32
VOLUMES = (("price", "opening"), ("qualification", "review"), ("business", "review"), ("technical", "review"))


@dataclass(frozen=True)
class Sender:
    """A bidder as a program: its cookie, its tag in each lot, and the envelopes it has in each lot by volume."""

    cookie: str
    tags: dict[str, str]
    envelopes: dict[str, list[str]]


@dataclass(frozen=True)
class Storm:
    """Where to send and who sends; ``lots`` are pairs of id and number."""

    tender: str
    lots: list[tuple[str, int]]
    senders: list[Sender]
    points: dict[str, dict[str, list[bytes]]]


def environment(folder: Path) -> dict[str, str]:
    """What a process of this installation is started with."""
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.processes", "MARKET_VAR": str(folder),
            "DATABASE_URL": f"sqlite://{folder / 'storm.sqlite3'}", "PYTHONPATH": str(ROOT), "EAGER": "0"}


def serve(folder: Path, port: int, *, threads: int = 4) -> subprocess.Popen:
    """The web process as ``manage.py serve`` starts it, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--workers", "1", "--blocking-threads", str(threads), "--backpressure", "256", "--no-access-log",
         "--log-level", "error", "market.wsgi:application"],
        cwd=ROOT, env=environment(folder), start_new_session=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)


def clockwork(folder: Path) -> subprocess.Popen:
    """The process that numbers events and moves what is due."""
    return subprocess.Popen([sys.executable, "manage.py", "clockwork"], cwd=ROOT, env=environment(folder),
                            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def worker(folder: Path) -> subprocess.Popen:
    """The process that works through what follows from acts: receipts on paper, readers of events."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore:::celery.platforms", "-m", "celery", "--app", "market.celery", "--quiet",
         "worker", "--beat", "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "ERROR",
         "--schedule", str(folder / "beat-schedule"), "--hostname", "storm@localhost"],
        cwd=ROOT, env=environment(folder), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def seal(context: Context, points: list[bytes], name: str, content: bytes) -> bytes:
    """A small envelope that nobody will ever open."""
    sink = io.BytesIO()
    envelope.seal(sink, context=context, files=[envelope.Source.of_bytes(name, content)],
                  custodians=[keys.public_key(point) for point in points], own=OWN.public_key(),
                  signer=envelope.Signer.of_key(SIGNS))
    return sink.getvalue()


OWN, SIGNS = keys.SYSTEM.pair(), keys.SYSTEM.pair()


def make(*, bidders: int, lots: int, due_in: timedelta) -> Storm:
    """Fill the database this process is set up for. ``due_in`` is from now by the machine's clock."""
    from bids.models import Participation
    from market.core import clock, workdays
    from market.custody import seats
    from market.custody.models import Envelope
    from tenders.models import Lot, Tender
    from tenders.rulebooks.base import resolve
    from tests.factories import people, schemes

    workdays.seed()
    region = _region()
    now = clock.now()
    book = resolve("procurement.open", region.path, clock.today())
    buyer = people.organisation("示例市风暴中学", "purchaser")
    tender = Tender.objects.create(
        code=f"SLZC-{secrets.token_hex(4)}", title="风暴中的采购", rulebook_key=book.key, principal=buyer,
        region=region, status="bidding", pinned=book.as_json(), pinned_digest=book.digest,
        published_at=now - timedelta(days=21),
        bids_due_at=now + due_in, opens_at=now + due_in, next_due_at=now + due_in, drafted_by="tests", drafted_at=now,
        scheme=schemes.kept(book))
    Lot.objects.bulk_create(Lot(tender=tender, number=n, title=f"第{n}包", budget=100) for n in range(1, lots + 1))
    found = list(tender.lots.order_by("number"))
    points = {str(lot.pk): {} for lot in found}
    for number, role in enumerate(("centre", "supervisor"), 1):
        _keep_keys(seats, people, tender, found, number, people.organisation(f"示例{role}", role), points)
    _keep_keys(seats, people, tender, found, 3, buyer, points)
    senders = [_sender(people, Participation, Envelope, tender, found, n, now) for n in range(bidders)]
    return Storm(str(tender.pk), [(str(lot.pk), lot.number) for lot in found], senders, points)


def _region():
    from market.core.models import Region
    return Region.objects.get_or_create(code="320299", defaults={"name": "示例市", "level": 1})[0]


def _keep_keys(seats, people, tender, lots, number, party, points) -> None:
    user = people.person(party, "custodian")
    actor = people.actor(user)
    seat = seats.name(subject=tender.pk, number=number, party=party, user=user, actor="tests")
    halves = []
    for lot in lots:
        for stage in ("opening", "review"):
            point = keys.public_bytes(keys.SYSTEM.pair())
            halves.append(seats.Half(lot.pk, stage, point))
            points[str(lot.pk)].setdefault(stage, []).append(point)
    seats.deposit(seat, halves, actor=actor)


def _sender(people, participations, envelopes, tender, lots, number: int, now) -> Sender:
    party = people.organisation(f"示例风暴投标{number}公司", "supplier")
    user = people.person(party, "handler")
    participations.objects.create(tender=tender, tag=tags.owner_tag(tender.pk, party.pk), confirmed_at=now)
    found = {}
    for lot in lots:
        tag = tags.owner_tag(lot.pk, party.pk)
        rows = [envelopes(lot=lot.pk, stage=stage, volume=volume, version=1, tag=tag, size=4500,
                          sha256=uuid.uuid4().hex * 2, kept_at=now) for volume, stage in VOLUMES]
        envelopes.objects.bulk_create(rows)
        found[str(lot.pk)] = [str(row.pk) for row in rows]
    return Sender(_session(user), {str(lot.pk): tags.owner_tag(lot.pk, party.pk) for lot in lots}, found)


def _session(user) -> str:
    """The cookie of a person who has signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store.save()
    return store.session_key
