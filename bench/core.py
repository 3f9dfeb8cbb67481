"""What the door and crowds cost, how late the sequencer numbers, and how late the due loop moves.

``rows()`` measures in processes of its own, on a SQLite file with full durability, and returns the rows of the table:
name, our figure, the yardstick's, their ratio, and the unit of both.
"""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STEPS, CROWD, RATE, SECONDS = 400, 10_000, 500, 6


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; takes about half a minute."""
    with tempfile.TemporaryDirectory(prefix="market-bench-") as folder:
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.processes", "MARKET_VAR": f"{folder}/var",
               "DATABASE_URL": f"sqlite://{folder}/bench.sqlite3", "PYTHONPATH": str(ROOT)}

        def run(*arguments):
            return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, check=True, text=True,
                                  stdout=subprocess.PIPE).stdout
        run("manage.py", "migrate", "core", "-v0")
        run("manage.py", "migrate", "stage", "--run-syncdb", "-v0")
        door = json.loads(run(__file__, "door"))
        clockwork = subprocess.Popen([sys.executable, "manage.py", "clockwork"], cwd=ROOT, env=env,
                                     stdout=subprocess.DEVNULL)
        try:
            late = json.loads(run(__file__, "late")) + json.loads(run(__file__, "punctual"))
        finally:
            clockwork.terminate()
            clockwork.wait(timeout=30)
    return [tuple(row) for row in (*door, *late)]


def door() -> list:
    """One step through the door against lock, change, save; a crowd against one bare update."""
    from django.db import transaction

    from market.core import due, steps
    from tests.factories.stage import PlayFactory
    from tests.stage.models import Play

    bare, taken = (PlayFactory.create_batch(STEPS) for _ in range(2))
    begun = time.perf_counter()
    for play in bare:
        with transaction.atomic():
            locked = Play.objects.select_for_update().get(pk=play.pk)
            locked.title = "已发布"
            locked.save()
    floor = (time.perf_counter() - begun) / STEPS * 1000
    begun = time.perf_counter()
    for play in taken:
        steps.take_step(Play.objects, play.pk, "publish", actor="owner")
    ours = (time.perf_counter() - begun) / STEPS * 1000

    Play.objects.all().delete()
    Play.objects.bulk_create(PlayFactory.build_batch(CROWD, due=True))
    begun = time.perf_counter()
    Play.objects.filter(status="published").update(bidders=1)
    update = time.perf_counter() - begun
    begun = time.perf_counter()
    moved = due.take_due()
    crowd = time.perf_counter() - begun
    assert moved == CROWD
    return [("take_step, beside a bare lock and save", ours, floor, ours / floor, "ms"),
            (f"{CROWD:,} rows due at once, beside one bare update", crowd, update, crowd / update, "s")]


def late() -> list:
    """Write at a steady rate beside a running clockwork; how long each row waited for its number, p99.

    The yardstick is the p99 of the writing transaction itself.
    """
    from django.db import transaction

    from market.core import clock, outbox
    from market.core.models import Heartbeat, OutboxRow

    while not Heartbeat.objects.filter(component="clockwork").exists():
        time.sleep(0.05)
    writes, begun = [], time.perf_counter()
    for number in range(RATE * SECONDS):
        time.sleep(max(0.0, begun + number / RATE - time.perf_counter()))
        start = time.perf_counter()
        with transaction.atomic():
            outbox.emit("bench.written", id=number, stream=outbox.Stream.PUBLIC)
        writes.append(time.perf_counter() - start)
    rate = len(writes) / (time.perf_counter() - begun)
    end = clock.real_now().timestamp() + 10
    while outbox.waiting() and clock.real_now().timestamp() < end:
        time.sleep(0.02)
    waits = sorted((numbered - written).total_seconds() for written, numbered in OutboxRow.objects.filter(
        kind="bench.written").values_list("written_at", "sequenced_at"))
    ours, floor = (values[int(len(values) * 0.99)] * 1000 for values in (waits, sorted(writes)))
    half = waits[len(waits) // 2] * 1000
    return [(f"from write to number at {rate:.0f} writes/s, p99 (p50 {half:.1f} ms)", ours, floor, ours / floor, "ms")]


def punctual() -> list:
    """Among many waiting rows, a hundred fall due within one second; how late each was moved, p99.

    The yardstick is the second that is promised.
    """
    from datetime import timedelta

    from market.core import clock
    from market.core.models import StepLog
    from tests.factories.stage import PlayFactory
    from tests.stage.models import Play

    Play.objects.all().delete()
    StepLog.objects.all().delete()
    Play.objects.bulk_create(PlayFactory.build_batch(CROWD, published=True))
    begin = clock.now() + timedelta(seconds=2)
    plays = [PlayFactory.build(published=True, next_due_at=begin + timedelta(milliseconds=10 * number))
             for number in range(100)]
    Play.objects.bulk_create(plays)
    due = {str(play.pk): play.next_due_at for play in plays}
    end = time.monotonic() + 20
    while Play.objects.filter(pk__in=list(due), status="published").exists() and time.monotonic() < end:
        time.sleep(0.2)
    late = sorted((row.taken_at - due[pk]).total_seconds() * 1000
                  for row in StepLog.objects.all() for pk in (row.records or [row.record_id]))
    assert len(late) == len(due)
    return [("lateness of 100 rows due within a second, 10,000 waiting, p99", late[98], 1000.0, late[98] / 1000, "ms")]


if __name__ == "__main__":
    if sys.argv[1:]:
        import django

        django.setup()
        print(json.dumps({"door": door, "late": late, "punctual": punctual}[sys.argv[1]]()))
    else:
        for name, ours, yardstick, ratio, unit in rows():
            print(f"{ratio:8.2f} ×  {ours:10.2f} {unit:<3} against {yardstick:10.2f} {unit:<3} {name}")
