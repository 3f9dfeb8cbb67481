"""Secrets of this installation: made at first start, kept outside the database and the checkout's history."""
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The session secret, made once in ``folder`` and readable by its owner only."""
    path = folder / "session.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = folder / f"session.key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
