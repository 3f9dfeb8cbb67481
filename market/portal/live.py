"""The process that tells open pages of sessions when to look again: Server-Sent Events over a small ASGI program.

It says ``{session, number, server_time}`` and nothing else; the page then asks the site, with its own cookie, for what
its reader may see. One thread reads the database for all listeners. ``Last-Event-ID`` (or ``?from=``) is the number of
the last event a page has; every later one is told at once. ``serve`` runs it under granian.
"""
import asyncio
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import parse_qs
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings.prod")
django.setup()

from django.conf import settings  # noqa: E402 - the apps must be ready first
from django.db import close_old_connections  # noqa: E402
from django.db.models import Max  # noqa: E402

from bids.models import OpeningSession  # noqa: E402
from market.core import clock  # noqa: E402
from market.core.wording import iso  # noqa: E402

PATH = re.compile(r"/live/sessions/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
EVERY, BEAT, MOST = 0.25, 15.0, 4000
"""Seconds between two looks at the database and between two heartbeats; listeners at once."""
REPLAY = 500
"""Events told one by one to a page that comes back; one that missed more is told the last alone."""


def heads(sessions: set[UUID]) -> tuple[dict[UUID, int], str]:
    """The last event number of each of these sessions that exists, 0 where nothing happened yet; and the time."""
    close_old_connections()
    found = OpeningSession.objects.filter(pk__in=sessions).annotate(last=Max("events__number"))
    return {session.pk: session.last or 0 for session in found}, iso(clock.now())


@dataclass
class Room:
    """The listeners of one session: each is woken when ``number`` grew."""

    number: int = 0
    listeners: int = 0
    grew: asyncio.Event = field(default_factory=asyncio.Event)


class Live:
    """The ASGI program. ``read`` is asked in a thread of its own."""

    def __init__(self, read=heads, every: float = EVERY, beat: float = BEAT):
        self.read, self.every, self.beat = read, every, beat
        self.rooms: dict[UUID, Room] = {}
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self.poller: asyncio.Task | None = None
        self.closing = False
        self.time = ""

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive, send) -> None:
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                self.closing = True
                for room in self.rooms.values():
                    room.grew.set()
                return

    async def _answer(self, scope, receive, send) -> None:
        match = PATH.fullmatch(scope["path"])
        if scope["method"] != "GET" or match is None:
            await _plain(send, 200 if scope["path"] == "/live/healthz" else 404 if match is None else 405)
        elif sum(room.listeners for room in self.rooms.values()) >= MOST:
            await _plain(send, 503)
        elif (session := UUID(match[1])) not in (known := await self._read({session})):
            await _plain(send, 404)
        else:
            await self._stream(session, known[session], _last(scope), receive, send)

    async def _read(self, sessions: set[UUID]) -> dict[UUID, int]:
        found, self.time = await asyncio.get_running_loop().run_in_executor(self.thread, self.read, sessions)
        return found

    async def _stream(self, session: UUID, head: int, last: int | None, receive, send) -> None:
        room = self.rooms.setdefault(session, Room())
        room.number, room.listeners = max(room.number, head), room.listeners + 1
        if self.poller is None or self.poller.done():
            self.poller = asyncio.create_task(self._poll())
        gone = asyncio.create_task(_gone(receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _headers("text/event-stream")})
            await send(_part("retry: 3000\n\n"))
            told = room.number - 1 if last is None or room.number - last > REPLAY else last
            while not self.closing and not gone.done():
                for number in range(told + 1, room.number + 1):
                    await send(_part(self._tick(session, number)))
                told = max(told, room.number)
                if not await _either(room.grew, gone, self.beat):
                    await send(_part(f"event: beat\ndata: {json.dumps({'server_time': self.time})}\n\n"))
            if not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            room.listeners -= 1
            if not room.listeners:
                self.rooms.pop(session, None)

    def _tick(self, session: UUID, number: int) -> str:
        said = {"session": str(session), "number": number, "server_time": self.time}
        return f"id: {number}\nevent: tick\ndata: {json.dumps(said)}\n\n"

    async def _poll(self) -> None:
        """Look for what happened, for as long as anybody listens; a failed look is made again."""
        while self.rooms and not self.closing:
            try:
                found = await self._read(set(self.rooms))
            except Exception:
                await asyncio.sleep(1)
                continue
            for session, number in found.items():
                if (room := self.rooms.get(session)) is not None and number > room.number:
                    room.number, grew, room.grew = number, room.grew, asyncio.Event()
                    grew.set()
            await asyncio.sleep(self.every)


async def _either(grew: asyncio.Event, gone: asyncio.Task, seconds: float) -> bool:
    """Wait until the event is set or the reader is gone; False where neither comes in that time."""
    waiting = asyncio.create_task(grew.wait())
    done, _ = await asyncio.wait({waiting, gone}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    return bool(done)


async def _gone(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _last(scope) -> int | None:
    """The number of the last event the page has, by its header or its address."""
    given = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1") or next(
        iter(parse_qs(scope["query_string"].decode("latin-1")).get("from", [])), "")
    return int(given) if re.fullmatch(r"\d{1,9}", given) else None


def _headers(kind: str) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", f"{kind}; charset=utf-8".encode()), (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"), (b"x-content-type-options", b"nosniff"),
            (b"access-control-allow-origin", settings.PUBLIC_URL.encode())]


def _part(text: str) -> dict:
    return {"type": "http.response.body", "body": text.encode(), "more_body": True}


async def _plain(send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers("text/plain")})
    await send({"type": "http.response.body", "body": b""})


app = Live()
