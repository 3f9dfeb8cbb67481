"""The folder of the embedded index: which index is in use, who may write, and how readers keep up.

``<folder>/current`` is a link to the index in use, so that exchanging an index is renaming one link. One lock file
admits one writer at a time, over all processes. Readers look at the link and at the index's own stamp before each
search (two calls to the file system) and so see a commit at once.
"""
import fcntl
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from .base import Unready


class Folder:
    """An index folder. ``version`` names the shape of the documents: an index of another shape is as good as none."""

    def __init__(self, path: Path, schema: tantivy.Schema, version: str):
        self.path, self.schema, self.version = Path(path), schema, version
        self._opening = threading.Lock()
        self._name, self._stamp, self._index = "", None, None

    def current(self) -> str:
        """The name of the index in use. Raises Unready."""
        try:
            name = (self.path / "current").readlink().name
        except OSError as missing:
            raise Unready("There is no search index yet.") from missing
        if not name.startswith(f"{self.version}-"):
            raise Unready(f"The search index has the shape {name}, this program needs {self.version}.")
        return name

    def searcher(self) -> tantivy.Searcher:
        """A view of the newest commit of the index in use. Raises Unready."""
        return self.view()[1]

    def view(self) -> tuple[tuple, tantivy.Searcher]:
        """The newest commit and a key that changes with each commit. Raises Unready."""
        for last_try in (False, True):
            name = self.current()
            try:
                meta = (self.path / name / "meta.json").stat()
                stamp = (meta.st_ino, meta.st_mtime_ns)
                with self._opening:
                    if name != self._name:
                        self._index, self._name, self._stamp = tantivy.Index.open(str(self.path / name)), name, None
                        self._index.config_reader(reload_policy="Manual")
                    if stamp != self._stamp:
                        self._index.reload()
                        self._stamp = stamp
                    return (name, *stamp), self._index.searcher()
            except (OSError, ValueError) as fault:  # the index was exchanged under our feet: look once more
                if last_try:
                    raise Unready(f"The search index {name} cannot be opened.") from fault
        raise AssertionError("unreachable")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait to be the one writer."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "write.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def fresh(self) -> tuple[str, tantivy.Index]:
        """A new empty index beside the one in use."""
        name = f"{self.version}-{secrets.token_hex(6)}"
        (self.path / name).mkdir(parents=True)
        return name, tantivy.Index(self.schema, path=str(self.path / name))

    def use(self, name: str) -> None:
        """Point every reader to that index from now on, and remove the others. Call while ``alone``."""
        link = self.path / f"next-{secrets.token_hex(4)}"
        link.symlink_to(name)
        link.replace(self.path / "current")
        for old in self.path.iterdir():
            if old.is_dir() and not old.is_symlink() and old.name != name and not (old / "building").exists():
                shutil.rmtree(old, ignore_errors=True)
