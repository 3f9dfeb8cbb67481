"""Guards that read the clock, what is sealed, or a state: each refuses a moment too early by its own name."""
from datetime import timedelta

import pytest

from market.core import clock
from market.core.models.outages import Outage
from market.core.steps import CLOCKWORK, StepRefused, take_step
from tenders import ports, services
from tenders.models import Lot, Tender
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def time():
    with clock.frozen("2026-11-02T09:00:00") as frozen:
        yield frozen


def refused(record, step: str, actor=CLOCKWORK) -> list[str]:
    with pytest.raises(StepRefused) as found:
        take_step(type(record).objects, record.pk, step, actor=actor)
    assert all(reason.message.endswith("。") for reason in found.value.reasons)
    assert type(record).objects.get(pk=record.pk).status == record.status
    return [reason.code for reason in found.value.reasons]


def test_nothing_is_supplied_before_the_notice_is_out():
    tender = factory.ready()
    services.publish_notice(tender, actor=tender.cast.handler)
    Tender.objects.filter(pk=tender.pk).update(published_at=clock.now() + SECOND)

    assert refused(Tender.objects.get(pk=tender.pk), "start_bidding") == ["supply.not_begun"]


def test_bidding_ends_at_the_deadline_and_not_a_millisecond_before(time):
    tender = factory.published()
    time.at = tender.bids_due_at - timedelta(milliseconds=1)

    assert refused(tender, "close_bidding") == ["deadline.not_reached"]
    time.at = tender.bids_due_at
    assert take_step(Tender.objects, tender.pk, "close_bidding", actor=CLOCKWORK).status == "closed"


def test_bidding_does_not_end_while_an_outage_over_the_deadline_is_undecided(time):
    tender = factory.published()
    Outage.objects.create(component="web", began_at=tender.bids_due_at - timedelta(minutes=30))
    time.at = tender.bids_due_at

    assert refused(tender, "close_bidding") == ["outage.undecided"]


def test_a_lot_takes_over_only_from_a_closed_tender():
    assert refused(factory.published().lots.get(), "hand_over") == ["tender.not_closed"]


def test_no_lot_is_opened_before_the_grace_is_over(time):
    tender = factory.closed()
    grace = tender.rulebook.opening_grace.value
    time.at = tender.bids_due_at + timedelta(seconds=grace) - SECOND

    assert refused(tender.lots.get(), "open_bids", "opening") == ["opening.too_early"]


@pytest.mark.parametrize(("fixed", "code"), [(False, "step.sealed"), (True, "bidders.too_few")])
def test_the_number_of_bids_is_told_only_once_the_list_is_fixed(time, monkeypatch, fixed, code):
    tender = factory.closed()
    time.move(timedelta(minutes=5))
    monkeypatch.setitem(ports.bids._bound, "list_is_fixed", lambda _: fixed)
    monkeypatch.setitem(ports.bids._bound, "valid_counts", lambda _: {})

    assert refused(tender.lots.get(), "open_bids", "opening") == [code]


def test_what_is_not_suspended_is_not_resumed():
    tender = factory.published()

    assert refused(tender, "resume", tender.cast.supervising) == ["hold.none"]
    assert refused(factory.close(tender).lots.get(), "resume", tender.cast.supervising) == ["hold.none"]


def test_a_plan_without_a_budget_is_not_filed():
    tender = factory.draft()
    Tender.objects.filter(pk=tender.pk).update(budget=None)

    assert refused(tender, "file_plan", tender.cast.handler) == ["plan.no_budget"]


def test_an_intention_names_each_thing_it_lacks():
    tender = factory.draft()
    Tender.objects.filter(pk=tender.pk).update(facts={})

    assert set(refused(tender, "publish_intention", tender.cast.handler)) == {
        "facts.need_missing", "facts.expected_month_missing"}
    assert Lot.objects.get(tender=tender).status == "pending"
