"""Make .venv and bring in system packages; standard library only, since nothing is installed yet.

``python3 deploy/environment.py run`` prepares what ``make run`` needs, ``… test`` what the tests need as well. Nothing
is done where the stamp in .venv says that the lock file has already been installed.
"""
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
TOOLS = ROOT / "var" / "tools"
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-dev.lock"}


def library(name):
    """Whether the shared library can be loaded."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def program(*patterns):
    """Whether a program is on the path, or a file of one of these patterns (below /) exists."""
    return any(shutil.which(pattern) or any(Path("/").glob(pattern.lstrip("/"))) for pattern in patterns)


RUN = (
    ("libpango-1.0-0", lambda: library("libpango-1.0.so.0")),
    ("libpangoft2-1.0-0", lambda: library("libpangoft2-1.0.so.0")),
    ("libharfbuzz-subset0", lambda: library("libharfbuzz-subset.so.0")),
    ("fonts-noto-cjk", lambda: program("/usr/share/fonts/*/*/NotoSerifCJK-Regular.ttc")),
)
TEST = (
    ("chromium", lambda: program("/usr/bin/chromium")),
    ("postgresql", lambda: program("/usr/lib/postgresql/*/bin/postgres")),
    ("poppler-utils", lambda: program("pdftotext")),
)
PACKAGES = {"run": RUN, "test": RUN + TEST}


def say(words):
    print(f"environment: {words}", flush=True)


def install_packages(purpose):
    """Start apt for what is missing; returns the running process, or None where there is nothing to wait for."""
    missing = [name for name, present in PACKAGES[purpose] if not present()]
    if not missing:
        return None
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"missing system packages; everything else goes on, for the rest run\n\n    sudo {line}\n")
        return None
    say(f"installing system packages: {' '.join(missing)}")
    command = f"apt-get update -q && {line} -q || {{ apt-get update -q && {line} -q; }}"
    return subprocess.Popen(["sh", "-c", command], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish_packages(process):
    """Wait for apt; its words are shown only when it failed, and the rest goes on without the packages."""
    words, _ = process.communicate()
    if process.returncode:
        print(words[-3000:])
        say(f"apt-get failed with {process.returncode}; PDFs or some tests will not work until the packages are there")


def stamp_of(lock):
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def find_uv():
    """A uv to work with: the one there is, else one from PyPI in var/tools. None where neither can be had."""
    own = TOOLS / "bin" / "uv"
    for candidate in filter(None, (shutil.which(own), shutil.which("uv"))):
        if subprocess.run([candidate, "--version"], capture_output=True, check=False).returncode == 0:
            return candidate
    TOOLS.parent.mkdir(exist_ok=True)
    ways = (
        [[sys.executable, "-m", "venv", str(TOOLS)], [str(TOOLS / "bin/python"), "-m", "pip", "install", "-q", "uv"]],
        [[sys.executable, "-m", "pip", "install", "-q", "--prefix", str(TOOLS), "--ignore-installed", "uv"]],
    )
    for steps in ways:
        if all(subprocess.run(step, check=False, stdout=subprocess.DEVNULL).returncode == 0 for step in steps):
            return str(own)
    return None


def make_environment(purpose):
    """Install the lock file of the purpose into .venv, unless its stamp is there already. Exits when it cannot."""
    lock, stamp = LOCKS[purpose], VENV / f"stamp-{purpose}"
    wanted = stamp_of(lock)
    fuller = VENV / "stamp-test"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if purpose == "run" and fuller.exists() and fuller.read_text() == stamp_of(LOCKS["test"]):
        return
    began = time.monotonic()
    uv = find_uv()
    if uv is None:
        sys.exit("environment: neither uv nor pip works with this Python; as root run\n\n"
                 "    apt-get install -y python3-venv\n\nand start again")
    say(f"installing {lock.name} into .venv")
    if not (VENV / "bin/python").exists():
        subprocess.run([uv, "venv", "-q", "--python", sys.executable, str(VENV)], check=True)
    subprocess.run([uv, "pip", "install", "-q", "--python", str(VENV / "bin/python"),
                    "--require-hashes", "-r", str(lock)], check=True)
    stamp.write_text(wanted)
    say(f"ready after {time.monotonic() - began:.0f} s")


def main():
    purpose = sys.argv[1]
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"environment: Python 3.11 is needed, this is {sys.version.split()[0]}; "
                 "name another by `make PYTHON=/path/to/python3.11 …`")
    packages = install_packages(purpose)
    make_environment(purpose)
    if packages:
        finish_packages(packages)


if __name__ == "__main__":
    main()
