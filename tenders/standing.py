"""How a tender stands as a whole: by its own state until its lots are handed over, from then on by theirs."""
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from .models import Lot, Tender
from .models.tenders import BEFORE_PUBLICATION
from .rulebooks.steps import ENDS, STATES

_ORDER = {state: number for number, state in enumerate(STATES)}


def states(tenders: Iterable[Tender]) -> dict[UUID, str]:
    """The state to show of each, by its id; one query."""
    tenders = list(tenders)
    lots = defaultdict(set)
    for tender, state in Lot.objects.filter(tender__in=tenders).order_by().values_list("tender", "status").distinct():
        lots[tender].add(state)
    return {tender.pk: state_of(tender, lots[tender.pk]) for tender in tenders}


def state_of(tender: Tender, lots: set[str]) -> str:
    """Where its lots stand apart, that of the lot which is least far; one that waits to be opened beside others that
    were opened counts as passed over, and ended ones count where all have ended."""
    if not lots or tender.status in BEFORE_PUBLICATION or tender.status != tender.rulebook.handover:
        return tender.status
    running = lots - ENDS
    if not running:
        return "failed" if "failed" in lots else min(lots, key=_ORDER.get)
    return min(running - {"closed"} or running, key=_ORDER.get)
