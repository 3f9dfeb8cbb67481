"""Which sources speak to whom."""
from collections.abc import Callable, Iterable

from market.parties.actors import Actor

from .tasks import Task

Source = Callable[[Actor], Iterable[Task]]

SOURCES: tuple[tuple[Callable[[Actor], bool], Source], ...] = ()
"""(for whom, what): a source is asked only by those it is for."""


def tasks_of(actor: Actor) -> list[Task]:
    """Everything that waits for a person in the party now acted for."""
    return [task for is_for, source in SOURCES if is_for(actor) for task in source(actor)]
