"""Settings of the processes that tests start beside themselves: the test profile on a database of their own.

The database is that of ``DATABASE_URL``; PostgreSQL is found through ``PGHOST`` and ``PGUSER``.
"""
import os
from pathlib import Path

from market.settings.base import _database, broker_folders
from market.settings.test import *  # noqa: F403

VAR = Path(os.environ.get("MARKET_VAR", VAR))  # noqa: F405
FILES = VAR / "files"
INDEX = VAR / "index"
DATABASES = {"default": _database(os.environ["DATABASE_URL"])}
CELERY_BROKER_TRANSPORT_OPTIONS = broker_folders(VAR / "broker")
CELERY_TASK_ALWAYS_EAGER = os.environ.get("EAGER", "1") == "1"
