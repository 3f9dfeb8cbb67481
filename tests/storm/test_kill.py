"""Every receipt given is honoured, whenever the machine died."""
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.storm.ports import free_port

KILLS = int(os.environ.get("KILLS", "12"))


@pytest.mark.storm
def test_no_receipt_is_lost_and_nothing_stands_half_done_however_often_the_processes_are_killed(tmp_path):
    done = subprocess.run([sys.executable, "-m", "tests.storm.kill", str(tmp_path), str(KILLS), str(free_port())],
                          cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False)

    assert done.returncode == 0, (done.stdout[-3000:], done.stderr[-3000:])
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["kills"] == KILLS and seen["receipts"] > KILLS
