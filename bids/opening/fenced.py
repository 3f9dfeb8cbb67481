"""The child that opens envelopes: kept between envelopes, ended with whatever breaks its ceilings, begun anew."""
import contextlib
import json
import os
import resource
import select
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

MEMORY = 1 << 30
"""Bytes of address space the child may have; its programs and libraries take a fifth of it."""
LIFE = 100
"""Envelopes one child opens before another takes over."""
PATIENCE, SPEED = 20.0, 4_000_000
"""Seconds one envelope may take, and bytes for each further second."""
ROOT = Path(__file__).resolve().parents[2]


class ChildEnded(Exception):
    """The child ended or took too long over an envelope."""


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (3600, 3600))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 32, 1 << 32))
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@dataclass
class Child:
    """Use it as a context; ``open`` may be called any number of times."""

    module: str = "bids.opening.child"
    process: subprocess.Popen | None = None
    opened: int = field(default=0)

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_) -> None:
        self._end()

    def open(self, asked: dict, *, size: int) -> dict:
        """What the child says of one envelope of ``size`` bytes. Raises ChildEnded; the next call begins a new child.
        """
        if self.process is None or self.opened >= LIFE:
            self._end()
            self._begin()
        self.opened += 1
        try:
            self.process.stdin.write(json.dumps(asked).encode() + b"\n")
            self.process.stdin.flush()
            return json.loads(self._line(PATIENCE + size / SPEED))
        except (OSError, ValueError) as error:
            self._end()
            raise ChildEnded(type(error).__name__) from error

    def _begin(self) -> None:
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "HOME": "/nonexistent",
                       "DJANGO_SETTINGS_MODULE": "nothing", "OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen([sys.executable, "-m", self.module], cwd=ROOT, env=environment,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        preexec_fn=_limits)
        self.opened = 0

    def _line(self, seconds: float) -> bytes:
        """The next whole line. Raises ValueError where none comes in time or the child is gone."""
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        line = self.process.stdout.readline() if ready else b""
        if not line.endswith(b"\n"):
            raise ValueError("no answer")
        return line

    def _end(self) -> None:
        if self.process is None:
            return
        self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()
        self.process.wait()
        self.process = None
