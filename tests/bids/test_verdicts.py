"""Verdicts on bids: one a phase, a failure gives its ground, and what they make of a lot."""
import pytest
from django.db import IntegrityError, transaction

from bids.models import Bid, Verdict
from market.core import clock
from market.core.steps import StepRefused, take_step
from tenders import guards_review, ports
from tenders.models import Lot
from tests.factories import openings, people

pytestmark = pytest.mark.django_db
FAILED = {"passed": False, "ground": "营业执照已经注销。", "basis": "政府采购法 第二十二条"}


@pytest.fixture
def made():
    """Three bids for each of two lots, opened without a session."""
    made = openings.opening(lots=2, bidders=3)
    Bid.objects.filter(lot__tender=made.tender).update(status="opened")
    Lot.objects.filter(tender=made.tender).update(status="opened")
    return made


def bids_of(made, number=0) -> list:
    return list(Bid.objects.filter(lot=made.lots[number]).order_by("pk"))


def verdict(bid, phase="qualification", **said):
    with transaction.atomic():
        return Verdict.objects.create(bid=bid, phase=phase, by="tests", at=clock.now(), **({"passed": True} | said))


def test_a_bid_stands_until_a_verdict_of_any_phase_puts_it_out(made):
    first, second, third = bids_of(made)
    verdict(first)
    verdict(second)
    verdict(second, "compliance", **FAILED)

    assert set(Bid.objects.filter(lot=made.lots[0]).standing()) == {first, third}


def test_only_an_opened_bid_stands(made):
    Bid.objects.filter(pk=bids_of(made)[0].pk).update(status="broken")

    assert Bid.objects.filter(lot=made.lots[0]).standing().count() == 2


def test_a_phase_decides_once(made):
    verdict(bids_of(made)[0])

    with pytest.raises(IntegrityError):
        verdict(bids_of(made)[0])


@pytest.mark.parametrize("lacking", ["ground", "basis"])
def test_a_failure_gives_its_ground_and_its_basis(made, lacking):
    with pytest.raises(IntegrityError):
        verdict(bids_of(made)[0], **FAILED | {lacking: ""})


def test_the_counts_of_all_lots_are_one_question(made, django_assert_num_queries):
    first, second, third = bids_of(made)
    verdict(first)
    verdict(second, **FAILED)
    verdict(third)
    verdict(third, "low_price", **FAILED)

    with django_assert_num_queries(1):
        counts = ports.evaluation.counts(made.tender.pk)

    assert counts == {made.lots[0].pk: ports.Counts(opened=3, decided=3, qualified=2, standing=1),
                      made.lots[1].pk: ports.Counts(opened=3, decided=0, qualified=0, standing=3)}


@pytest.mark.parametrize(("decided", "enough"), [(2, False), (3, True)])
def test_an_evaluation_needs_three_that_are_qualified(made, decided, enough):
    for bid in bids_of(made)[:decided]:
        verdict(bid)

    assert guards_review.enough_qualified(Lot.objects.get(pk=made.lots[0].pk)) is enough


def test_the_review_ends_only_once_every_bid_is_decided(made):
    handler = people.actor(people.person(made.tender.principal, "handler", name="经办"))
    for bid in bids_of(made)[:2]:
        verdict(bid)
    with pytest.raises(StepRefused) as refused:
        take_step(Lot.objects, made.lots[0].pk, "review_qualification", actor=handler)
    assert [reason.code for reason in refused.value.reasons] == ["qualification.undecided"]

    verdict(bids_of(made)[2], **FAILED)

    assert take_step(Lot.objects, made.lots[0].pk, "review_qualification",
                     actor=handler).status == "qualification_reviewed"
