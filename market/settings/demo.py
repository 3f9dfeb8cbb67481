"""The demo on one machine: an invented city, made at first start."""
import os

from market.core.secrets import kept_bytes, secret_key

from .base import *  # noqa: F403
from .base import OUTBOUND_STANDINS, SOCIALACCOUNT_PROVIDERS, VAR
from .signin import identity_service

PROFILE = "demo"
SECRET_KEY = secret_key(VAR / "keys")
PAYMENTS_PORT = int(os.environ.get("PAYMENTS_PORT") or int(os.environ.get("PORT", "8000")) + 20)
PAYMENTS_URL = f"http://127.0.0.1:{PAYMENTS_PORT}"
"""The stand-in that ``serve`` starts beside the site."""
IDENTITY_PORT = int(os.environ.get("IDENTITY_PORT") or int(os.environ.get("PORT", "8000")) + 30)
IDENTITY_CLIENT = "market"
IDENTITY_URL = f"http://127.0.0.1:{IDENTITY_PORT}"
SOCIALACCOUNT_PROVIDERS = SOCIALACCOUNT_PROVIDERS or identity_service(
    IDENTITY_URL, IDENTITY_CLIENT, kept_bytes(VAR / "keys", "identity.key", 32).hex(), "示例省统一身份认证")
OUTBOUND_STANDINS = OUTBOUND_STANDINS | {PAYMENTS_URL, IDENTITY_URL}
