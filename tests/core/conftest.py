"""Databases that several real processes share: a SQLite file, and a PostgreSQL server of our own."""
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = Path("/usr/lib/postgresql/15/bin")


@dataclass
class Shared:
    """A migrated database and how to start processes on it."""

    env: dict
    started: list = field(default_factory=list)

    def start(self, *arguments, **extra):
        """Start ``python <arguments>`` on this database."""
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **self.env, **extra},
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.started.append(process)
        return process

    def run(self, *arguments, **extra):
        """Run it to its end and return what it printed; a failure fails the test."""
        return finish(self.start(*arguments, **extra))

    def stop(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


def let_go_together(processes):
    """Wait until each process says it is ready, then let all go at once."""
    for process in processes:
        assert process.stdout.readline().strip() == "ready", process.communicate()[1][-3000:]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()


def finish(process, timeout=120):
    """What a process printed; fails where it failed."""
    out, err = process.communicate(timeout=timeout)
    assert process.returncode == 0, err[-3000:]
    return out


@pytest.fixture(scope="session")
def postgres_server():
    """A PostgreSQL server in a temporary folder, reached by a socket; the whole session's."""
    if not (POSTGRES / "initdb").exists():
        pytest.skip(f"PostgreSQL is not installed in {POSTGRES}.")
    folder = Path(tempfile.mkdtemp(prefix="market-pg-", dir="/tmp"))
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}
    if owner:
        shutil.chown(folder, "postgres")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", **owner}
    subprocess.run([POSTGRES / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-N"], **quiet)
    subprocess.run([POSTGRES / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log", "-o",
                    f"-c listen_addresses='' -c fsync=off -k {folder}", "start"], **quiet)
    yield {"PGHOST": str(folder), "PGUSER": "postgres"}
    subprocess.run([POSTGRES / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **quiet)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared(request, tmp_path):
    """A database for real processes, on each of the two engines."""
    env = {"DJANGO_SETTINGS_MODULE": "tests.processes", "MARKET_VAR": str(tmp_path / "var")}
    if request.param == "sqlite":
        env["DATABASE_URL"] = f"sqlite://{tmp_path / 'shared.sqlite3'}"
    else:
        env |= request.getfixturevalue("postgres_server")
        name = f"t{abs(hash(request.node.nodeid)) % 10 ** 9}_{os.getpid()}"
        subprocess.run([POSTGRES / "createdb", name], check=True, env={**os.environ, **env})
        env["DATABASE_URL"] = f"postgresql:///{name}"
    database = Shared(env)
    for app in ("core", "tenders", "funds"):
        database.run("manage.py", "migrate", app, "-v0")
    database.run("manage.py", "migrate", "stage", "--run-syncdb", "-v0")
    yield database
    database.stop()
