"""Keys and envelopes: who may release when, what is found in an envelope, and whose side a fault is on."""
import hashlib
import io
import json
import os
import signal
from datetime import timedelta
from decimal import Decimal

import pytest

from bids.models import Bid, OpenedBid, OpeningSession
from bids.opening import fenced, services, sheets, staging
from bids.opening.faults import Fault, Side
from bids.opening.services import showing, unsealing
from market.core import clock
from market.core.steps import StepRefused
from market.custody import envelope, envelopes, keys
from market.custody.models import CustodianKey, Envelope
from market.custody.shapes import canonical
from tests.factories import openings

pytestmark = pytest.mark.django_db
AFTER = openings.DUE + timedelta(seconds=30)
MS = timedelta(milliseconds=1)


def refused(code: str):
    return pytest.raises(StepRefused, match=code.replace(".", r"\."))


def secrets_kept() -> int:
    return CustodianKey.objects.exclude(secret=None).count()


def opened(one) -> dict:
    """What was found, by the name of the bidder in the factory."""
    found = {row.bid_id: row for row in OpenedBid.objects.select_related("bid__party")}
    return {bidder.party.name[2:6]: found.get(bid.pk) for bidder in one.bidders for bid in bidder.bids.values()}


@pytest.fixture
def one():
    return openings.opening(bidders=4)


def test_a_key_is_not_taken_a_millisecond_before_decryption_or_after_its_window(one):
    with clock.frozen(AFTER) as moving:
        one.until("fixed")
        with refused("release.closed"):
            one.release(1)
        one.until("decrypting")
        moving.move(timedelta(minutes=30) - MS)
        one.release(1)
        moving.move(MS)
        with refused("release.over"):
            one.release(2)

    assert secrets_kept() == 1


@pytest.mark.parametrize("moment", [openings.DUE - MS, openings.DUE, AFTER - MS])
def test_no_key_is_taken_before_the_grace_is_over_whatever_the_row_of_the_session_says(one, moment):
    OpeningSession.objects.filter(tender=one.tender).update(status="decrypting",
                                                            decrypt_until=openings.DUE + timedelta(hours=1))

    with clock.frozen(moment), refused("release.too_early"):
        one.release(1)
    assert secrets_kept() == 0


@pytest.mark.parametrize(("secrets", "code"), [
    (lambda one: {one.lots[0].pk: keys.private_bytes(keys.SYSTEM.pair())}, "release.other_key"),
    (lambda one: {one.lots[0].pk: bytes(32)}, "release.other_key"),
    (lambda one: {lot.pk: one.secrets(2)[lot.pk] for lot in one.lots}, "release.other_key"),
    (lambda one: {one.tender.pk: bytes(32)}, "release.incomplete"),
    (lambda one: one.secrets(1) | {one.tender.pk: bytes(32)}, "release.other_lot"),
])
def test_a_wrong_key_is_refused_whole(one, secrets, code):
    with clock.frozen(AFTER):
        one.until("decrypting")
        with refused(code):
            one.release(1, secrets=secrets(one))

    assert secrets_kept() == 0


def test_the_key_of_another_lot_is_refused():
    one = openings.opening(lots=2)
    first, second = (lot.pk for lot in one.lots)
    with clock.frozen(AFTER):
        one.until("decrypting")
        right = one.secrets(1)
        with refused("release.other_key"):
            one.release(1, secrets={first: right[second], second: right[first]})

    assert secrets_kept() == 0


def test_one_custodian_twice_is_one_custodian(one):
    with clock.frozen(AFTER):
        one.until("decrypting")
        assert (one.release(1), one.release(1)) == (1, 0)
        assert not services.unseal(one.session.pk)

    assert one.session.status == "decrypting" and one.session.staged().count() == 0
    assert one.session.events.filter(kind="released").count() == 1


def test_nobody_but_the_named_person_for_the_named_organisation_releases(one):
    with clock.frozen(AFTER):
        one.until("decrypting")
        for actor in (one.host, one.bidders[0].actor, one.custodians[2]):
            with pytest.raises(StepRefused):
                one.release(1, actor=actor)

    assert secrets_kept() == 0


