"""What every profile shares. The embedded profile needs nothing set; a cluster sets addresses in the environment."""
import os
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from market.core import logs

from .signin import *  # noqa: F403
from .signin import SIGNIN_APPS

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("MARKET_VAR", BASE_DIR / "var"))
FILES = VAR / "files"
INDEX = VAR / "index"
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://localhost:{os.environ.get('PORT', '8000')}").rstrip("/")

LIVE_PORT = int(os.environ.get("LIVE_PORT") or int(os.environ.get("PORT") or 8000) + 1000)
"""Where the process listens that tells open pages of sessions when to look again."""
LIVE_URL = os.environ.get("LIVE_URL", f"http://localhost:{LIVE_PORT}").rstrip("/")
"""Its origin for a browser: that of the site itself where a proxy leads ``/live/`` there, or empty for none."""

RELEASE = f"{time.time():.0f}"
"""Changes with each start of a process, so that no cached page outlives the program that made it."""
DEBUG = False
PROFILE = "base"
LOGGING = logs.configuration(readable=True)
ALLOWED_HOSTS = sorted({urlsplit(PUBLIC_URL).hostname, "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *SIGNIN_APPS,
    "csp",
    "django_fsm",
    "market.core",
    "market.parties",
    "market.custody",
    "market.funds",
    "market.projects",
    "tenders",
    "bids",
    "market.contracts",
    "market.redress",
    "publish",
    "search",
    "market.portal",
]
AUTH_USER_MODEL = "parties.User"

MIDDLEWARE = [
    "market.portal.access.log_requests",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "market.portal.streams.bound_streams",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "market.portal.streams.Compression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "market.parties.access.know_actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "market.portal.presentation.present",
    "market.portal.bodies.bound_bodies",
]
ROOT_URLCONF = "market.urls"
WSGI_APPLICATION = "market.wsgi.application"
ASGI_APPLICATION = "market.asgi.application"

TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [BASE_DIR / "templates"],
    "APP_DIRS": False,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "market.portal.context.site",
        ],
        "builtins": ["django.templatetags.static", "market.core.templatetags.ui"],
        "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
    },
}]


def _database(url: str) -> dict:
    """``sqlite:///path`` or ``postgresql://user:password@host:port/name`` as Django wants it."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;"
                                "PRAGMA mmap_size=268435456; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"), "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""), "HOST": parts.hostname or "", "PORT": parts.port or "",
            "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"DATABASE_URL names an unknown database: {parts.scheme}")


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", f"sqlite://{VAR / 'market.sqlite3'}"))}


def _cache(url: str) -> dict:
    """``locmem://`` (each process its own) or ``file:///folder`` (shared by the processes of a machine)."""
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
    if parts.scheme == "file":
        return {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": parts.path}
    raise ValueError(f"CACHE_URL names an unknown cache: {parts.scheme}")


CACHES = {"default": _cache(os.environ.get("CACHE_URL", "locmem://"))}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "market/locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "market/static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF, *([LIVE_URL] if LIVE_URL else [])],
    "form-action": [SELF],
    "manifest-src": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "market.portal.errors.stale_form"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CELERY_BROKER_URL = os.environ.get("BROKER_URL", "filesystem://")
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_BEAT_SCHEDULE = {
    "funds.settle": {"task": "market.funds.tasks.settle", "schedule": 5.0, "options": {"expires": 5}},
    "funds.catch_up": {"task": "market.funds.tasks.catch_up", "schedule": 60.0, "options": {"expires": 60}},
    "funds.reconcile": {"task": "market.funds.tasks.reconcile", "schedule": 3600.0, "options": {"expires": 3600}},
}
CELERY_TASK_DEFAULT_QUEUE = "market"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True


def broker_folders(folder: Path) -> dict:
    """How the ``filesystem://`` broker works in a folder; its queue is looked at ten times a second."""
    return {"data_folder_in": str(folder / "queue"), "data_folder_out": str(folder / "queue"), "polling_interval": 0.1,
            "store_processed": True, "processed_folder": str(folder / "taken"),
            "control_folder": str(folder / "control")}


CELERY_BROKER_TRANSPORT_OPTIONS = broker_folders(VAR / "broker") if CELERY_BROKER_URL == "filesystem://" else {}

SEAL_PKCS12 = os.environ.get("SEAL_PKCS12", "")
"""Path of the certificate with its key that seals PDFs; a demo that names none makes one and marks it 测试."""
SEAL_PASSWORD = os.environ.get("SEAL_PASSWORD", "")

OUTBOUND_STANDINS = frozenset()
"""Origins of stand-ins on this machine that ``core.outbound`` may reach beside the open internet."""

PAYMENTS_URL = os.environ.get("PAYMENTS_URL", "").rstrip("/")
"""The payment service (``docs/payments.md``), its key in ``var/keys/payments.key``; empty where none is contracted."""

CERTIFICATE_ROOTS = os.environ.get("CERTIFICATE_ROOTS", str(VAR / "roots"))
"""A folder of PEM files: the authorities whose certificates may prove that a credit code is one's own."""
