"""Taking part, handing in and taking back, as the services decide it."""
from datetime import timedelta

import pytest

from bids import contents, services
from bids.models import Bid, Participation, Submission
from market.core import clock, holds, tags
from market.core.models import StepLog
from market.core.steps import StepRefused
from market.custody.models import Receipt
from tests.bids import hall
from tests.bids.hall import DUE, MS, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afternoon():
    with clock.frozen(NOW) as frozen:
        yield frozen


@pytest.fixture
def me():
    return hall.bidder()


def codes(refusal) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_submission_counts_and_names_nobody(me):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)

    handed = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now())

    assert (handed.bid.status, handed.bid.current, handed.number) == ("submitted", 1, 1)
    assert handed.volumes.count() == 4
    row = StepLog.objects.get(record_type="bids.bid")
    assert row.actor == f"tag:{tags.owner_tag(lot.pk, me.party)}" and row.acting_for == ""
    kept = handed.receipt.content + str(row.__dict__)
    assert str(me.user) not in kept and str(me.party) not in kept and me.party_name not in kept


def test_the_receipt_states_ciphertext_digests_and_the_scripts_that_sealed(me):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)

    handed = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now())

    said = contents.read(handed.receipt)
    assert said["received_at"] == "2026-11-24T14:00:00.000+08:00" and said["number"] == 1
    assert [one["volume"] for one in said["volumes"]] == ["price", "qualification", "business", "technical"]
    assert said["scripts"]


@pytest.mark.parametrize(("before_due", "taken"), [(MS, True), (timedelta(), False), (-MS, False)])
def test_the_stamp_decides_to_the_millisecond_though_the_work_is_done_later(me, afternoon, before_due, taken):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    ready = hall.envelopes(lot, me)

    afternoon.at = DUE + timedelta(seconds=29)
    if taken:
        services.submit(lot, envelopes=ready, actor=me, received_at=DUE - before_due)
    else:
        with pytest.raises(StepRefused) as refusal:
            services.submit(lot, envelopes=ready, actor=me, received_at=DUE - before_due)
        assert codes(refusal) == ["bid.late"]

    assert Submission.objects.count() == Bid.objects.count() == taken


def test_a_submission_in_time_is_taken_after_the_tender_was_closed_by_the_clock(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    ready = hall.envelopes(lot, me)
    afternoon.at = DUE + timedelta(seconds=2)
    type(tender).objects.filter(pk=tender.pk).update(status="closed", closed_at=DUE)
    type(lot).objects.filter(pk=lot.pk).update(status="closed")

    handed = services.submit(lot, envelopes=ready, actor=me, received_at=DUE - MS)

    assert handed.bid.status == "submitted"


def test_nothing_is_taken_once_opening_may_have_begun(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    ready = hall.envelopes(lot, me)
    afternoon.at = DUE + timedelta(seconds=30)

    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=ready, actor=me, received_at=DUE - MS)

    assert codes(refusal) == ["bid.stuck"]
    record = services.record_late(lot, actor=me, received_at=DUE - MS, envelopes=ready)
    assert contents.read(record)["stuck"] is True


def test_the_last_complete_version_counts_and_the_same_twice_is_one(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    first = hall.envelopes(lot, me)
    services.submit(lot, envelopes=first, actor=me, received_at=clock.now())
    again = services.submit(lot, envelopes=first[::-1], actor=me, received_at=clock.now())
    afternoon.move(timedelta(minutes=1))

    second = services.submit(lot, envelopes=[hall.envelope(lot, me, "price", 2).pk, *first[1:]], actor=me,
                             received_at=clock.now())

    assert again.number == 1 and second.number == 2
    assert services.my_bid(lot, me).current == 2
    assert Receipt.objects.count() == Submission.objects.count() == 2


def test_an_incomplete_version_leaves_the_earlier_one_standing(me):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now())

    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=[hall.envelope(lot, me, "price", 2).pk], actor=me, received_at=clock.now())

    assert codes(refusal) == ["bid.volumes_missing"]
    assert services.my_bid(lot, me).current == 1 and Submission.objects.count() == 1


def test_an_envelope_of_another_bidder_lot_or_volume_is_refused(me):
    tender = hall.tender(lots=2)
    lot, other_lot = tender.lots.all()
    other = hall.bidder("示例远山医疗器械有限公司")
    services.confirm_participation(tender, actor=me)
    mine = hall.envelopes(lot, me)
    strangers = [hall.envelope(lot, other, "price").pk, hall.envelope(other_lot, me, "price").pk]

    for stranger in strangers:
        with pytest.raises(StepRefused) as refusal:
            services.submit(lot, envelopes=[stranger, *mine[1:]], actor=me, received_at=clock.now())
        assert codes(refusal) == ["bid.envelope_unknown"]
    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=[*mine, hall.envelope(lot, me, "price", 2).pk], actor=me,
                        received_at=clock.now())

    assert codes(refusal) == ["bid.volume_twice"]
    assert not Bid.objects.exists()


