"""Role × step: who may take what; a refusal changes nothing."""
from datetime import timedelta

import pytest

from market.core import clock
from market.core.models import StepLog
from market.core.steps import why_not
from market.custody.models import CustodianKey, Seat
from market.parties.models import Party, PartyRole
from tenders import policy, services
from tenders.models import Tender
from tenders.rulebooks.base import everyone
from tenders.rulebooks.steps import STEPS
from tests.factories import people
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)

HANDLER, APPROVER, SUPERVISOR, CENTRE, STRANGER, BIDDER = (
    "handler", "approver", "supervising", "staff", "stranger", "bidder")
MAY = {
    "publish_intention": {HANDLER, APPROVER}, "file_plan": {HANDLER, APPROVER}, "approve_method": {SUPERVISOR},
    "publish_notice": {HANDLER, APPROVER}, "amend": {HANDLER, APPROVER}, "extend": {HANDLER, APPROVER, SUPERVISOR},
    "fail": {HANDLER, APPROVER}, "terminate": {APPROVER}, "relaunch": {HANDLER, APPROVER},
    "suspend": {APPROVER, SUPERVISOR, CENTRE}, "resume": {SUPERVISOR}, "start_bidding": set(), "close_bidding": set(),
    "hand_over": set(), "open_bids": {HANDLER},
}


@pytest.fixture
def setting():
    with clock.frozen("2026-11-02T09:00:00"):
        tender = factory.draft()
        everybody = {name: getattr(tender.cast, name) for name in (HANDLER, APPROVER, SUPERVISOR, CENTRE)}
        everybody[STRANGER] = people.act("别的采购人", "purchaser", "handler", "approver", "host")
        everybody[BIDDER] = people.act("某供应商", "supplier", "handler", "approver")
        yield tender, everybody


def test_every_step_is_open_to_exactly_these_people(setting):
    tender, everybody = setting

    for step, allowed in MAY.items():
        assert {name for name, actor in everybody.items() if policy.may(tender, step, actor)} == allowed, step


def test_every_step_of_every_rulebook_has_a_row_or_belongs_to_the_clock():
    by_clock = {edge.step for book in everyone() for edge in book.path if not edge.by_hand}

    assert set(STEPS) - by_clock == set(policy.TABLE)


def test_a_refused_step_changes_nothing(setting):
    tender, everybody = setting

    for name, actor in everybody.items():
        for step in ("publish_notice", "close_bidding", "hand_over", "open_bids"):
            with pytest.raises(services.StepRefused):
                services.advance(tender, step, actor=actor)
            assert why_not(tender, step, actor), (name, step)

    assert Tender.objects.get(pk=tender.pk).status == "draft" and not StepLog.objects.exists()


def test_a_pending_organisation_drafts_and_publishes_nothing():
    with clock.frozen("2026-11-02T09:00:00"):
        who = factory.cast()
        who.purchaser.status = "pending"
        who.purchaser.save()
        pending = people.actor(people.person(who.purchaser, "handler"))

        tender = services.draft(rulebook_key="procurement.open", title="图书", principal=who.purchaser,
                                region="32029901", actor=pending)

        with pytest.raises(services.StepRefused) as refused:
            services.advance(tender, "publish_intention", actor=pending)
        assert [reason.code for reason in refused.value.reasons] == ["step.not_permitted"]


def _unseated(tender, number: int) -> None:
    CustodianKey.objects.filter(seat__subject=tender.pk, seat__number=number).delete()
    Seat.objects.filter(subject=tender.pk, number=number).delete()


@pytest.mark.parametrize(("spoil", "code"), [
    (lambda t: t.region.__class__.objects.filter(pk=t.region_id).update(open_for_trade=False), "region.closed"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(supervisor=None), "supervisor.missing"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(facts={}), "facts.qualification_missing"),
    (lambda t: t.lots.all().delete(), "lots.missing"),
    (lambda t: t.lots.update(budget=10**9), "lots.over_budget"),
    (lambda t: t.lots.update(ceiling=10**9), "lots.ceiling_over_budget"),
    (lambda t: t.lots.update(bond=400_000), "bond.over_cap"),
    (lambda t: t.documents.all().delete(), "document.missing"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(bids_due_at=clock.now(), opens_at=clock.now()),
     "deadline.too_short"),
    (lambda t: Party.objects.filter(pk=t.principal_id).update(status="pending"), "principal.not_proved"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(agent=people.organisation("代理", "agent")), "agent.no_mandate"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(opens_at=t.bids_due_at + HOUR), "opening.other_moment"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(questions_due_at=t.bids_due_at + HOUR),
     "questions.after_deadline"),
    (lambda t: _unseated(t, 1), "custody.seat_1_missing"),
    (lambda t: PartyRole.objects.filter(party=t.supervisor_id).update(until=clock.now()), "custody.seat_2_role"),
    (lambda t: CustodianKey.objects.filter(seat__subject=t.pk, seat__number=3).delete(), "custody.seat_3_keys"),
    (lambda t: t.reviews.all().delete(), "review.missing"),
    (lambda t: Tender.objects.filter(pk=t.pk).update(title="改了名"), "review.missing"),
])
def test_each_thing_that_is_wrong_stops_the_publication_by_its_name(spoil, code):
    with clock.frozen("2026-11-02T09:00:00"):
        tender = factory.ready()
        spoil(tender)

        with pytest.raises(services.StepRefused) as refused:
            services.publish_notice(tender, actor=tender.cast.handler)

        reasons = {reason.code: reason for reason in refused.value.reasons}
        assert code in reasons
        assert reasons[code].message.endswith("。")
        assert Tender.objects.get(pk=tender.pk).published_at is None
