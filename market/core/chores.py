"""What is cleared away once an hour: each app names its own, the worker does them all.

A chore may run twice or be missed for a day: it looks at what is there, never at when it last ran.
"""
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

_chores: dict[str, Callable[[], object]] = {}


def hourly(name: str, chore: Callable[[], object]) -> None:
    """Do this every hour; called once, when the app is ready. What it returns is not shown to anybody."""
    _chores[name] = chore


def do_all() -> int:
    """Do every chore; returns how many failed. One that fails is logged and keeps no other from its turn."""
    failed = 0
    for name, chore in _chores.items():
        try:
            chore()
        except Exception:
            failed += 1
            log.exception("the hourly chore %s failed", name)
    return failed