@pytest.mark.parametrize("numbers", [(1, 2), (1, 3), (2, 3), (1, 2, 3)])
def test_any_two_custodians_open_and_three_do_too(one, numbers):
    with clock.frozen(AFTER):
        one.until("decrypting")
        for number in numbers:
            one.release(number)
        assert services.unseal(one.session.pk)

    assert [str(row.amount) for row in opened(one).values()] == list(openings.PRICES[:4])


def test_what_is_shown_is_byte_for_byte_what_was_sealed(one):
    with clock.frozen(AFTER):
        session = one.until("ended")
    said = json.loads(session.record.content)["content"]
    for bidder, amount in zip(one.bidders, openings.PRICES, strict=False):
        sealed = openings.sheet(one.tender, one.lots[0], bidder, amount)
        entry = next(bid for bid in said["lots"][0]["bids"] if bid["party"] == str(bidder.party.pk))
        assert canonical(entry["sheet"]) == sealed
        assert entry["sheet_sha256"] == hashlib.sha256(sealed).hexdigest() and entry["amount"] == amount


def flip(raw: bytes, at: int = -100) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:]


def replace_sheet(one, number: int, **changes):
    """The bid of one bidder made anew with another sheet in it."""
    bidder, lot = one.bidders[number], one.lots[0]
    sheet = openings.sheet(one.tender, lot, bidder, "5000000.00", **changes)
    reseal(one, number, [(sheets.NAME, sheet)])


def reseal(one, number: int, files, *, signs=None):
    bidder, lot = one.bidders[number], one.lots[0]
    row = Envelope.objects.get(tag=bidder.bids[lot.pk].tag)
    sink = io.BytesIO()
    envelope.seal(sink, context=envelopes.context_of(row), own=bidder.opens.public_key(),
                  files=[envelope.Source.of_bytes(*file) for file in files],
                  custodians=[one.pairs[n, lot.pk].public_key() for n in (1, 2, 3)],
                  signer=envelope.Signer.of_key(signs or bidder.signs))
    put(row, sink.getvalue())


def put(row: Envelope, raw: bytes, *, known: bool = True) -> None:
    """Other bytes in the place of an envelope; ``known`` where the row says so too."""
    path = envelopes.path_of(row)
    path.chmod(0o600)
    path.write_bytes(raw)
    if known:
        Envelope.objects.filter(pk=row.pk).update(sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))


CASES = {
    "chunk.altered": lambda one: put(row := Envelope.objects.get(tag=tag(one)),
                                     flip(envelopes.path_of(row).read_bytes())),
    "stored.altered": lambda one: put(row := Envelope.objects.get(tag=tag(one)),
                                      flip(envelopes.path_of(row).read_bytes()), known=False),
    "stored.missing": lambda one: envelopes.path_of(Envelope.objects.get(tag=tag(one))).unlink(),
    "sheet.malformed": lambda one: reseal(one, 1, [(sheets.NAME, b'{"price": 1}')]),
    "sheet.missing": lambda one: reseal(one, 1, [("other.json", b"{}")]),
    "sheet.party": lambda one: replace_sheet(one, 1, party=str(one.bidders[0].party.pk)),
    "sheet.elsewhere": lambda one: replace_sheet(one, 1, lot=str(one.tender.pk)),
    "sheet.signer": lambda one: reseal(one, 1, [(sheets.NAME, openings.sheet(one.tender, one.lots[0], one.bidders[1],
                                                                             "1.00"))], signs=one.bidders[0].signs),
    "context.owner_tag": lambda one: put(Envelope.objects.get(tag=tag(one)), envelopes.path_of(
        Envelope.objects.get(tag=one.bidders[0].bids[one.lots[0].pk].tag)).read_bytes(), known=True),
}


def tag(one) -> str:
    return one.bidders[1].bids[one.lots[0].pk].tag


