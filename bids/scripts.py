"""The scripts that seal in the browser, and their digests as served: part of every receipt."""
import hashlib
from functools import cache

from django.contrib.staticfiles import finders

SEALING = ("envelope.js", "envelope_keys.js", "sha256.js")


@cache
def digests() -> dict[str, str]:
    """SHA-256 in hexadecimal digits of each script that seals."""
    found = {}
    for name in SEALING:
        with open(finders.find(f"market/js/{name}"), "rb") as script:  # noqa: PTH123 - finders give a plain path
            found[name] = hashlib.file_digest(script, "sha256").hexdigest()
    return found
