"""Tests: a database in memory or that of ``TEST_DATABASE_URL``, tasks in process, no folder of the checkout touched."""
import atexit
import os
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CONTENT_SECURITY_POLICY, INSTALLED_APPS, LOGGING, TEMPLATES, _database

PROFILE = "test"
SECRET_KEY = "only-for-tests"  # noqa: S105 - a test has no secrets
VAR = Path(tempfile.mkdtemp(prefix="market-test-"))
_made_by = os.getpid()
atexit.register(lambda folder=VAR: os.getpid() == _made_by and shutil.rmtree(folder, ignore_errors=True))
FILES = VAR / "files"
INDEX = VAR / "index"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir()
PUBLIC_URL = "http://testserver"
LIVE_URL = ""
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.stage"]
DATABASES = {"default": _database(os.environ.get("TEST_DATABASE_URL", "sqlite:///:memory:"))}
if "init_command" in DATABASES["default"].get("OPTIONS", {}):
    # The threads of a live server share one cache in memory, where a reader would not wait for a writer but fail.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA read_uncommitted=ON;"
CELERY_TASK_ALWAYS_EAGER = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED:%s"
LOGGING["handlers"] = {"lines": {"class": "logging.NullHandler"}}
CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"] = ["'self'"]