@pytest.mark.parametrize("code", CASES)
def test_what_is_wrong_with_one_bid_is_its_own_recorded_fact_and_harms_no_other(one, code):
    if code == "context.owner_tag":
        Envelope.objects.filter(tag=one.bidders[0].bids[one.lots[0].pk].tag).update(lot=one.tender.pk)
        CASES[code](one)
        Envelope.objects.filter(lot=one.tender.pk).update(lot=one.lots[0].pk, sha256="0" * 64)
        one.bidders[0].bids.clear()
    else:
        CASES[code](one)
    with clock.frozen(AFTER):
        session = one.until("opened")

    row = OpenedBid.objects.get(bid__tag=tag(one))
    assert row.fault == code and row.amount is None
    assert Fault(code).side == (Side.PLATFORM if code.startswith("stored") else Side.BIDDER)
    assert Bid.objects.get(tag=tag(one)).status == "broken"
    assert {opened(one)["北岸水利"].amount, opened(one)["方圆建工"].amount} == {
        Decimal(openings.PRICES[2]), Decimal(openings.PRICES[3])}
    assert "未能开启" in session.events.get(kind="opened").text


def test_a_damaged_share_of_one_custodian_waits_for_the_third_and_then_opens(one, monkeypatch):
    real = keys.wrap

    def wrong(secret, holder, *, slot, **how):
        return real(secret, keys.SYSTEM.pair().public_key() if slot == "custodian-1" else holder, slot=slot, **how)
    monkeypatch.setattr(envelope.keys, "wrap", wrong)
    replace_sheet(one, 1)
    with clock.frozen(AFTER):
        one.until("decrypting")
        one.release(1)
        one.release(2)
        assert not services.unseal(one.session.pk)
        assert one.session.undecided().count() == 1 and not services.wants_work(one.session)
        one.release(3)
        assert services.wants_work(one.session)
        assert services.unseal(one.session.pk)

    assert OpenedBid.objects.get(bid__tag=tag(one)).fault == ""


def test_the_window_is_extended_by_an_incident_alone(one):
    with clock.frozen(AFTER) as moving:
        one.until("decrypting")
        until = one.session.decrypt_until
        with refused("session.window_open"):
            services.close_window(one.session, actor=one.host)
        with refused("incident.by_whom"):
            services.record_incident(one.session, kind="power", text="停电", minutes=20, actor=one.bidders[0].actor)
        services.record_incident(one.session, kind="power", text="停电", minutes=20, actor=one.host)
        assert one.session.decrypt_until == until + timedelta(minutes=20)
        moving.move(timedelta(minutes=50))
        with refused("release.over"):
            one.release(1)
        services.close_window(one.session, actor=one.host)
        services.unseal(one.session.pk)

    assert one.session.status == "opened"
    assert {row.fault for row in OpenedBid.objects.all()} == {"keys.missing"}


def own_keys(one, number: int) -> dict:
    found = {}
    for row in Envelope.objects.filter(tag=one.bidders[number].bids[one.lots[0].pk].tag):
        with envelopes.open_sealed(row) as source:
            found[row.pk] = envelope.key_from_own(envelope.inspect(source), one.bidders[number].opens)
    return found


def test_a_bidder_opens_its_own_and_nobody_elses(one):
    with clock.frozen(AFTER):
        one.until("decrypting")
        mine, other = own_keys(one, 0), own_keys(one, 1)
        for given, code in ((other, "own_key.not_yours"), ({pk: bytes(32) for pk in mine}, "own_key.wrong"),
                            ({}, "own_key.not_yours")):
            with refused(code):
                services.open_with_own_key(one.session, content_keys=given, actor=one.bidders[0].actor)
        assert services.open_with_own_key(one.session, content_keys=mine, actor=one.bidders[0].actor) == 1
        assert services.open_with_own_key(one.session, content_keys=mine, actor=one.bidders[0].actor) == 0
        assert not services.unseal(one.session.pk)

    assert one.session.staged().count() == 1 and OpenedBid.objects.count() == 0


