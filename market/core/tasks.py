"""What the worker does for core. Each task may run twice, or not at all: the clockwork reminds again."""
import logging
from pathlib import Path

from celery import shared_task
from django.conf import settings

from . import chores, files, idempotency, running, subscribers

log = logging.getLogger(__name__)


@shared_task
def deliver(*, name: str, **_) -> None:
    """Hand a subscriber what it has not seen."""
    try:
        subscribers.deliver(name)
    except KeyError:
        log.warning("nobody is called %s any more", name)


@shared_task
def beat(**_) -> None:
    """Say that a worker is taking tasks."""
    running.beat("worker")


@shared_task
def sweep(**_) -> None:
    """Clear away what is no longer needed: old idempotency keys, files half received, messages taken, and whatever
    the apps named as their hourly chores."""
    taken = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("processed_folder")
    chores.do_all()
    running.beat("sweep", keys=idempotency.sweep(), parts=files.sweep_parts(),
                 messages=files.sweep_folder(Path(taken), older_than=3600) if taken else 0)
