"""What the processes of the concurrency tests do: ``python -m tests.core.actors <act> <arguments>``."""
import json
import random
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402

from market.core import outbox, steps  # noqa: E402
from market.core.outbox import Stream  # noqa: E402


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


def number(seconds: float) -> None:
    """Number rows without pause."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
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


def race(pk: str, start_at: float) -> None:
    """Take one step at a set moment; print whether it was this process that took it."""
    from tests.stage.models import Play

    time.sleep(max(0, start_at - time.time()))
    try:
        steps.take_step(Play.objects, pk, "publish", actor="owner")
    except steps.StepRefused as refused:
        print(refused.reasons[0].code)
    else:
        print("taken")


def post(start_at: float) -> None:
    """Send one form at a set moment; print the answer."""
    from django.conf import settings
    from django.test import Client

    settings.ROOT_URLCONF = "tests.stage.urls"
    client = Client()
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    time.sleep(max(0, start_at - time.time()))
    answer = client.post("/plays/", {"title": "道路养护", "idempotency_key": "k-1"})
    print(answer.status_code, answer.headers.get("Location"))


ACTS = {
    "write": lambda name, count: write(name, int(count)),
    "hold": lambda seconds: hold(float(seconds)),
    "number": lambda seconds: number(float(seconds)),
    "read": lambda expected, seconds: read(int(expected), float(seconds)),
    "post": lambda start_at: post(float(start_at)),
    "race": lambda pk, start_at: race(pk, float(start_at)),
}

if __name__ == "__main__":
    ACTS[sys.argv[1]](*sys.argv[2:])
