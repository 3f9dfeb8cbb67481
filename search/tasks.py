"""What the worker does for search."""
from celery import shared_task

from . import indexing


@shared_task
def build_where_missing(**_) -> None:
    """Build the index where there is none."""
    indexing.build_where_missing()