def test_withdrawing_ends_in_a_receipt_once_and_the_bid_may_return(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    ready = hall.envelopes(lot, me)
    bid = services.submit(lot, envelopes=ready, actor=me, received_at=clock.now()).bid
    afternoon.move(timedelta(minutes=1))

    receipt = services.withdraw(bid, actor=me, received_at=clock.now())
    again = services.withdraw(bid, actor=me, received_at=clock.now())

    assert receipt == again and services.my_bid(lot, me).status == "withdrawn"
    afternoon.move(timedelta(minutes=1))
    assert services.submit(lot, envelopes=ready, actor=me, received_at=clock.now()).number == 2


def test_a_stale_page_cannot_take_back_a_newer_version(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    bid = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now()).bid
    services.submit(lot, envelopes=hall.envelopes(lot, me, 2), actor=me, received_at=clock.now())

    with pytest.raises(StepRefused) as refusal:
        services.withdraw(bid, actor=me, received_at=clock.now(), number=1)

    assert codes(refusal) == ["bid.changed_since"] and services.my_bid(lot, me).status == "submitted"


def test_a_request_that_arrived_before_the_last_act_does_not_undo_it(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    bid = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now()).bid
    slow = hall.envelopes(lot, me, 2)
    stamped = clock.now() + MS
    afternoon.move(timedelta(minutes=1))
    services.withdraw(bid, actor=me, received_at=clock.now())

    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=slow, actor=me, received_at=stamped)

    assert codes(refusal) == ["bid.overtaken"] and services.my_bid(lot, me).status == "withdrawn"


def test_a_late_withdrawal_is_refused_and_recorded(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    bid = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now()).bid
    afternoon.at = DUE

    with pytest.raises(StepRefused) as refusal:
        services.withdraw(bid, actor=me, received_at=DUE)
    record = services.record_late(lot, actor=me, received_at=DUE, act="withdraw")

    assert codes(refusal) == ["bid.late"]
    assert (said := contents.read(record))["stands"] == 1 and said["act"] == "withdraw"
    assert services.my_bid(lot, me).status == "submitted"


def test_a_late_record_is_made_once_and_never_of_a_request_in_time(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    ready = hall.envelopes(lot, me)
    with pytest.raises(ValueError, match="in time"):
        services.record_late(lot, actor=me, received_at=clock.now(), envelopes=ready)
    afternoon.at = DUE + timedelta(seconds=1)

    first = services.record_late(lot, actor=me, received_at=DUE, envelopes=ready)
    second = services.record_late(lot, actor=me, received_at=DUE + MS, envelopes=ready)

    assert first == second and first.kind == "late"
    assert contents.read(first)["received_at"] == "2026-12-08T09:30:00.000+08:00"


def test_a_held_tender_refuses_and_its_clock_stands_still(me, afternoon):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    ready = hall.envelopes(lot, me)
    holds.begin(tender, order_no="示财采〔2026〕7号", by="示例市财政局", reason="处理投诉。")
    afternoon.at = DUE + timedelta(days=1)

    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=ready, actor=me, received_at=clock.now())

    assert codes(refusal) in (["bid.on_hold"], ["step.on_hold"])


def test_a_change_must_be_read_before_handing_in(me):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    hall.amend(tender)
    ready = hall.envelopes(lot, me)

    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=ready, actor=me, received_at=clock.now())
    assert codes(refusal) == ["bid.changes_unread"]

    services.confirm_participation(tender, actor=me, changes_read=1)
    assert services.submit(lot, envelopes=ready, actor=me, received_at=clock.now()).number == 1
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("status", ["failed", "terminated"])
def test_an_ended_procedure_takes_nothing(me, status):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    type(tender).objects.filter(pk=tender.pk).update(status=status)

    with pytest.raises(StepRefused) as refusal:
        services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now())

    assert codes(refusal) == ["bid.lot_ended"]


def test_one_ended_lot_does_not_block_another(me):
    tender = hall.tender(lots=2)
    ended, open_lot = tender.lots.all()
    services.confirm_participation(tender, actor=me)
    type(ended).objects.filter(pk=ended.pk).update(status="terminated")

    with pytest.raises(StepRefused):
        services.submit(ended, envelopes=hall.envelopes(ended, me), actor=me, received_at=clock.now())

    assert services.submit(open_lot, envelopes=hall.envelopes(open_lot, me), actor=me,
                           received_at=clock.now()).number == 1


def test_only_a_handler_of_a_proved_supplier_that_confirmed_may_hand_in(me):
    tender = hall.tender()
    lot = tender.lots.get()
    clerk = hall.people.act("示例某公司", "supplier", "finance")
    buyer = hall.people.actor(hall.people.person(tender.principal, "handler"))

    for who, code in ((me, "bid.not_taking_part"), (clerk, "bid.no_duty"), (buyer, "bid.no_duty")):
        with pytest.raises(StepRefused) as refusal:
            services.submit(lot, envelopes=[], actor=who, received_at=clock.now())
        assert codes(refusal) == [code]


def test_a_purchaser_may_not_bid_for_its_own_tender():
    tender = hall.tender()
    hall.people.PartyRole.objects.create(party=tender.principal, role="supplier", given_by="tests", since=NOW)
    buyer = hall.people.actor(hall.people.person(tender.principal, "handler"))

    with pytest.raises(StepRefused) as refusal:
        services.confirm_participation(tender, actor=buyer)

    assert codes(refusal) == ["bid.own_tender"] and not Participation.objects.exists()


def test_nobody_else_can_take_a_bid_back(me):
    tender = hall.tender()
    lot = tender.lots.get()
    services.confirm_participation(tender, actor=me)
    bid = services.submit(lot, envelopes=hall.envelopes(lot, me), actor=me, received_at=clock.now()).bid

    with pytest.raises(StepRefused) as refusal:
        services.withdraw(bid, actor=hall.bidder("示例远山医疗器械有限公司"), received_at=clock.now())

    assert codes(refusal) == ["step.not_permitted"] and services.my_bid(lot, me).status == "submitted"
