"""Who may take which step of a tender, and who may read one: one table, asked by the door and by the pages."""
from django.db.models import Q

from market.core.models import StepLog

WORKING = frozenset({"handler", "approver", "host"})
"""Duties whose holders work on the tenders of their organisation."""
PREPARING = frozenset({"handler", "approver"})
"""Duties whose holders prepare a tender and move it by hand."""
PRINCIPALS = frozenset({"purchaser", "tenderer", "grantor", "transferor"})
APPROVING, HOSTING = frozenset({"approver"}), frozenset({"host"})

_BOTH = {"principal": PREPARING, "agent": PREPARING}
_PRINCIPAL = {"principal": PREPARING}
_SUPERVISOR = {"supervisor": PREPARING}

TABLE = {
    "publish_intention": _PRINCIPAL, "file_plan": _PRINCIPAL, "approve_method": _SUPERVISOR,
    "publish_notice": _BOTH, "amend": _BOTH, "extend": {**_BOTH, **_SUPERVISOR},
    "open_bids": {"principal": HOSTING, "agent": HOSTING},
    "review_qualification": _BOTH, "start_evaluation": _BOTH, "re_evaluate": _BOTH, "finish_evaluation": {},
    "deliver_report": _BOTH, "confirm_award": {"principal": APPROVING}, "publish_result": _BOTH,
    "sign_contract": _PRINCIPAL, "publish_contract": _PRINCIPAL, "file_contract": _PRINCIPAL,
    "start_performance": _PRINCIPAL, "accept": _PRINCIPAL, "settle": _PRINCIPAL, "archive": _BOTH,
    "fail": _BOTH, "terminate": {"principal": APPROVING}, "relaunch": _PRINCIPAL, "request_method_change": _PRINCIPAL,
    "suspend": {"supervisor": PREPARING, "principal": APPROVING, "centre": PREPARING},
    "resume": {"supervisor": PREPARING, "principal": APPROVING, "centre": PREPARING},
    "cancel_award": _PRINCIPAL, "next_candidate": _PRINCIPAL, "record_default": _PRINCIPAL, "void_award": _SUPERVISOR,
}
"""Step to the capacities that may take it, each with the duties of which a person needs one."""

PROGRAMS = {"open_bids": frozenset({"opening", "clockwork"}),
            "fail": frozenset({"opening", "clockwork", "committee"}),
            "resume": frozenset({"clockwork"}), "finish_evaluation": frozenset({"committee"}),
            "confirm_award": frozenset({"clockwork"}),
            "sign_contract": frozenset({"contracts"})}
"""Steps a program takes by itself: the opening session in the transaction of what it is part of, the clockwork when a
suspension has lasted as long as it may; the committee as such, whose members stay unnamed until the result is out;
a contract once both sides have signed it."""


def capacities(tender, actor) -> frozenset[str]:
    """In what ways the actor's organisation has to do with a tender; none for who is not proved."""
    if not actor or isinstance(actor, str) or not actor.proved or actor.party is None:
        return frozenset()
    found = {name for name, party in (("principal", tender.principal_id), ("agent", tender.agent_id),
                                      ("supervisor", tender.supervisor_id)) if party == actor.party}
    if "centre" in actor.roles:
        found.add("centre")
    return frozenset(found)


def may(record, step: str, actor) -> bool:
    """Whether an actor may take a step of a tender or a lot."""
    if isinstance(actor, str):
        return actor in PROGRAMS.get(step, ())
    tender = record.of_tender
    rows = TABLE.get(step, {})
    fitting = {one for one in capacities(tender, actor) if actor.duties & rows.get(one, frozenset())}
    if step == "resume" and fitting and "supervisor" not in fitting:
        return _suspended_by(record) == actor.acting_for
    return bool(fitting)


def _suspended_by(record) -> str:
    """For whom the last suspension was made, as the log names it."""
    return StepLog.objects.filter(record_type=record._meta.label_lower, record_id=str(record.pk), step="suspend"
                                  ).order_by("-number").values_list("acting_for", flat=True).first() or ""


def works_on(tender, actor) -> bool:
    """Whether the actor works on it for the principal or for its agent, proved or not yet: drafts are open to both."""
    return bool(actor and not isinstance(actor, str) and actor.party is not None
                and actor.party in {tender.principal_id, tender.agent_id} and actor.duties & WORKING)


def prepares(tender, actor) -> bool:
    """Whether the actor may change a draft."""
    return works_on(tender, actor) and bool(actor.duties & PREPARING)


def approves(tender, actor) -> bool:
    """Whether the actor may review for publication what others prepared."""
    return works_on(tender, actor) and actor.proved and "approver" in actor.duties


def visible(tenders, actor):
    """Public ones for everybody; unpublished ones for those who work on them, and from the filing of the plan on for
    the department that supervises them."""
    seen = Q(published_at__isnull=False)
    if actor and actor.party and actor.duties & WORKING:
        seen |= Q(principal=actor.party) | Q(agent=actor.party)
        if "supervisor" in actor.roles:
            seen |= Q(supervisor=actor.party) & ~Q(status="draft")
    return tenders.filter(seen)


def on_desk(tenders, actor):
    """Those an actor has to do with: works on, supervises, or, in the centre, all that are public."""
    if not actor or not actor.party or not actor.duties & WORKING:
        return tenders.none()
    mine = Q(principal=actor.party) | Q(agent=actor.party)
    if "supervisor" in actor.roles:
        mine |= Q(supervisor=actor.party) & ~Q(status="draft")
    if "centre" in actor.roles:
        mine |= Q(published_at__isnull=False)
    return tenders.filter(mine)


def sets_rules(actor) -> bool:
    """Whether the actor may propose or approve that a region sets a number of a rulebook differently."""
    return bool(actor and actor.proved and actor.roles & {"centre", "supervisor"} and actor.duties & PREPARING)
