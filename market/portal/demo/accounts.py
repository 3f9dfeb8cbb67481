"""The accounts of a demo: one for each role, with a password made when it was loaded, kept in one file of ``var``."""
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike."""


@dataclass(frozen=True, slots=True)
class Account:
    """``login`` is typed to sign in; ``role`` says in what capacity, ``name`` who, ``party`` for whom."""

    login: str
    role: str
    name: str
    party: str


def path() -> Path:
    """Where they are written down, readable by the owner of the machine's account only."""
    return Path(settings.VAR) / "demo-accounts.json"


def new_password() -> str:
    """``k7mp-x3qd-9rta``: 60 random bits that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def write(accounts: list[Account], password: str) -> None:
    """Keep what is printed."""
    text = json.dumps({"password": password, "accounts": [asdict(one) for one in accounts]}, ensure_ascii=False,
                      indent=1)
    path().unlink(missing_ok=True)
    path().touch(mode=0o600)
    path().write_text(text, encoding="utf-8")


def table() -> str:
    """The accounts in columns for a terminal; empty where this installation has none."""
    if not path().exists():
        return ""
    kept = json.loads(path().read_text(encoding="utf-8"))
    rows = [(one["login"], one["role"], one["name"], one["party"]) for one in kept["accounts"]]
    widths = [max(_width(row[column]) for row in rows) for column in range(3)]
    lines = ["  " + "  ".join([*(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)),
                               row[3]]) for row in rows]
    return f"  演示账号（口令都是 {kept['password']}）：\n" + "\n".join(lines) + "\n"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
