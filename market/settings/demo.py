"""The demo on one machine: an invented city, made at first start."""
import os

from market.core.secrets import secret_key

from .base import *  # noqa: F403
from .base import OUTBOUND_STANDINS, VAR

PROFILE = "demo"
SECRET_KEY = secret_key(VAR / "keys")
PAYMENTS_PORT = int(os.environ.get("PAYMENTS_PORT") or int(os.environ.get("PORT", "8000")) + 20)
PAYMENTS_URL = f"http://127.0.0.1:{PAYMENTS_PORT}"
"""The stand-in that ``serve`` starts beside the site."""
OUTBOUND_STANDINS = OUTBOUND_STANDINS | {PAYMENTS_URL}
