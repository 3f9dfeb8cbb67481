"""Guards: named preconditions of a step, and reasons: what is said when one is not met."""
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step may not be taken: a stable code, a Chinese sentence, the article of law where there is one."""

    code: str
    message: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Guard:
    """A precondition with its words. Calling it with a record says whether it is met.

    ``sealed`` guards read what nobody may know before opening; they are asked only once the record says that opening
    is lawful. ``timed`` guards read the clock and are asked before the others, which are not asked when it refuses.
    """

    code: str
    message: str
    test: Callable[[object], bool]
    law: str = ""
    sealed: bool = False
    timed: bool = False
    words: Callable[[object], list[Reason]] | None = None

    def __call__(self, record) -> bool:
        return bool(self.test(record))

    @property
    def reason(self) -> Reason:
        """What is said when the guard is not met."""
        return Reason(self.code, str(self.message), self.law)

    def reasons(self, record) -> list[Reason]:
        """Why this record does not meet the guard; empty where it does."""
        if self(record):
            return []
        return (self.words(record) if self.words else []) or [self.reason]


def guard(code: str, message: str, law: str = "", sealed: bool = False, timed: bool = False,
          words: Callable[[object], list[Reason]] | None = None):
    """Make a guard of a function from a record to whether the step may be taken."""
    def wrap(test: Callable[[object], bool]) -> Guard:
        return Guard(code=code, message=message, test=test, law=law, sealed=sealed, timed=timed, words=words)
    return wrap