def test_nothing_found_is_readable_before_it_is_shown(one, monkeypatch):
    monkeypatch.setattr(unsealing, "_show", lambda session: False)
    with clock.frozen(AFTER):
        one.until("decrypting")
        one.release(1)
        one.release(2)
        services.unseal(one.session.pk)

    rows = list(OpenedBid.staged.all())
    assert len(rows) == 4 and not OpenedBid.objects.exists()
    for row, bidder in zip(rows, one.bidders, strict=True):
        assert (row.amount, row.sheet, row.fault, row.visible_at) == (None, {}, "", None)
        assert bidder.party.name.encode() not in bytes(row.veiled) and str(row) == str(row.pk)
    assert not staging.folder(one.session.pk, rows[0].bid_id).exists()


class Killed(BaseException):
    """The worker is gone."""


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_a_worker_killed_at_any_bid_is_followed_by_one_that_goes_on(one, monkeypatch, after):
    real, calls = unsealing._find, []

    def dying(*given):
        calls.append(given)
        if len(calls) > after:
            raise Killed
        return real(*given)
    with clock.frozen(AFTER):
        one.until("decrypting")
        one.release(1)
        one.release(2)
        monkeypatch.setattr(unsealing, "_find", dying)
        with pytest.raises(Killed):
            services.unseal(one.session.pk)
        assert one.session.staged().count() == after and OpenedBid.objects.count() == 0
        monkeypatch.setattr(unsealing, "_find", real)
        assert services.wants_work(one.session)
        assert services.unseal(one.session.pk)

    assert OpenedBid.objects.count() == 4


def test_a_showing_that_breaks_off_shows_nothing_and_is_made_again(one, monkeypatch):
    real = showing._reveal

    def dying(*given):
        real(*given)
        raise Killed
    with clock.frozen(AFTER):
        one.until("decrypting")
        one.release(1)
        one.release(2)
        monkeypatch.setattr(showing, "_reveal", dying)
        with pytest.raises(Killed):
            services.unseal(one.session.pk)
        assert (one.session.status, OpenedBid.objects.count()) == ("decrypting", 0)
        assert set(Bid.objects.values_list("status", "party")) == {("submitted", None)}
        monkeypatch.setattr(showing, "_reveal", real)
        assert services.unseal(one.session.pk)

    assert OpenedBid.objects.count() == 4


def test_two_workers_do_not_do_the_same_work(one):
    with clock.frozen(AFTER):
        one.until("decrypting")
        one.release(1)
        one.release(2)
        assert unsealing._take_lease(one.session.pk, "another", 60)
        assert not services.unseal(one.session.pk)

    assert one.session.staged().count() == 0


class Fragile(fenced.Child):
    """A child that dies over the first envelope it is given, twice."""

    deaths = 0

    def open(self, asked, *, size):
        if Fragile.deaths < 2:
            Fragile.deaths += 1
            if self.process is None:
                self._begin()
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return super().open(asked, size=size)


def test_an_envelope_that_kills_the_child_twice_is_a_fault_and_the_others_open(one):
    Fragile.deaths = 0
    with clock.frozen(AFTER):
        one.until("decrypting")
        one.release(1)
        one.release(2)
        assert services.unseal(one.session.pk, child=Fragile)

    assert sorted(row.fault for row in OpenedBid.objects.all()) == ["", "", "", "unsealing.limits"]


def test_a_price_is_read_strictly():
    good = openings.opening(bidders=1)
    raw = openings.sheet(good.tender, good.lots[0], good.bidders[0], "5986000.00")
    where = {"tender": str(good.tender.pk), "lot": str(good.lots[0].pk)}
    assert str(sheets.read(raw, **where).amount) == "5986000.00"

    for changes in ({"amount": "0.00"}, {"amount": "1e3"}, {"amount": "5,986.00"}, {"amount": "-1.00"}, {"amount": 1},
                    {"amount": "1.000"}, {"currency": "USD"}, {"validity_days": 0}, {"name": ""}, {"salt": "x"},
                    {"extra": 1}, {"party": "x"}, {"remarks": "\u202e"}, {"amount": "9999999999999.00"}):
        with pytest.raises(sheets.SheetFault, match="malformed"):
            sheets.read(openings.sheet(good.tender, good.lots[0], good.bidders[0], "1.00", **changes), **where)
    with pytest.raises(sheets.SheetFault, match="malformed"):
        sheets.read(raw + b" ", **where)
