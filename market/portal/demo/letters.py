"""Queries and complaints of the invented procedures, each written, answered and decided through the services."""
from datetime import timedelta

from market.core import clock
from market.redress import services
from market.redress.models import Complaint, Draft, Query

HOUR = timedelta(hours=1)


def query(stage, *, who: str, request: str, items: list[dict]) -> None:
    """A supplier queries the documents."""
    actor = stage.people.actor(who)
    party = stage.people.party_of(who)
    draft = services.begin(tender=stage.tender(), kind=Draft.Kind.QUERY, actor=actor)
    draft = services.save(draft, actor=actor, said={
        "address": party.address, "postcode": "214000", "contact": actor.name, "phone": party.phone,
        "request": request, "items": items})
    services.hand_in(draft, actor=actor)


def answer_query(stage, *, outcome: str, text: str, law: str) -> None:
    """The principal or its agent answers the query that waits."""
    services.answer_query(Query.objects.get(tender=stage.pk, status="filed"), outcome=outcome, text=text, law=law,
                          actor=stage.actor("handler"))


def complain(stage, *, who: str, request: str) -> None:
    """Who queried complains about the answer."""
    actor = stage.people.actor(who)
    query = Query.objects.get(tender=stage.pk, party=actor.party, status="answered")
    draft = services.begin(tender=stage.tender(), kind=Draft.Kind.COMPLAINT, query=query, actor=actor)
    draft = services.save(draft, actor=actor, said={**draft.said, "request": request})
    services.hand_in(draft, actor=actor)


def take_on(stage, *, who: str) -> None:
    """The department looks the complaint through, takes it on and sends the copies."""
    actor, complaint = stage.people.actor(who), Complaint.objects.get(tender=stage.pk)
    for step in ("start_check", "accept"):
        complaint = services.move(complaint, step, actor=actor)
    services.send_copies(complaint, actor=actor)


def reply(stage, *, text: str) -> None:
    """The principal replies to its copy."""
    copy = Complaint.objects.get(tender=stage.pk).copies.get(party=stage.tender().principal)
    services.answer_copy(copy, text=text, actor=stage.actor("handler"))


def decide(stage, *, who: str, publish_after: int = 1, **said) -> None:
    """The department decides, and publishes its decision some hours later."""
    actor = stage.people.actor(who)
    complaint = services.decide(Complaint.objects.get(tender=stage.pk), actor=actor, **said)
    with clock.frozen(clock.now() + publish_after * HOUR):
        services.move(complaint, "publish", actor=actor)


VERBS = {verb.__name__: verb for verb in (query, answer_query, complain, take_on, reply, decide)}
