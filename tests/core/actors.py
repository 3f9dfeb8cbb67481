"""What the processes of the concurrency tests do: ``python -m tests.core.actors <act> <arguments>``."""
import json
import random
import sys
import time

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from market.core import outbox, steps  # noqa: E402
from market.core.models import Heartbeat, StepLog  # noqa: E402
from market.core.outbox import Stream  # noqa: E402
from tests.stage.models import Play  # noqa: E402


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
        print("holding", flush=True)
        time.sleep(seconds)


def number(expected: int, seconds: float) -> None:
    """Number rows without pause until so many of the public stream have a number."""
    end = time.monotonic() + seconds
    while outbox.head(Stream.PUBLIC) < expected and time.monotonic() < end:
        if not outbox.sequence(limit=50):
            time.sleep(0.005)


def read(expected: int, seconds: float) -> None:
    """Read the stream as it grows; print the positions and objects in the order they were met."""
    met, end = [], time.monotonic() + seconds
    while len(met) < expected and time.monotonic() < end:
        rows = outbox.after(Stream.PUBLIC, met[-1][0] if met else 0, limit=37)
        met += [(row.position, row.object_id) for row in rows]
        if not rows:
            time.sleep(0.003)
    print(json.dumps(met))


def wait_for_the_others() -> None:
    """Say that this process is ready, and wait until it is let go."""
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()


def race(pk: str) -> None:
    """Take one step together with others; print whether it was this process that took it."""
    wait_for_the_others()
    try:
        steps.take_step(Play.objects, pk, "publish", actor="owner")
    except steps.StepRefused as refused:
        print(refused.reasons[0].code)
    else:
        print("taken")


def post() -> None:
    """Send one form together with others; print the answer."""
    from django.conf import settings
    from django.test import Client

    settings.ROOT_URLCONF = "tests.stage.urls"
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    wait_for_the_others()
    answer = client.post("/plays/", {"title": "道路养护", "idempotency_key": "k-1"})
    print(answer.status_code, answer.headers.get("Location"))


def watch(seconds: float) -> None:
    """Wait until the curtain has fallen on every play and the worker beats; print how things then stand."""
    end = time.monotonic() + seconds
    while (Play.objects.exclude(title="已谢幕").exists()
           or not Heartbeat.objects.filter(component="worker").exists()) and time.monotonic() < end:
        time.sleep(0.1)
    print(json.dumps([list(Play.objects.values_list("status", "title")),
                      list(Heartbeat.objects.order_by("component").values_list("component", flat=True)),
                      list(StepLog.objects.values_list("actor", flat=True))]))


ACTS = {
    "write": lambda name, count: write(name, int(count)),
    "hold": lambda seconds: hold(float(seconds)),
    "number": lambda expected, seconds: number(int(expected), float(seconds)),
    "read": lambda expected, seconds: read(int(expected), float(seconds)),
    "post": post,
    "race": race,
    "watch": lambda seconds: watch(float(seconds)),
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
