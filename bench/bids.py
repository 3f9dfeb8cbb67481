"""Handing in sealed bids through HTTP: how fast, beside the raw write limit of the same database, and how soon the
acknowledgement comes when ``STORM_BIDS`` (2,000) arrive in the last ``STORM_SECONDS`` (60) across the deadline.

Two load processes share the cores with the web process. A fault (a wrong decision, a lost or doubled bid) ends the
measurement. The yardstick of the acknowledgement is the two seconds that are promised.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.storm.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
BIDS, SECONDS = os.environ.get("STORM_BIDS", "2000"), os.environ.get("STORM_SECONDS", "60")
PROMISED = 2.0


def rows() -> list[tuple[str, float, float, float, str]]:
    """Measure everything anew; two minutes with the numbers above."""
    with tempfile.TemporaryDirectory(prefix="market-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.storm.deadline", folder, BIDS, SECONDS, str(free_port())], cwd=ROOT,
            capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError((done.stdout + done.stderr)[-1500:])
    seen = json.loads(done.stdout.splitlines()[-1])
    said = f"{seen['accepted']} in time, {seen['late']} late, none wrong; p50 {seen['p50']:.2f} s"
    return [("sealed submissions through HTTP, beside bare rows in the same database", seen["rate"], seen["raw"],
             seen["rate"] / seen["raw"], "per s"),
            (f"{seen['submissions']} in {seen['seconds']:.0f} s across the deadline ({said}), p99", seen["p99"],
             PROMISED, seen["p99"] / PROMISED, "s")]
