"""From when on money may belong to a lot whose bidders nobody may know or count. Answered by the app above."""
from collections.abc import Callable
from datetime import datetime

_asked: list[Callable[[], datetime | None]] = []


def bind(since: Callable[[], datetime | None]) -> None:
    """Let ``since`` say the earliest moment at which a lot that is still sealed began to take bonds; None for none.

    It must follow from what is public, never from who paid.
    """
    _asked[:] = [since]


def since() -> datetime | None:
    """That moment. Raises LookupError while no app answers: it is never taken for nothing."""
    if not _asked:
        raise LookupError("Nobody says from when on money is sealed.")
    return _asked[0]()
