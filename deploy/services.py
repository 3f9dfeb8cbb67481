"""A real PostgreSQL for the service tests: ``start``, ``stop``, and ``run COMMAND …`` with its address set.

The server comes from Debian's package, keeps its data in a folder of its own, listens on a socket in that folder only,
and belongs to the user ``postgres`` where this program runs as root. Standard library only.
"""
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(tempfile.gettempdir()) / f"market-services-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
DATABASE = "market"


def tool(name):
    """The path of one of PostgreSQL's programs, of the newest version installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if not found:
        sys.exit("services: PostgreSQL is not installed; as root run\n\n    apt-get install -y postgresql\n")
    return str(found[-1])


def call(*words, check=True):
    """Run one of PostgreSQL's programs as its user, showing its words only where it fails."""
    owner = {"user": "postgres"} if os.geteuid() == 0 else {}
    done = subprocess.run(words, cwd="/", text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **owner)
    if check and done.returncode:
        sys.exit(f"services: {words[0]} failed\n{done.stdout[-2000:]}")
    return done.returncode


def start():
    """Start the server, making its data folder and database at the first time."""
    data = FOLDER / "data"
    if not data.exists():
        FOLDER.mkdir(mode=0o755, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(FOLDER, "postgres")
        call(tool("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    if call(tool("pg_ctl"), "-D", str(data), "status", check=False):
        call(tool("pg_ctl"), "-D", str(data), "-w", "-l", str(FOLDER / "log"),
             "-o", f"-c listen_addresses='' -c max_connections=200 -k {FOLDER}", "start")
    call(tool("createdb"), "-h", str(FOLDER), "-U", "postgres", DATABASE, check=False)
    print(f"services: PostgreSQL is up: PGHOST={FOLDER} PGUSER=postgres DATABASE_URL=postgresql:///{DATABASE}",
          flush=True)


def stop():
    """Stop the server; its data stay."""
    call(tool("pg_ctl"), "-D", str(FOLDER / "data"), "-m", "fast", "stop", check=False)


def run(command):
    """Run a command with the address of the server; its exit status is ours."""
    environment = {**os.environ, "PGHOST": str(FOLDER), "PGUSER": "postgres",
                   "TEST_DATABASE_URL": f"postgresql:///{DATABASE}"}
    sys.exit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["start"]:
            start()
        case ["stop"]:
            stop()
        case ["run", *command] if command:
            run(command)
        case _:
            sys.exit(__doc__)
