"""The invented procedures as written in ``hall/tenders.json``, with their relative days turned into moments.

A story is who takes part (``principal``, ``agent``, ``handler``, ``approver``, ``host``, ``custodian``), what is bought
(``title``, ``lots``, ``facts``), how bids are evaluated (``scheme``: the method whose offer is taken), how far it is
brought (``until``: draft, review, intention, published), when that is (``at``), when bids are due (``due``), and what
happens ``then``: ``[moment, verb, values]``, the verbs of ``verbs``.
"""
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from .moments import Now


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens after publication."""

    at: datetime
    verb: str
    values: dict


@dataclass(frozen=True, slots=True)
class Story:
    """One procedure; ``written`` is as in the file."""

    written: dict
    at: datetime
    due: datetime | None
    questions_due: datetime | None
    acts: tuple[Act, ...]

    @property
    def key(self) -> str:
        return self.written["key"]

    @property
    def until(self) -> str:
        return self.written["until"]


def read(folder: Path, now: Now) -> list[Story]:
    """All stories in the order of the file. Raises ValueError or KeyError where it is out of order."""
    text = (folder / "tenders.json").read_text(encoding="utf-8")
    text = text.replace("{year}", str(now.at.year)).replace("{month}", f"{now.day(30):%Y-%m}")
    return [_story(one, now) for one in json.loads(text)]


def _story(written: dict, now: Now) -> Story:
    acts = tuple(Act(now.act(at), verb, values) for at, verb, values in written["then"])
    due, questions = (_ahead(written.get(name), now) for name in ("due", "questions"))
    return Story(written, now.act(written["at"]), due, questions, acts)


def _ahead(words: str | None, now: Now) -> datetime | None:
    """A deadline; one of today on a day of rest is that of the next working day."""
    if words is None:
        return None
    if words.startswith("+0") and not now.works(now.at.date()):
        words = f"+1{words[2:]}"
    return datetime.fromisoformat(now.fact(words))
