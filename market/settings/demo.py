"""The demo on one machine: an invented city, made at first start."""
from market.core.secrets import secret_key

from .base import *  # noqa: F403
from .base import VAR

PROFILE = "demo"
SECRET_KEY = secret_key(VAR / "keys")
