"""What the worker does for evaluations. The clockwork reminds it for as long as there is something to do."""
from celery import shared_task

from . import services
from .services import inquiring


@shared_task(name="bids.evaluation.expire")
def expire(**_) -> None:
    """Close questions to bidders whose time is over."""
    services.expire()


def remind() -> None:
    """Queue that where a question waits for it; asked every few seconds."""
    if inquiring.overdue().exists():
        expire.delay()
