"""What the processes of the concurrency tests do: ``python -m tests.core.actors <scenes as JSON>``.

A scene is a list of acts, each a list of its name and what it is given. Every act of a scene is played by a process of
its own, forked from this one, at the same time as the others; then comes the next scene. Printed is what each act
returned, as JSON, scene by scene.
"""
import io
import json
import multiprocessing
import random
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from market.core import clock, outbox, steps  # noqa: E402
from market.core.models import Heartbeat, StepLog  # noqa: E402
from market.core.outbox import Stream  # noqa: E402
from tests.factories.stage import PlayFactory  # noqa: E402
from tests.stage.models import Play  # noqa: E402

FORK = multiprocessing.get_context("fork")
GATE = None
"""Where those of one scene who race wait for each other."""
HOLDING = FORK.Event()


def write(name: str, count: int) -> None:
    """Emit ``count`` events in transactions of one to four; some roll back and leave no trace."""
    chance, written = random.Random(name), 0
    while written < count:
        size = min(chance.randint(1, 4), count - written)
        roll_back = chance.random() < 0.1
        with transaction.atomic():
            for place in range(size):
                outbox.emit("test.written", id=f"{name}:{written + place}", stream=Stream.PUBLIC)
                if chance.random() < 0.05:
                    time.sleep(0.01)
            transaction.set_rollback(roll_back)
        written += 0 if roll_back else size


def hold(seconds: float) -> None:
    """Emit an event and keep its transaction open."""
    with transaction.atomic():
        outbox.emit("test.written", id="held:0", stream=Stream.PUBLIC)
        HOLDING.set()
        time.sleep(seconds)


def number(expected: int, seconds: float) -> None:
    """Number rows without pause until so many of the public stream have a number."""
    end = time.monotonic() + seconds
    while outbox.head(Stream.PUBLIC) < expected and time.monotonic() < end:
        if not outbox.sequence(limit=50):
            time.sleep(0.005)


def read(expected: int, seconds: float) -> list[tuple[int, str]]:
    """Read the stream as it grows; the positions and objects in the order they were met."""
    met, end = [], time.monotonic() + seconds
    while len(met) < expected and time.monotonic() < end:
        rows = outbox.after(Stream.PUBLIC, met[-1][0] if met else 0, limit=37)
        met += [(row.position, row.object_id) for row in rows]
        if not rows:
            time.sleep(0.003)
    return met


def make() -> None:
    """A play for the others to act on."""
    PlayFactory()


def race() -> str:
    """Take one step together with others; whether it was this process that took it."""
    play = Play.objects.values_list("pk", flat=True).get()
    GATE.wait()
    try:
        steps.take_step(Play.objects, play, "publish", actor="owner")
    except steps.StepRefused as refused:
        return refused.reasons[0].code
    return "taken"


def verify() -> None:
    """Every log must be whole."""
    call_command("verify_steps", stdout=io.StringIO())


def post() -> str:
    """Send one form together with others; the answer."""
    settings.ROOT_URLCONF = "tests.stage.urls"
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    connection.ensure_connection()
    GATE.wait()
    answer = client.post("/plays/", {"title": "道路养护", "idempotency_key": "k-1"})
    return f"{answer.status_code} {answer.headers.get('Location')}"


def count() -> int:
    return Play.objects.count()


def watch(seconds: float) -> tuple[list, list, list]:
    """Make a play that is soon due; wait until its curtain has fallen and the worker beats; how things then stand."""
    PlayFactory(published=True, next_due_at=clock.now() + timedelta(seconds=1))
    end = time.monotonic() + seconds
    while (Play.objects.exclude(title="已谢幕").exists()
           or not Heartbeat.objects.filter(component="worker").exists()) and time.monotonic() < end:
        time.sleep(0.1)
    return (list(Play.objects.values_list("status", "title")),
            list(Heartbeat.objects.order_by("component").values_list("component", flat=True)),
            list(StepLog.objects.values_list("actor", flat=True)))


ACTS = {act.__name__: act for act in (make, write, hold, number, read, post, count, race, verify, watch)}


def play(act: list, answer) -> None:
    """In its own process: play one act and send what it returned."""
    name, *given = act
    answer.send(ACTS[name](*given))


def scene(acts: list[list]) -> list:
    """Play them at the same time; what each returned. Raises EOFError where one ended without an answer."""
    global GATE
    GATE, started = FORK.Barrier(len(acts)), []
    for act in acts:
        ours, theirs = FORK.Pipe(duplex=False)
        process = FORK.Process(target=play, args=(act, theirs))
        process.start()
        theirs.close()
        started.append((process, ours))
        if act[0] == "hold":
            assert HOLDING.wait(30)
    answers = [ours.recv() for _, ours in started]
    for process, _ in started:
        process.join()
    return answers


if __name__ == "__main__":
    print(json.dumps([scene(acts) for acts in json.loads(sys.argv[1])]))
