"""The second release: what is reviewed is opened after the opening ended, all at one moment, and read by those who may.
"""
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bids.models import Bid, OpenedBid, OpenedFile, OpeningSession
from bids.opening import services, staging, tasks
from market.core import clock
from market.core.steps import StepRefused, verify_chain
from market.custody import envelope, envelopes, keys, receipts
from market.custody.models import CustodianKey, Seat
from market.parties.models import User
from tenders import services as tenders
from tenders.models import Lot, Tender
from tests.factories import city, openings, people
from tests.portal.pages import faults

pytestmark = pytest.mark.django_db
AFTER = openings.DUE + timedelta(seconds=30)


def refused(code: str):
    return pytest.raises(StepRefused, match=code.replace(".", r"\."))


@pytest.fixture
def one():
    return openings.for_review(openings.opening())


def found(one, number: int = 0) -> OpenedBid:
    """What the review stage found in a bidder's bid for the first lot."""
    return OpenedBid.staged.get(bid=one.bidders[number].bids[one.lots[0].pk], stage="review")


def test_a_session_for_the_review_walks_from_the_end_of_the_opening_to_its_record(one):
    with clock.frozen(AFTER):
        session = one.review_until("ended")

    said = receipts.verify(receipts.file_of(session.record), receipts.public_keys()).said["content"]
    assert session.record.kind == "review" and said["format"] == "review-record/1"
    assert [event.kind for event in session.events.all()] == ["decryption_started", "released", "released", "opened",
                                                              "ended"]
    assert {bid["opened"] for lot in said["lots"] for bid in lot["bids"]} == {True}
    assert "机密内容" not in session.record.content and ".txt" not in session.record.content
    assert verify_chain("bids.openingsession", session.pk) == []
    assert Lot.objects.get().status == "opened" and set(Bid.objects.values_list("status", flat=True)) == {"opened"}


def test_it_is_made_when_the_opening_ends_and_not_before(one):
    with clock.frozen(AFTER):
        one.until("confirmed")
        assert not OpeningSession.objects.filter(stage="review").exists()
        one.until("ended")

    assert one.review.status == "waiting"


def test_every_file_lies_open_at_one_moment_and_byte_for_byte(one):
    with clock.frozen(AFTER) as moving:
        session = one.review_until("decrypting")
        one.release_review(1)
        assert not services.unseal(session.pk) and not OpenedFile.objects.exists()
        moving.move(timedelta(minutes=1))
        one.release_review(3)
        assert services.unseal(session.pk)

    rows = OpenedFile.objects.select_related("file", "opened__bid__party")
    assert rows.count() == 9 and {row.opened.visible_at for row in rows} == {AFTER + timedelta(minutes=1)}
    for row in rows:
        assert row.file.name == f"{row.volume}.txt" and row.opened.bid.party.name
    assert {row.volume for row in rows if row.for_house} == {"qualification"}


def test_no_key_of_the_review_is_taken_before_the_opening_ended(one):
    with clock.frozen(AFTER):
        secrets = {lot.pk: keys.private_bytes(one.review_pairs[1, lot.pk]) for lot in one.lots}
        early = OpeningSession.objects.create(tender=one.tender, stage="review", opens_at=clock.now())
        for state in ("waiting", "fixed", "decrypting", "opened", "confirmed"):
            OpeningSession.objects.filter(pk=early.pk).update(status="waiting")
            for session in (one.until(state), early):
                with pytest.raises(StepRefused):
                    services.release(session, secrets=secrets, actor=one.custodians[1])
            OpeningSession.objects.filter(pk=early.pk).update(
                status="decrypting", decrypt_until=clock.now() + timedelta(hours=1))
            with pytest.raises(StepRefused):
                services.release(early, secrets=secrets, actor=one.custodians[1])
        with refused("release.too_early"):  # the lots are open, the opening has not ended
            services.release(early, secrets=secrets, actor=one.custodians[1])

    assert not CustodianKey.objects.filter(stage="review").exclude(secret=None).exists()


def test_the_host_begins_it_only_after_the_opening_ended(one):
    with clock.frozen(AFTER):
        one.until("confirmed")
        early = OpeningSession.objects.create(tender=one.tender, stage="review", opens_at=clock.now())
        with refused("session.opening_not_over"):
            services.start_decryption(early, actor=one.host)
        one.until("ended")
        assert services.start_decryption(one.review, actor=one.host).status == "decrypting"


