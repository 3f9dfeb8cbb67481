"""Who may do what with a contract, and who may read one: one table, asked by the services and by the pages."""
from django.db.models import Q

from tenders import policy as tenders

PROGRAM = "contracts"
"""The actor of what follows by itself: concluding once both signed, voiding with the award."""
SIGNING = frozenset({"handler", "approver"})
"""Duties whose holders sign for their organisation."""
READING = frozenset({"handler", "approver", "finance"})

PURCHASER, WINNER, AGENT, SUPERVISOR = "purchaser", "winner", "agent", "supervisor"
STEPS = {"offer": {PURCHASER, AGENT}, "take_back": {PURCHASER, AGENT}}
"""Steps of a contract by hand, and the sides that take them."""
ACTS = {
    "draft": {PURCHASER, AGENT}, "redact": {PURCHASER}, "publish": {PURCHASER}, "file": {PURCHASER},
    "perform": {PURCHASER}, "report": {PURCHASER, WINNER}, "change": {PURCHASER}, "decline": {WINNER},
    "inspect": {PURCHASER}, "pay": {PURCHASER}, "archive": {PURCHASER, AGENT},
}
"""Acts beside the steps: redacting, reporting a milestone done, proposing a change, inspecting, marking as paid …"""


def sides(contract, actor) -> frozenset[str]:
    """In what ways the actor's organisation has to do with a contract; none for who is not proved."""
    if not actor or isinstance(actor, str) or not actor.proved or actor.party is None:
        return frozenset()
    tender = contract.lot.tender
    return frozenset(name for name, party in (
        (PURCHASER, contract.purchaser_id), (WINNER, contract.winner_id), (AGENT, tender.agent_id),
        (SUPERVISOR, tender.supervisor_id)) if party == actor.party)


def may(contract, step: str, actor) -> bool:
    """Whether an actor may take a step of the contract itself."""
    if isinstance(actor, str):
        return actor == PROGRAM and step in {"conclude", "void"}
    return bool(sides(contract, actor) & STEPS.get(step, set())) and bool(actor.duties & tenders.PREPARING)


def may_act(contract, act: str, actor) -> bool:
    """Whether an actor may do one of ``ACTS``; marking as paid is for the finance staff too."""
    if not sides(contract, actor) & ACTS[act]:
        return False
    duties = READING if act == "pay" else tenders.PREPARING
    return bool(actor.duties & duties)


def side_of(contract, actor) -> str:
    """For which side the actor may sign, empty for none."""
    held = sides(contract, actor) & {PURCHASER, WINNER}
    return next(iter(held), "") if held and actor.duties & SIGNING else ""


def visible(contracts, actor):
    """The purchaser and its agent read every contract of theirs, the winner from the offered text on, the supervising
    department from the signing on."""
    if not actor or not actor.proved or actor.party is None:
        return contracts.none()
    seen = Q()
    if actor.duties & (READING | tenders.WORKING):
        seen |= Q(purchaser=actor.party) | Q(lot__tender__agent=actor.party)
        if "supervisor" in actor.roles:
            seen |= Q(lot__tender__supervisor=actor.party, signed_at__isnull=False)
    if actor.duties & READING:
        seen |= Q(winner=actor.party, offered_at__isnull=False)
    return contracts.filter(seen) if seen else contracts.none()
