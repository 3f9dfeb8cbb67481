"""Secrets of this installation: made at first start, kept outside the database and the checkout's history."""
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The session secret, made once in ``folder`` and readable by its owner only."""
    return made_once(folder / "session.key", lambda: secrets.token_urlsafe(64).encode()).decode()


def kept_bytes(folder: Path, name: str, count: int) -> bytes:
    """So many random bytes under a name, made once in ``folder`` and readable by its owner only."""
    return made_once(folder / name, lambda: os.urandom(count))


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The content of a file; two processes that make it at the same moment end up with the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        with draft.open("wb") as out:
            out.write(make())
            out.flush()
            os.fsync(out.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
