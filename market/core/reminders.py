"""What the clockwork asks every two seconds: each app names a question that queues work left undone.

A queued task is only a reminder and may be lost; the question looks at the database and reminds again. It must be
cheap where there is nothing to do, and asking twice must be harmless.
"""
import logging
from collections.abc import Callable

log = logging.getLogger(__name__)

_questions: dict[str, Callable[[], object]] = {}


def register(name: str, question: Callable[[], object]) -> None:
    """Ask this again and again; called once, when the app is ready."""
    _questions[name] = question


def ask_all() -> int:
    """Ask every question; returns how many failed. One that fails is logged and keeps no other from its turn."""
    failed = 0
    for name, question in _questions.items():
        try:
            question()
        except Exception:
            failed += 1
            log.exception("the reminder %s failed", name)
    return failed
