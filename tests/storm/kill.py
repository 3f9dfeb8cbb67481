"""kill −9 through a storm of submissions: run as a program, it fills a fresh installation, kills, and checks.

``python -m tests.storm.kill FOLDER KILLS PORT`` prints one JSON line with what it saw and exits 1 where a receipt was
not honoured or something stands half done.
"""
import http.client
import json
import os
import random
import re
import signal
import sys
import threading
import time
import uuid
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

BIDDERS, LOTS, DRIVERS = 12, 2, 4
AGAIN = ("upload.crowded", "upload.offset", "upload.busy")
"""Refusals after which a sender asks where its upload stands and goes on."""


def main(folder: Path, kills: int, port: int) -> int:
    from . import ground

    os.environ.update(ground.environment(folder))
    import django
    django.setup()
    from django.core.management import call_command
    call_command("migrate", run_syncdb=True, verbosity=0)
    storm = ground.make(bidders=BIDDERS, lots=LOTS, due_in=timedelta(hours=6))
    held: list[tuple[str, str, str]] = []
    failures: list[str] = []
    stop = threading.Event()
    drivers = [threading.Thread(target=_drive, args=(storm, n, port, held, failures, stop), daemon=True)
               for n in range(DRIVERS)]
    web = ground.serve(folder, port)
    others = [(start, start(folder)) for start in (ground.clockwork, ground.worker)]
    for driver in drivers:
        driver.start()
    luck = random.Random(20261208)
    for number in range(kills):
        _until_up(port)
        time.sleep(luck.uniform(0.1, 1.5))
        _end(web)
        if number % 3:
            start, running = others.pop(0)
            _end(running)
            others.append((start, start(folder)))
        web = ground.serve(folder, port)
    _until_up(port)
    time.sleep(1.0)
    stop.set()
    for driver in drivers:
        driver.join(60)
    for process in (web, *(running for _, running in others)):
        _end(process)
    faults = failures + check(held)
    print(json.dumps({"kills": kills, "receipts": len(held), "faults": faults[:20]}, ensure_ascii=False))
    return 1 if faults else 0


def _end(process) -> None:
    """kill -9 of a process and all it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _until_up(port: int) -> None:
    for _ in range(600):
        try:
            wire = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            wire.request("GET", "/healthz", headers={"Host": "localhost"})
            if wire.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the web process did not come up within 30 s")


def _drive(storm, number: int, port: int, held: list, failures: list, stop: threading.Event) -> None:
    """Bid after bid: a fresh price envelope goes up in pieces, then the whole is handed in; every receipt is kept."""
    from . import ground, sending

    wire, luck = sending.Wire(port), random.Random(number)
    mine = storm.senders[number::DRIVERS]
    going: dict[tuple[str, str], tuple[str, int, bytes]] = {}
    while not stop.is_set():
        sender, lot = luck.choice(mine), luck.choice(storm.lots)
        place = (sender.cookie, lot[0])
        own, version, content = going.setdefault(place, _fresh(ground, storm, sender, lot[0], 2))
        try:
            wire.upload(sender, own, lot=lot[0], stage="opening", volume="price", version=version, content=content)
            answer = wire.submit(storm.tender, lot, sender, [own, *sender.envelopes[lot[0]][1:]])
        except AssertionError as refused:
            if not any(code in str(refused) for code in AGAIN):
                failures.append(str(refused)[:300])
                return
            time.sleep(0.05)
            continue
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            continue
        if answer.status == 302:
            held.append((answer.location.rstrip("/").rsplit("/", 1)[-1], lot[0], own))
            going[place] = _fresh(ground, storm, sender, lot[0], version + 1)
        elif answer.status != 503:
            failures.append(f"{answer.status}: {_reasons(answer.body)}")
            return


def _reasons(page: bytes) -> list[str]:
    """The sentences a refusal shows."""
    return re.findall(r">([^<>]{6,}。)", page.decode("utf-8", "replace"))[:6]


def _fresh(ground, storm, sender, lot: str, version: int) -> tuple[str, int, bytes]:
    """The next price envelope of a bidder: its id, its version, its bytes."""
    context = ground.Context(lot, "opening", "price", sender.tags[lot], version)
    return str(uuid.uuid4()), version, ground.seal(context, storm.points[lot]["opening"], "price-sheet.json",
                                                   uuid.uuid4().hex.encode())


def check(held: list[tuple[str, str, str]]) -> list[str]:
    """What is wrong with the state left behind."""
    from bids.models import Bid, Submission
    from market.core.models import StepLog
    from market.core.steps import verify_chain
    from market.custody import envelopes, receipts
    from market.custody.models import Envelope, Receipt

    faults = []
    keys = receipts.public_keys()
    for number, lot, own in held:
        receipt = Receipt.objects.filter(pk=number, subject=lot).first()
        handed = Submission.objects.filter(receipt=number).first()
        if receipt is None or handed is None:
            faults.append(f"receipt {number} was given and is not honoured")
            continue
        receipts.verify(receipts.file_of(receipt), keys)
        kept = Envelope.objects.filter(pk=own).first()
        if kept is None or not envelopes.intact(kept):
            faults.append(f"the envelope of receipt {number} is lost or damaged")
        if handed.bid.current < handed.number:
            faults.append(f"the bid of receipt {number} stands at an older version")
    for handed in Submission.objects.prefetch_related("volumes"):
        if len(handed.volumes.all()) != 4:
            faults.append(f"submission {handed.pk} is half there")
    for bid in Bid.objects.all():
        if bid.current and not bid.submissions.filter(number=bid.current).exists():
            faults.append(f"bid {bid.pk} counts a version that is not there")
    orphans = Receipt.objects.filter(kind="submitted").exclude(
        pk__in=Submission.objects.values("receipt")).count()
    if orphans:
        faults.append(f"{orphans} receipts without a submission")
    for record_type, record_id in StepLog.objects.values_list("record_type", "record_id").distinct():
        faults += [f"{record_type}:{record_id} {fault}" for fault in verify_chain(record_type, record_id)]
    return faults


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
