"""The stream of ticks: replay by number, heartbeats, nothing but numbers, and an end with its listeners."""
import asyncio
import json
import uuid

from market.portal.live import Live

SESSION = uuid.uuid4()


class Page:
    """A browser that listens: sends what a server would, keeps what it was told."""

    def __init__(self, live: Live, *, path: str = "", query: str = "", headers: dict | None = None):
        self.live, self.sent, self.left = live, [], asyncio.Event()
        self.scope = {"type": "http", "method": "GET", "path": path or f"/live/sessions/{SESSION}/",
                      "query_string": query.encode(),
                      "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()]}

    async def _receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        self.sent.append(message)

    async def stay(self, seconds: float) -> "Page":
        task = asyncio.create_task(self.live(self.scope, self._receive, self._send))
        await asyncio.sleep(seconds)
        self.left.set()
        await asyncio.wait_for(task, 2)
        return self

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent).decode()

    @property
    def ticks(self) -> list[dict]:
        return [json.loads(line.removeprefix("data: ")) for line in self.text.splitlines()
                if line.startswith("data: ") and "number" in line]


def live(numbers: dict, **how) -> Live:
    return Live(lambda sessions: ({pk: number for pk, number in numbers.items() if pk in sessions}, "now"),
                every=0.01, **how)


def listen(numbers: dict, seconds: float = 0.1, *, meanwhile=None, beat: float = 15.0, **how) -> Page:
    async def go():
        page = Page(live(numbers, beat=beat), **how)
        if meanwhile:
            asyncio.get_running_loop().call_later(seconds / 2, meanwhile)
        return await page.stay(seconds)
    return asyncio.run(go())


def test_a_page_that_comes_back_is_told_every_event_it_missed_in_order():
    page = listen({SESSION: 7}, headers={"last-event-id": "4"})

    assert [tick["number"] for tick in page.ticks] == [5, 6, 7]
    assert "id: 7\n" in page.text


def test_a_page_that_has_everything_is_told_nothing_until_something_happens():
    numbers = {SESSION: 3}

    assert listen(numbers, query="from=3").ticks == []
    assert [tick["number"] for tick in listen(numbers, query="from=3", meanwhile=lambda: numbers.update(
        {SESSION: 5})).ticks] == [4, 5]


def test_a_tick_says_session_number_and_time_and_nothing_else():
    page = listen({SESSION: 1}, query="from=0")

    assert page.ticks == [{"session": str(SESSION), "number": 1, "server_time": "now"}]


def test_a_silent_session_sends_heartbeats():
    assert listen({SESSION: 0}, 0.2, beat=0.05, query="from=0").text.count("event: beat") >= 2


def test_who_missed_very_much_is_told_the_last_alone():
    assert [tick["number"] for tick in listen({SESSION: 9000}, query="from=1").ticks] == [9000]


def test_an_unknown_session_is_not_there_and_other_addresses_neither():
    for path in (f"/live/sessions/{uuid.uuid4()}/", "/live/", "/", "/live/sessions/x/"):
        assert listen({SESSION: 1}, path=path).sent[0]["status"] == 404


def test_nothing_is_left_of_a_listener_that_went():
    async def go():
        one = live({SESSION: 1})
        await Page(one).stay(0.05)
        return one
    one = asyncio.run(go())

    assert one.rooms == {}


def test_the_end_of_the_program_ends_every_stream():
    async def go():
        one = live({SESSION: 1})
        page = Page(one)
        task = asyncio.create_task(one(page.scope, page._receive, page._send))
        await asyncio.sleep(0.05)
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive():
            return next(messages)

        async def send(message):
            pass
        await one({"type": "lifespan"}, receive, send)
        await asyncio.wait_for(task, 2)
        return page
    assert asyncio.run(go()).sent[-1]["more_body"] is False
