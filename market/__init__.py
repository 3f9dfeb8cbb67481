"""Sunlit Market: the ground floor and the roof of the trading centre."""
from .celery import app as celery_app

__all__ = ["celery_app"]