def test_nobody_but_the_host_takes_a_step(one):
    with clock.frozen(AFTER):
        one.review_until("waiting")
        for step in ("start_decryption", "end", "call_off", "close_window"):
            for actor in (one.custodians[1], one.bidders[0].actor, one.custodians[3]):
                with pytest.raises(StepRefused):
                    getattr(services, step)(one.review, actor=actor)

    assert one.review.status == "waiting" and not one.review.events.exists()


def test_bidders_neither_sign_in_nor_object_nor_confirm_there(one):
    verbs = (services.sign_in, services.confirm_result,
             lambda session, actor: services.object_(session, text="不服", actor=actor))
    with clock.frozen(AFTER):
        for state in ("waiting", "decrypting", "opened"):
            session = one.review_until(state)
            for verb in verbs:
                with pytest.raises(StepRefused):
                    verb(session, actor=one.bidders[0].actor)


def flip(raw: bytes, at: int = -100) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:]


def test_one_broken_volume_hurts_neither_its_own_bid_nor_another(one):
    lot = one.lots[0]
    openings.seal_for_review(one, one.bidders[0], lot, "technical", mend=flip)
    openings.seal_for_review(one, one.bidders[1], lot, "business", signs=keys.SYSTEM.pair())
    lost = one.bidders[2].bids[lot.pk].submissions.get().volumes.get(volume="qualification")
    envelopes.path_of(lost.envelope).unlink()

    with clock.frozen(AFTER):
        session = one.review_until("ended")

    broken = [{volume: said["code"] for volume, said in found(one, number).broken.items()} for number in range(3)]
    assert set(broken[0]) == {"technical"}
    assert broken[1:] == [{"business": "signer.other"}, {"qualification": "stored.missing"}]
    for number in range(3):
        opened = set(found(one, number).files.values_list("volume", flat=True))
        assert opened == {"qualification", "business", "technical"} - set(broken[number])
        assert found(one, number).fault == ""
    said = json.loads(session.record.content)["content"]
    assert sum(len(bid["broken"]) for bid in said["lots"][0]["bids"]) == 3
    assert "3 个文件卷未能开启" in session.events.get(kind="opened").text


def test_a_refused_file_is_named_and_not_given_out(one):
    openings.seal_for_review(one, one.bidders[0], one.lots[0], "qualification", files=[
        ("恶意.exe", b"MZ\x90\x00" + bytes(100)), ("执照.txt", "营业执照".encode())])

    with clock.frozen(AFTER):
        one.review_until("opened")

    rows = {row.name: row for row in found(one).files.filter(volume="qualification")}
    assert rows["恶意.exe"].file is None and rows["恶意.exe"].refused
    assert rows["执照.txt"].file is not None


def test_what_was_broken_at_the_opening_stays_closed(one):
    broken = one.bidders[0].bids[one.lots[0].pk]
    with clock.frozen(AFTER):
        one.until("decrypting")
        OpenedBid.staged.create(bid=broken, stage="opening", unsealed_at=clock.now(), veiled=_fault(broken))
        one.review_until("ended")

    assert Bid.objects.get(pk=broken.pk).status == "broken"
    assert not OpenedBid.staged.filter(bid=broken, stage="review").exists()


def _fault(bid) -> bytes:
    return staging.hide(staging.Found(fault="stored.missing"), bid)


def test_after_its_window_the_host_closes_it_and_what_has_no_keys_is_a_fact(one):
    with clock.frozen(AFTER) as moving:
        one.review_until("decrypting")
        one.release_review(1)
        moving.move(timedelta(minutes=30))
        services.close_window(one.review, actor=one.host)
        tasks.remind()

    assert one.review.status == "opened"
    assert {broken["code"] for broken in found(one).broken.values()} == {"keys.missing"}


def test_a_bidder_opens_its_own_volumes_where_no_two_custodians_can(one):
    with clock.frozen(AFTER) as moving:
        one.review_until("decrypting")
        mine = one.bidders[0]
        wrapped = services.own_envelopes(one.review, mine.party.pk)
        assert len(wrapped) == 3
        services.open_with_own_key(one.review, content_keys={
            kept.pk: _content_key(kept, mine) for _, kept in wrapped}, actor=mine.actor)
        moving.move(timedelta(minutes=30))
        services.close_window(one.review, actor=one.host)
        tasks.remind()

    assert found(one).files.count() == 3 and not found(one).broken and found(one, 1).broken


