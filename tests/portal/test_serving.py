"""The supervisor and its children, with small real processes."""
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from market.portal.management.commands import serve
from market.portal.serving import children, stamps
from market.portal.serving.children import Child
from market.portal.serving.supervisor import Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [sys.executable, "-c",
            "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up',flush=True); time.sleep(60)"]


def wait_for(condition, seconds=10):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    return condition()


def test_a_dead_child_is_started_again_after_a_pause_and_said_so():
    said = []
    child = Child("one", [sys.executable, "-c", "raise SystemExit(3)"])
    supervisor = Supervisor([child], said.append)
    child.start()
    child.process.wait()

    supervisor.look()
    assert child.process is None and not child.overdue()
    child.due = 0
    supervisor.look()

    assert said == ["one 已退出（3），1 秒后重新启动", "one 已重新启动"]
    assert child.process is not None
    child.process.wait()


@pytest.mark.parametrize("how", ["killed", "stopped"])
def test_what_a_child_had_started_ends_with_it(how, tmp_path):
    noted = tmp_path / "pid"
    child = Child("one", [sys.executable, "-c", (
        "import pathlib, subprocess, sys, time;"
        "below = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(noted)!r}).write_text(str(below.pid)); time.sleep(60)")])
    child.start()
    assert wait_for(lambda: noted.exists() and noted.read_text())

    if how == "killed":
        child.process.kill()
        child.process.wait()
        assert child.died() == -signal.SIGKILL
    else:
        child.ask_to_stop()
        child.make_stop(time.monotonic() + 5)

    assert wait_for(lambda: not _running(int(noted.read_text())))


def test_pauses_double_up_to_a_limit_and_begin_anew_after_a_steady_life():
    child = Child("one", [sys.executable, "-c", ""])
    waits = []
    for _ in range(7):
        child.start()
        child.process.wait()
        child.died()
        waits.append(child.waited)

    child.start()
    child.process.wait()
    child.born = time.monotonic() - children.STEADY_AFTER - 1
    child.died()

    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert child.waited == 1


def test_all_children_stop_when_told_even_a_stubborn_one(monkeypatch):
    monkeypatch.setattr("market.portal.serving.supervisor.STOP_WITHIN", 0.3)
    kept = [Child("quiet", SLEEP), Child("stubborn", STUBBORN)]
    supervisor = Supervisor(kept, lambda words: None)
    for child in kept:
        child.start()
    time.sleep(0.3)

    supervisor.stop()

    assert all(child.process.poll() is not None for child in kept)


def test_a_signal_ends_the_watch_and_the_children(tmp_path):
    program = tmp_path / "run.py"
    program.write_text(
        "import sys\n"
        "from market.portal.serving.children import Child\n"
        "from market.portal.serving.supervisor import Supervisor\n"
        f"child = Child('one', {SLEEP!r})\n"
        "Supervisor([child], lambda w: None).run(ready=lambda: print(child.process.pid, flush=True))\n")
    run = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True,
                           env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])})
    pid = int(run.stdout.readline())

    run.send_signal(signal.SIGTERM)

    assert run.wait(10) == 0
    assert wait_for(lambda: not Path(f"/proc/{pid}").exists())


def test_children_end_with_a_supervisor_that_was_killed(tmp_path):
    program = tmp_path / "run.py"
    program.write_text(
        "from market.portal.serving.children import Child\n"
        "from market.portal.serving.supervisor import Supervisor\n"
        f"child = Child('one', {SLEEP!r})\n"
        "Supervisor([child], lambda w: None).run(ready=lambda: print(child.process.pid, flush=True))\n")
    run = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True,
                           env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])})
    pid = int(run.stdout.readline())

    run.kill()
    run.wait()

    assert wait_for(lambda: not _running(pid))


def _running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]
    except FileNotFoundError:
        return False


def test_a_stamp_holds_until_a_file_changes(tmp_path):
    file = tmp_path / "a"
    file.write_text("one")
    stamps.set_to(tmp_path / "stamps", "x", stamps.of([file]))

    assert stamps.holds(tmp_path / "stamps", "x", stamps.of([file]))
    file.write_text("two")
    assert not stamps.holds(tmp_path / "stamps", "x", stamps.of([file]))


def test_the_greeting_runs_beside_the_watch():
    started = threading.Event()
    supervisor = Supervisor([], lambda words: None)
    supervisor.stopping.set()

    supervisor.run(ready=started.set)

    assert started.wait(5)


def test_what_a_start_makes_on_the_disk_is_nobody_elses(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "_refuse_a_taken", lambda port: (tmp_path / "made").write_text("x") and 1 / 0)
    monkeypatch.setenv("PORT", "8000")
    before = os.umask(0o022)
    try:
        with pytest.raises(ZeroDivisionError):
            serve.Command().handle(port=8000)
    finally:
        os.umask(before)

    assert (tmp_path / "made").stat().st_mode & 0o077 == 0
