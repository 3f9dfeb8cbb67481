"""Bodies that arrive slowly never take every thread of the server.

The server gives a thread to a request as soon as its head is there and lets it wait for the body; who sends slowly
holds it. So only so many bodies are received at once, and browsers send pieces that take about two seconds. A proxy
that takes requests whole before it passes them on, as a production has, makes each a matter of milliseconds.
"""
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SLOTS = 2
"""Bodies received at once in one process; the server has more threads than these and the long answers together."""

_slots = threading.BoundedSemaphore(SLOTS)


class Crowded(Exception):
    """Enough bodies are being received; another one may come in a moment."""


@contextmanager
def slot() -> Iterator[None]:
    """Receive a body while there is room for one more. Raises Crowded."""
    if not _slots.acquire(blocking=False):
        raise Crowded
    try:
        yield
    finally:
        _slots.release()