def _content_key(kept, bidder) -> bytes:
    with envelopes.open_sealed(kept) as source:
        return envelope.key_from_own(envelope.inspect(source), bidder.opens)


def test_it_falls_away_when_no_lot_waits_for_it_any_more(one):
    with clock.frozen(AFTER):
        one.review_until("waiting")
        handler = people.actor(people.person(one.tender.principal, "handler"))
        tenders.fail(Lot.objects.get(), reason_code="F5", reason="采购任务取消。", actor=handler)

    assert one.review.status == "called_off"


READERS = ("host", "handler", "agent", "supervisor", "own", "other bidder", "custodian", "centre", "stranger", "public")
MAY = {"host": {"qualification"}, "handler": {"qualification"}, "agent": {"qualification"},
       "supervisor": {"qualification", "business", "technical"}, "own": {"qualification", "business", "technical"}}


def reader(one, who: str):
    """Somebody of that kind."""
    def of(party, *duties):
        return people.actor(people.person(party, *duties))
    tender = Tender.objects.get(pk=one.tender.pk)
    match who:
        case "host" | "public":
            return one.host if who == "host" else None
        case "handler":
            return of(tender.principal, "handler")
        case "agent":
            tender.agent = people.organisation("示例代理有限公司", "agent")
            tender.save(update_fields=["agent"])
            return of(tender.agent, "handler")
        case "supervisor" | "centre":
            party = Seat.objects.get(subject=tender.pk, number=2 if who == "supervisor" else 1).party
            if who == "supervisor":
                tender.supervisor = party
                tender.save(update_fields=["supervisor"])
            return of(party, "handler")
        case "own" | "other bidder":
            return one.bidders[0 if who == "own" else 1].actor
        case "custodian":
            return one.custodians[3]
        case "stranger":
            return of(people.organisation("示例局外公司", "supplier", "agent", "purchaser"), "handler", "host")


def test_who_reads_which_volume_of_a_bidder_and_from_when(one):
    with clock.frozen(AFTER):
        one.review_until("decrypting")
        actors = {who: reader(one, who) for who in READERS}
        one.release_review(1)
        one.release_review(2)
        before = {who for who, actor in actors.items() if OpenedFile.objects.visible_to(actor).exists()}
        assert services.unseal(one.review.pk)

    mine = OpenedFile.objects.filter(opened__bid=one.bidders[0].bids[one.lots[0].pk])
    seen = {who: set(mine.visible_to(actor).values_list("volume", flat=True)) for who, actor in actors.items()}
    assert before == set() and seen == {who: MAY.get(who, set()) for who in READERS}
    unproved, keeper = (replace(actors["handler"], **change) for change in (
        {"proved": False}, {"duties": frozenset({"custodian"})}))
    assert not mine.visible_to(unproved).exists() and not mine.visible_to(keeper).exists()


def page(client, actor, session) -> str:
    client.logout()
    if actor:
        client.force_login(User.objects.get(pk=actor.user))
    answer = client.get(session.get_absolute_url())
    assert answer.status_code == 200 and faults(answer) == []
    return answer.content.decode()


def test_the_page_of_the_session_names_bidders_to_those_who_take_part_and_files_to_nobody(client, one):
    city.load_city()
    with clock.frozen(AFTER):
        actors = {who: reader(one, who) for who in READERS}
        for state in ("waiting", "decrypting", "opened", "ended"):
            session = one.review_until(state)
            for who, actor in actors.items():
                said = page(client, actor, session)
                names = {bidder.party.name for bidder in one.bidders if bidder.party.name in said.partition("<h1")[2]}
                if who in {"stranger", "public"} or state == "waiting":
                    assert names <= {actor.party_name if actor else ""}, (who, state)
                elif who in {"own", "other bidder"}:
                    assert names == {actor.party_name}, (who, state)
                else:
                    assert len(names) == 3, (who, state)
                assert ".txt" not in said and "机密" not in said
                assert ("交出解密密钥" in said) == (who == "custodian" and state == "decrypting"), (who, state)
        for who in ("own", "public"):
            page(client, actors[who], session)
            assert client.get(f"{session.get_absolute_url()}record.json").status_code == 404
        page(client, one.host, session)
        assert client.get(f"{session.get_absolute_url()}record.json").status_code == 200
