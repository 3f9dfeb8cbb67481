"""Which sources speak to whom."""
from collections.abc import Callable, Iterable
from itertools import chain

from market.parties.actors import Actor

from . import awards, bidder, centre, contracts, custodian, evaluation, overseer, principal, redress
from .tasks import Task

Source = Callable[[Actor], Iterable[Task]]

SOURCES: tuple[tuple[Callable[[Actor], bool], tuple[Source, ...]], ...] = (
    (principal.runs_tenders, (*principal.SOURCES, awards.awards)),
    (bidder.bids_itself, (*bidder.SOURCES, awards.letters)),
    (contracts.has_contracts, contracts.SOURCES),
    (custodian.keeps_keys, custodian.SOURCES),
    (overseer.sets_rules, overseer.RULES),
    (centre.works_in_centre, centre.SOURCES),
    (overseer.oversees, (*overseer.SOURCES, awards.methods)),
    (evaluation.evaluates, (evaluation.members,)),
    (principal.runs_tenders, (evaluation.runs,)),
    (centre.works_in_centre, (evaluation.draws,)),
    (bidder.bids_itself, (evaluation.questions,)),
    (redress.writes, (redress.own,)),
    (redress.concerned, (redress.replies,)),
    (redress.answers, (redress.letters,)),
    (overseer.oversees, (redress.cases,)),
)
"""(for whom, what): a source is asked only by those it is for."""


def tasks_of(actor: Actor) -> list[Task]:
    """Everything that waits for a person in the party now acted for."""
    return list(chain.from_iterable(source(actor) for is_for, sources in SOURCES if is_for(actor)
                                    for source in sources))
