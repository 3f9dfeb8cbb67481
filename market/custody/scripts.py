"""The scripts that seal in the browser, by their content: a receipt lists their hashes, so that altered ones show."""
import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDER = Path("market/static/market/js")
FIRST = ("envelope.js", "upload.js")
"""What the bidder's pages begin with, beside every ``bid*.js``; what these import belongs to it."""
IMPORT = re.compile(r'(?:from|import)\s*\(?\s*"\./([\w/-]+\.js)"')


@cache
def hashes() -> dict[str, str]:
    """File name to SHA-256 (hexadecimal) of every script that has a part in sealing and handing in."""
    folder = settings.BASE_DIR / FOLDER
    waiting = [*FIRST, *(path.relative_to(folder).as_posix() for path in sorted(folder.rglob("bid*.js")))]
    found: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        content = (folder / name).read_bytes()
        found[name] = hashlib.sha256(content).hexdigest()
        beside = Path(name).parent
        waiting += [(beside / other).as_posix() for other in IMPORT.findall(content.decode())]
    return dict(sorted(found.items()))
