"""Across the deadline nothing in time is refused, nothing late gets in, and all that was acknowledged is there."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storm.ports import free_port

SUBMISSIONS, SECONDS = os.environ.get("SUBMISSIONS", "150"), os.environ.get("SECONDS", "6")


@pytest.mark.storm
def test_every_submission_round_the_deadline_is_decided_by_its_stamp_and_kept(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.storm.deadline", str(tmp_path), SUBMISSIONS, SECONDS, str(free_port())],
        cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False)

    assert done.returncode == 0, (done.stdout[-3000:], done.stderr[-3000:])
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["accepted"] + seen["late"] == int(SUBMISSIONS) and seen["late"] > 0
