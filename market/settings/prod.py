"""Production: https only, secrets from files outside the checkout, no demo data."""
from market.core import logs
from market.core.secrets import secret_key

from .base import *  # noqa: F403
from .base import VAR

PROFILE = "prod"
LOGGING = logs.configuration(readable=False)
SECRET_KEY = secret_key(VAR / "keys")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
