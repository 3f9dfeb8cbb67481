"""The course of a session from sign-in to its record, and what is refused on the way."""
from datetime import timedelta

import pytest

from bids.models import Bid, OpenedBid, SessionEvent
from bids.opening import services
from market.core import clock
from market.core.models import OutboxRow, StepLog
from market.core.steps import StepRefused, verify_chain
from market.custody import receipts
from market.custody.models import Receipt
from market.parties.actors import PUBLIC
from tenders.models import Lot
from tests.factories import openings

pytestmark = pytest.mark.django_db
AFTER = openings.DUE + timedelta(seconds=30)
NUMBER = "22222-33333-44444-55555"


def refused(code: str):
    return pytest.raises(StepRefused, match=code.replace(".", r"\."))


def test_a_session_walks_from_sign_in_to_its_record():
    one = openings.opening()

    with clock.frozen(AFTER):
        session = one.until("ended")

    assert session.record.kind == "opening"
    assert [event.kind for event in session.events.all()] == [
        "sign_in_started", "fixed", "decryption_started", "released", "released", "opened", "read_out", "confirmed",
        "ended"]
    assert [event.number for event in session.events.all()] == list(range(1, 10))
    assert set(Bid.objects.values_list("status", flat=True)) == {"opened"}
    assert {bid.party_id for bid in Bid.objects.all()} == {bidder.party.pk for bidder in one.bidders}
    assert verify_chain("bids.openingsession", session.pk) == []
    assert Lot.objects.get().status == "opened"


def test_sign_in_begins_an_hour_before_the_opening_and_not_a_millisecond_earlier():
    one = openings.opening()

    with clock.frozen(openings.DUE - timedelta(hours=1, milliseconds=1)), refused("session.too_early"):
        services.start_sign_in(one.session, actor=one.host)
    with clock.frozen(openings.DUE - timedelta(hours=1)):
        assert services.start_sign_in(one.session, actor=one.host).status == "signing_in"


def test_nothing_is_fixed_before_the_grace_is_over():
    one = openings.opening()

    with clock.frozen(AFTER - timedelta(milliseconds=1)):
        one.until("signing_in")
        with refused("session.not_closed"):
            services.fix(one.session, actor=one.host)
        assert one.session.list_digest == ""
    with clock.frozen(AFTER):
        assert len(services.fix(one.session, actor=one.host).list_digest) == 64


@pytest.mark.parametrize("step", ["start_sign_in", "fix", "start_decryption", "read_out", "confirm", "end", "call_off"])
def test_nobody_but_the_host_takes_a_step(step):
    one = openings.opening()
    strangers = [one.custodians[1], one.bidders[0].actor, one.custodians[3]]

    with clock.frozen(AFTER):
        for actor in strangers:
            with pytest.raises(StepRefused):
                getattr(services, step)(one.session, actor=actor)

    assert one.session.status == "waiting"
    assert not SessionEvent.objects.exists()


def test_a_lot_with_too_few_bids_is_named_and_not_opened_while_the_others_are():
    one = openings.opening(lots=2)
    Bid.objects.filter(pk=one.bidders[0].bids[one.lots[1].pk].pk).update(status="withdrawn")

    with clock.frozen(AFTER):
        session = one.until("opened")

    assert "包 2（2 家）" in session.events.get(kind="lots_short").text
    assert session.events.get(kind="lots_short").public_text == ""
    assert list(Lot.objects.order_by("number").values_list("status", flat=True)) == ["opened", "closed"]
    assert set(Bid.objects.filter(lot=one.lots[1]).values_list("status", flat=True)) == {"submitted", "withdrawn"}
    assert OpenedBid.staged.filter(bid__lot=one.lots[1]).count() == 0


def test_a_session_without_any_lot_to_open_can_only_be_called_off():
    one = openings.opening(bidders=2)

    with clock.frozen(AFTER):
        one.until("fixed")
        with refused("session.nothing_to_open"):
            services.start_decryption(one.session, actor=one.host)
        assert services.call_off(one.session, actor=one.host).status == "called_off"


def test_a_session_with_a_lot_to_open_is_not_called_off():
    one = openings.opening()

    with clock.frozen(AFTER):
        one.until("fixed")
        with refused("session.something_to_open"):
            services.call_off(one.session, actor=one.host)


def test_before_the_list_is_fixed_calling_off_tells_nothing_of_the_number_of_bids():
    for bidders in (0, 3):
        one = openings.opening(bidders=bidders)
        with clock.frozen(AFTER), refused("session.something_to_open"):
            services.call_off(one.session, actor=one.host)


def test_nothing_is_said_of_a_bidder_anywhere_before_everything_is_shown():
    one = openings.opening()
    with clock.frozen(AFTER):
        one.until("signing_in")
        for bidder in one.bidders:
            services.sign_in(one.session, actor=bidder.actor)
        one.until("decrypting")
        one.release(1)
        one.release(2)

    said = " ".join([*SessionEvent.objects.values_list("text", flat=True), *map(str, OutboxRow.objects.values_list(
        "payload", flat=True)), *map(str, StepLog.objects.values_list("actor", "acting_for", "reason", "records"))])
    for bidder in one.bidders:
        assert bidder.party.name not in said and str(bidder.party.pk) not in said
        assert str(bidder.actor.user) not in said


def test_anybody_with_the_number_finds_a_receipt_once_its_lot_is_open_and_not_where_it_stays_sealed():
    one = openings.opening(lots=2)
    Bid.objects.filter(pk=one.bidders[0].bids[one.lots[1].pk].pk).update(status="withdrawn")
    Receipt.objects.create(number=NUMBER, kind="submitted", subject=one.lots[0].pk, tag="t", content="{}",
                           signature="", key_id="", issued_at=openings.DUE)

    with clock.frozen(AFTER):
        one.until("decrypting")
        assert receipts.find(NUMBER, actor=PUBLIC) is None
        one.until("opened")
        assert receipts.find(NUMBER, actor=PUBLIC).subject == one.lots[0].pk

    assert not Receipt.objects.filter(subject=one.lots[0].pk, kind="submitted", public_at=None).exists()
    assert not Receipt.objects.filter(subject=one.lots[1].pk).exclude(public_at=None).exists()
