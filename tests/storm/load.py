"""One load process: hands bids in at their planned moments over a few kept connections and writes down what came back.

``python -m tests.storm.load PORT PLAN OUT THREADS``. PLAN is JSON: ``tender``, ``items`` with ``at`` (seconds of the
wall clock; 0 for as soon as may be), ``lot``, ``number``, ``cookie``, ``envelopes``. OUT gets one list for each item:
its place in the plan, its moment, when it was sent and answered, the status, the number of its receipt.
"""
import http.client
import itertools
import json
import sys
import threading
import time
from pathlib import Path

from . import sending
from .ground import Sender


def main(port: int, plan: Path, out: Path, threads: int) -> None:
    given = json.loads(plan.read_text())
    turns, seen = itertools.count(), []
    workers = [threading.Thread(target=_work, args=(port, given, turns, seen)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    out.write_text(json.dumps(seen))


def _work(port: int, given: dict, turns, seen: list) -> None:
    """Take the next of the plan when its moment comes, until there is none."""
    wire, items = sending.Wire(port), given["items"]
    while (turn := next(turns)) < len(items):
        item = items[turn]
        time.sleep(max(0.0, item["at"] - time.time()))
        sent = time.time()
        try:
            answer = wire.submit(given["tender"], (item["lot"], item["number"]), Sender(item["cookie"], {}, {}),
                                 item["envelopes"])
        except (OSError, http.client.HTTPException) as error:
            seen.append([turn, item["at"] or sent, sent, time.time(), 0, type(error).__name__])
            continue
        receipt = answer.location.rstrip("/").rsplit("/", 1)[-1]
        seen.append([turn, item["at"] or answer.sent, answer.sent, answer.done, answer.status, receipt])


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
