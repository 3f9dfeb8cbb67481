"""A storm across the deadline: run as a program, it fills a fresh installation, lets two processes hand in, and checks.

``python -m tests.storm.deadline FOLDER SUBMISSIONS SECONDS PORT`` prints one JSON line with figures and faults and
exits 1 where there is a fault. Of the SECONDS the last seventh lies after the deadline.
"""
import json
import os
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

LATE = 1 / 7
"""Share of the storm that comes after the deadline."""
PROCESSES, THREADS, LOTS = 2, 12, 10
FREE = 200
"""Submissions that are sent as fast as answers come, for the rate; long before the deadline."""


def main(folder: Path, submissions: int, seconds: float, port: int) -> int:
    from . import ground

    os.environ.update(ground.environment(folder))
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", run_syncdb=True, verbosity=0)
    free = min(FREE, submissions)
    bidders = -(-submissions // LOTS)
    storm = ground.make(bidders=bidders, lots=LOTS + -(-free // bidders), due_in=timedelta(hours=6))
    pairs = [(lot, sender) for lot in storm.lots for sender in storm.senders]
    web, clock = ground.serve(folder, port, threads=6), ground.clockwork(folder)
    try:
        from .kill import _until_up
        _until_up(port)
        raw = raw_limit(folder)
        quick = send(folder, port, storm, [(0.0, *pair) for pair in pairs[submissions:submissions + free]])
        began = time.time() + 3
        due = datetime.fromtimestamp(began + seconds * (1 - LATE)).astimezone()
        _set_deadline(storm.tender, due)
        said = send(folder, port, storm, [(began + seconds * n / submissions, *pair)
                                          for n, pair in enumerate(pairs[:submissions])])
        time.sleep(1.5)
    finally:
        for process in (web, clock):
            process.terminate()
            process.wait(timeout=30)
    faults = check(storm, due, quick, said)
    waits = sorted(done - at for _, at, _, done, *_ in said)
    rate = len(quick) / (max(one[3] for one in quick) - min(one[2] for one in quick))
    print(json.dumps({
        "submissions": submissions, "seconds": seconds, "accepted": sum(one[4] == 302 for one in said),
        "late": sum(one[4] == 409 for one in said), "p50": waits[len(waits) // 2], "p99": waits[int(len(waits) * .99)],
        "most": waits[-1], "rate": rate, "raw": raw, "load": os.getloadavg()[0], "faults": faults[:20]},
        ensure_ascii=False))
    return 1 if faults else 0


def raw_limit(folder: Path, seconds: float = 2.0) -> float:
    """Rows a second that the same database takes from a bare loop, each in a transaction of its own, as durable."""
    base = sqlite3.connect(folder / "storm.sqlite3", isolation_level=None, timeout=30)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE raw_limit (number INTEGER PRIMARY KEY, said TEXT)")
    begun, number = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO raw_limit VALUES (?, ?)", (number, "x" * 1000))
        base.execute("COMMIT")
        number += 1
    rate = number / (time.perf_counter() - begun)
    base.execute("DROP TABLE raw_limit")
    base.close()
    return rate


def send(folder: Path, port: int, storm, plan: list) -> list:
    """Let the load processes work off a plan, each every other line; what came back, in the order of the plan."""
    running = []
    for share in range(PROCESSES):
        items = [{"at": at, "lot": lot[0], "number": lot[1], "cookie": sender.cookie,
                  "envelopes": sender.envelopes[lot[0]]} for at, lot, sender in plan[share::PROCESSES]]
        told, out = folder / f"plan-{share}.json", folder / f"out-{share}.json"
        told.write_text(json.dumps({"tender": storm.tender, "items": items}))
        running.append((share, out, subprocess.Popen(
            [sys.executable, "-m", "tests.storm.load", str(port), str(told), str(out), str(THREADS)],
            cwd=Path(__file__).resolve().parents[2])))
    seen = []
    for share, out, process in running:
        assert process.wait() == 0
        seen += [[turn * PROCESSES + share, *rest] for turn, *rest in json.loads(out.read_text())]
    return sorted(seen)


def _set_deadline(tender: str, due: datetime) -> None:
    from django.db import transaction

    from tenders.models import Tender

    with transaction.atomic():
        Tender.objects.filter(pk=tender).update(bids_due_at=due, opens_at=due, next_due_at=due)


def check(storm, due: datetime, quick: list, said: list) -> list[str]:
    """What was decided wrongly, lost, or counted twice."""
    from bids import contents
    from bids.models import Submission
    from market.custody import receipts
    from market.custody.models import Receipt
    from tenders.models import Tender

    keys, faults = receipts.public_keys(), []
    pairs = [(lot, sender) for lot in storm.lots for sender in storm.senders]
    handed = {row.receipt_id: row for row in Submission.objects.all()}
    late = {(str(row.subject), row.tag): row for row in Receipt.objects.filter(kind="late")}
    for turn, _, sent, done, status, receipt in said:
        lot, sender = pairs[turn]
        record = late.get((lot[0], sender.tags[lot[0]]))
        if status == 302:
            row = handed.get(receipt)
            if row is None or record is not None:
                faults.append(f"receipt {receipt} was given and is not honoured")
            elif not (row.received_at < due and sent - 0.002 <= row.received_at.timestamp() <= done):
                faults.append(f"receipt {receipt} bears another moment than it arrived: {row.received_at}")
            else:
                receipts.verify(receipts.file_of(Receipt.objects.get(pk=receipt)), keys)
        elif status == 409:
            if record is None or contents.moment(contents.read(record)["received_at"]) < due:
                faults.append(f"what was sent at {sent} was refused without a record of lateness")
        else:
            faults.append(f"answered {status} {receipt}")
        if (done < due.timestamp() and status != 302) or (sent >= due.timestamp() and status == 302):
            faults.append(f"sent {sent}, answered {done}, due {due.timestamp()}, decided {status}")
    accepted = sum(one[4] == 302 for one in [*quick, *said])
    if accepted != len(handed):
        faults.append(f"{accepted} were accepted, {len(handed)} are kept")
    if len(late) != sum(one[4] == 409 for one in said):
        faults.append(f"{len(late)} records of lateness for others")
    faults += [f"answered {one[4]} {one[5]} before the storm" for one in quick if one[4] != 302]
    if Tender.objects.get(pk=storm.tender).status != "closed":
        faults.append("the tender did not close")
    return faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
