"""What the verbs say when they do not do what was asked: the door's own refusal, and an older revision."""
from dataclasses import dataclass
from datetime import datetime

from market.core.guards import Reason
from market.core.steps import StepRefused

__all__ = ["OtherChange", "Reason", "RevisionStale", "StepRefused", "refuse"]


@dataclass(frozen=True, slots=True)
class OtherChange:
    """What somebody else saved meanwhile: labels as shown, by whom (an actor's text), when."""

    labels: tuple[str, ...]
    by: str
    at: datetime


class RevisionStale(Exception):
    """The draft was changed by somebody since it was read. ``changes`` names what; nothing was saved."""

    def __init__(self, revision: int, changes: list[OtherChange]):
        super().__init__(f"revision {revision}")
        self.revision, self.changes = revision, changes


def refuse(step: str, code: str, message: str, law: str = "") -> StepRefused:
    """A refusal with one reason, to be raised."""
    return StepRefused(step, [Reason(code, message, law)])
