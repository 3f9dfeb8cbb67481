"""Running work on foreign files in a child with a ceiling on memory, processor time and output.

The child is a module of ours run by ``python -m`` that reads standard input and writes standard output; it gets no
database, no settings and an empty environment. What a bad file can do is end that child.
"""
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

COMPILED = ("PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE")
"""Where Python keeps compiled modules: told to the child, or it would compile them anew each time."""


class FenceBroken(Exception):
    """The child ended without an answer: over its limits, over its time, or crashed on its input."""


def run(module: str, *arguments: str, given: bytes = b"", memory: int = 1 << 30, seconds: int = 20,
        output: int = 64 << 20) -> bytes:
    """What the child wrote. ``memory`` and ``output`` are in bytes. Raises FenceBroken.

    It writes to nameless files, whose size the kernel bounds; through a pipe it could fill *our* memory.
    """
    def limits():
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (output, output))
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": "/nonexistent",
                   "OMP_NUM_THREADS": "1", "XDG_CACHE_HOME": str(settings.VAR / "cache"),
                   **{name: os.environ[name] for name in COMPILED if name in os.environ}}
    with tempfile.TemporaryFile() as written, tempfile.TemporaryFile() as complaints:
        try:
            done = subprocess.run(
                [sys.executable, "-m", module, *arguments], input=given, stdout=written, stderr=complaints,
                timeout=seconds * 3, check=False, cwd=Path(__file__).resolve().parents[2], env=environment,
                preexec_fn=limits)
        except subprocess.TimeoutExpired as late:
            raise FenceBroken("timeout") from late
        if done.returncode:
            complaints.seek(max(0, complaints.tell() - 2000))
            raise FenceBroken(complaints.read().decode(errors="replace")[-500:] or f"exit {done.returncode}")
        written.seek(0)
        return written.read()
