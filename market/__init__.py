"""Sunlit Market: the ground floor and the roof of the trading centre."""
VERSION = "0.1.0"

from .celery import app as celery_app  # noqa: E402  (tasks of every app belong to it)

__all__ = ["VERSION", "celery_app"]
