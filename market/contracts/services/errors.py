"""What the verbs say when they do not do what was asked."""
from market.core.guards import Reason
from market.core.steps import StepRefused

__all__ = ["Reason", "RevisionStale", "StepRefused", "refuse"]


class RevisionStale(Exception):
    """Somebody else saved the draft meanwhile; nothing was saved."""

    def __init__(self, revision: int):
        super().__init__(f"revision {revision}")
        self.revision = revision


def refuse(act: str, code: str, message: str, law: str = "") -> StepRefused:
    """A refusal with one reason, to be raised."""
    return StepRefused(act, [Reason(code, message, law)])
