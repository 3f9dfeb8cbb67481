"""When a bond is kept and when it goes back, by the rulebook of its tender."""
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bids import services
from bids.bonds import acts, returns, states
from bids.models import Bid
from market.core import clock, due, steps, subscribers
from market.custody.models import Receipt
from market.funds.models import Refund
from tenders import services as tenders
from tenders.models import Tender
from tests.bids import hall
from tests.bids.bonds.conftest import fresh, hand_in, pay
from tests.factories.tenders import published

pytestmark = pytest.mark.django_db
MOF87_23 = "政府采购货物和服务招标投标管理办法 第二十三条"


@pytest.fixture
def paid(lot, me):
    bill = acts.ask(lot, actor=me)
    pay(bill)
    return fresh(bill)


def withdraw(lot, actor):
    return services.withdraw(services.my_bid(lot, actor), actor=actor, received_at=clock.now())


def test_a_withdrawn_bids_bond_is_planned_back_by_the_rulebook_and_a_new_bid_keeps_it(lot, me, paid, afternoon):
    hand_in(lot, me)
    withdraw(lot, me)

    planned = fresh(paid)
    assert (planned.status, planned.refund_by, planned.refund_law) == ("paid", date(2026, 12, 1), MOF87_23)
    assert states.bond_state(lot, me).secured
    afternoon.move(timedelta(days=1))
    hand_in(lot, me, version=2)

    assert fresh(paid).refund_by is None and fresh(paid).status == "paid"
    afternoon.move(timedelta(days=20))
    due.take_due()
    assert fresh(paid).status == "paid" and not Refund.objects.exists()


def test_a_bond_nobody_hands_in_for_again_goes_back_in_time(lot, me, paid, afternoon):
    hand_in(lot, me)
    withdraw(lot, me)

    afternoon.move(timedelta(days=6))
    due.take_due()

    refund = Refund.objects.get()
    assert fresh(paid).status == "refund_due" and refund.reason == "withdrawn"
    assert refund.owed_at.astimezone(clock.SHANGHAI).date() < refund.refund_by


def test_near_the_deadline_a_return_waits_until_nobody_can_hand_in_again(lot, me, paid, afternoon):
    afternoon.at = lot.tender.bids_due_at - timedelta(hours=1)
    hand_in(lot, me)
    withdraw(lot, me)

    assert fresh(paid).next_due_at == lot.tender.bids_due_at + timedelta(seconds=30) + returns.SURELY


def test_after_the_deadline_bonds_without_a_bid_go_back_and_those_with_one_stay(lot, me, other, paid, afternoon):
    hand_in(lot, other)
    theirs = acts.ask(lot, actor=other)
    pay(theirs, external_id="YH2", payer=other.party_name)

    afternoon.at = lot.tender.bids_due_at
    assert returns.closed(Tender.objects.get(pk=lot.tender_id)) == 1
    assert returns.closed(Tender.objects.get(pk=lot.tender_id)) == 0
    due.take_due()
    assert fresh(paid).status == "paid"
    afternoon.move(timedelta(minutes=2))
    due.take_due()

    assert (fresh(paid).status, fresh(theirs).status) == ("refund_due", "paid")
    assert Refund.objects.get().reason == "not_bid"


def test_a_bid_still_being_worked_on_at_the_deadline_keeps_its_bond(lot, me, paid, afternoon):
    services.confirm_participation(lot.tender, actor=me)
    stamped = lot.tender.bids_due_at - timedelta(milliseconds=1)
    afternoon.at = lot.tender.bids_due_at
    returns.closed(Tender.objects.get(pk=lot.tender_id))

    services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=stamped)
    afternoon.move(timedelta(minutes=5))
    due.take_due()

    assert fresh(paid).status == "paid" and not Refund.objects.exists()


@pytest.mark.parametrize("reason", ["failed", "terminated"])
def test_a_lot_that_ends_gives_everything_back_once(lot, me, other, paid, reason):
    unpaid = acts.ask(lot, actor=other)

    assert [returns.ended([lot.pk], reason) for _ in range(2)] == [2, 2]

    assert (fresh(paid).status, fresh(unpaid).status) == ("refund_due", "cancelled")
    refund = Refund.objects.get()
    assert (refund.reason, refund.refund_by, refund.law) == (reason, date(2026, 12, 1), "政府采购法实施条例 第三十三条")


@pytest.fixture
def running(me):
    """A tender published by the services, and a paid bond of its one lot."""
    made = published()
    made.lots.update(bond=Decimal("10000.00"))
    bill = acts.ask(made.lots.select_related("tender").get(), actor=me)
    pay(bill)
    return made, fresh(bill)


def test_a_terminated_tender_gives_bonds_back(running):
    tender, bill = running

    tenders.terminate(tender, reason="采购任务取消。", actor=tender.cast.approver)
    subscribers.drain("bids.bonds.ended")

    assert fresh(bill).status == "refund_due" and Refund.objects.get().reason == "terminated"


def test_bills_follow_a_deadline_that_is_moved(running, me):
    tender, bill = running
    later = tender.bids_due_at + timedelta(days=7)

    tenders.extend(tender, new_due=later, reason="供应商反映准备时间不足。", actor=tender.cast.handler)

    assert fresh(bill).due_at == later and fresh(bill).status == "paid"


def test_a_secured_bond_has_a_signed_receipt_that_names_nobody(lot, me, paid):
    receipt = Receipt.objects.get(kind="payment")

    assert (receipt.subject, receipt.tag) == (lot.pk, paid.payer_tag)
    for word in (me.party_name, str(me.party), str(me.user)):
        assert word not in receipt.content
    assert '"secured_by":"money"' in receipt.content and receipt.public_at is None


def test_what_is_logged_of_bonds_never_names_a_person(lot, me, paid):
    hand_in(lot, me)
    withdraw(lot, me)

    for bill_step in steps.history(paid):
        assert bill_step.actor in {f"tag:{paid.payer_tag}", "payments", "clockwork"} and not bill_step.acting_for
    assert Bid.objects.get().tag == paid.payer_tag
