"""Databases that several real processes share: a SQLite file, and a PostgreSQL server of our own."""
import json
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
PROCESSES = {"DJANGO_SETTINGS_MODULE": "tests.processes"}
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
for app in ("core", "tenders", "funds"):
    call_command("migrate", app, verbosity=0)
call_command("migrate", "stage", run_syncdb=True, verbosity=0)
"""


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

    def play(self, *scenes):
        """Play acts of ``tests.core.actors`` in processes of their own; what each returned, scene by scene."""
        return json.loads(self.run("-m", "tests.core.actors", json.dumps(scenes)))

    def stop(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


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


def _migrate(env) -> None:
    """Make the tables of the apps that the processes need."""
    Shared(env).run("-c", MIGRATE)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated database file, to be copied."""
    folder = tmp_path_factory.mktemp("template")
    _migrate({**PROCESSES, "MARKET_VAR": str(folder), "DATABASE_URL": f"sqlite://{folder / 'shared.sqlite3'}"})
    return folder / "shared.sqlite3"


@pytest.fixture(scope="session")
def postgres_template(postgres_server, tmp_path_factory):
    """The name of a migrated database on the server, to be copied."""
    _create(postgres_server, "template")
    _migrate({**PROCESSES, **postgres_server, "MARKET_VAR": str(tmp_path_factory.mktemp("template")),
              "DATABASE_URL": "postgresql:///template"})
    return "template"


def _create(server, name, *options) -> None:
    subprocess.run([POSTGRES / "createdb", *options, name], check=True, env={**os.environ, **server})


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared(request, tmp_path):
    """A database for real processes, on each of the two engines."""
    env = {**PROCESSES, "MARKET_VAR": str(tmp_path / "var")}
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "shared.sqlite3")
        env["DATABASE_URL"] = f"sqlite://{tmp_path / 'shared.sqlite3'}"
    else:
        env |= request.getfixturevalue("postgres_server")
        name = f"t{abs(hash(request.node.nodeid)) % 10 ** 9}"
        _create(env, name, "--template", request.getfixturevalue("postgres_template"))
        env["DATABASE_URL"] = f"postgresql:///{name}"
    database = Shared(env)
    yield database
    database.stop()
