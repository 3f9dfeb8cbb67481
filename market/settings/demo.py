"""The demo on one machine: an invented city, made at first start."""
from .base import *  # noqa: F403
from .base import VAR
from market.core.secrets import secret_key

PROFILE = "demo"
SECRET_KEY = secret_key(VAR / "keys")
