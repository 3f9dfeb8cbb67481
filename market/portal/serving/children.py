"""A child process of the supervisor: started, watched, restarted with growing pauses, stopped."""
import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

STEADY_AFTER = 60.0
LONGEST_PAUSE = 30.0
PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Have the kernel end this process when the supervisor is killed (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process to be kept alive. Pauses before restarts double from 1 s to 30 s, and begin anew after a steady life.

    ``waited`` is the pause that was set at its last death, in seconds.
    """

    name: str
    argv: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = None
    pause: float = 1.0
    born: float = 0.0
    due: float = 0.0
    waited: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone, which then stops it once."""
        self.born = time.monotonic()
        self.process = subprocess.Popen(self.argv, env={**os.environ, **self.environment}, start_new_session=True,
                                        preexec_fn=die_with_parent)

    def died(self) -> int | None:
        """The exit status if it has just ended, else None. Its next start is then due after a pause.

        What it had started is ended with it, or an orphan would hold on to its port.
        """
        if self.process is None or (status := self.process.poll()) is None:
            return None
        self._end_the_rest()
        if time.monotonic() - self.born > STEADY_AFTER:
            self.pause = 1.0
        self.process, self.due = None, time.monotonic() + self.pause
        self.waited, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        return status

    def overdue(self) -> bool:
        """Whether it is down and its pause is over."""
        return self.process is None and time.monotonic() >= self.due

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def make_stop(self, until: float) -> None:
        """Wait for the end until that moment of the monotonic clock, then end it and all it started by force."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, until - time.monotonic()))
        self._end_the_rest()
        self.process.wait()

    def _end_the_rest(self) -> None:
        """End by force whatever is left of its process group, itself included."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
