"""tus over HTTP: who may send what, where it goes on, and that no log or row tells who it was."""
import base64
import logging
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from bids import receiving
from market.core import clock, tags
from market.custody import envelopes, uploads
from market.custody.models import Envelope, Upload
from tests.factories import people

from . import ground

pytestmark = pytest.mark.django_db
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}
URL = "/desk/bids/uploads/"


class Bidder:
    """A supplier's person in a browser, and the envelopes sealed for one lot."""

    def __init__(self, place: ground.Ground, name: str = "示例影像设备有限公司", takes_part: bool = True):
        self.place, self.party = place, people.organisation(name, "supplier")
        self.user = people.person(self.party, "handler")
        self.client = ground.browser(self.user)
        if takes_part:
            place.taking_part(self.party)

    def sealed(self, *, lot=0, volume="price", stage="opening", version=1, content=b"{}") -> bytes:
        context = self.place.hall.context(lot=self.place.lots[lot].pk, bidder=self.party.pk, volume=volume,
                                          stage=stage, version=version)
        return self.place.hall.seal(context, [("price-sheet.json", content)])

    def begin(self, length: int, *, lot=0, volume="price", stage="opening", version=1, upload_id=None, **headers):
        said = {"id": upload_id or uuid.uuid4(), "lot": self.place.lots[lot].pk, "stage": stage, "volume": volume,
                "version": version}
        metadata = ",".join(f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in said.items())
        return self.client.post(URL, **TUS, HTTP_UPLOAD_LENGTH=str(length), HTTP_UPLOAD_METADATA=metadata, **headers)

    def patch(self, url: str, content: bytes, *, offset: int = 0, kind: str = "application/offset+octet-stream"):
        return self.client.patch(url, content, content_type=kind, HTTP_UPLOAD_OFFSET=str(offset), **TUS)

    def send(self, sealed: bytes, **where) -> Envelope:
        answer = self.patch(self.begin(len(sealed), **where)["Location"], sealed)
        assert answer.status_code == 204
        return Envelope.objects.get(pk=answer["Envelope-Id"])


@pytest.fixture
def place():
    return ground.tender(lots=2)


def test_an_envelope_is_sent_in_pieces_and_its_hash_comes_back(place):
    bidder = Bidder(place)
    sealed = bidder.sealed()
    begun = bidder.begin(len(sealed))
    assert begun.status_code == 201 and begun["Upload-Offset"] == "0" and begun["Tus-Resumable"] == "1.0.0"

    first = bidder.patch(begun["Location"], sealed[:3000])
    head = bidder.client.head(begun["Location"], **TUS)
    assert first["Upload-Offset"] == head["Upload-Offset"] == "3000"
    assert head["Upload-Length"] == str(len(sealed)) and head["Cache-Control"] == "no-store"
    last = bidder.patch(begun["Location"], sealed[3000:], offset=3000)

    kept = Envelope.objects.get(pk=last["Envelope-Id"])
    assert last["Envelope-Sha256"] == kept.sha256 and envelopes.path_of(kept).read_bytes() == sealed
    again = bidder.patch(begun["Location"], b"", offset=len(sealed))
    assert again["Envelope-Sha256"] == kept.sha256
    assert bidder.client.head(begun["Location"], **TUS)["Upload-Offset"] == str(len(sealed))


def test_a_wrong_offset_is_told_where_to_go_on(place):
    bidder = Bidder(place)
    sealed = bidder.sealed()
    url = bidder.begin(len(sealed))["Location"]

    answer = bidder.patch(url, sealed[10:], offset=10)

    assert answer.status_code == 409 and answer["Upload-Offset"] == "0"
    assert answer.json()["code"] == "upload.offset" and answer.json()["again"]


def test_the_server_says_what_it_can(place):
    answer = Bidder(place).client.options(URL)

    assert answer.status_code == 204 and answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination" and int(answer["Tus-Max-Size"]) > 2**31


def test_an_upload_given_up_is_gone_and_one_submitted_is_not(place, monkeypatch):
    bidder = Bidder(place)
    begun, kept = bidder.begin(5000), bidder.send(bidder.sealed())

    assert bidder.client.delete(begun["Location"], **TUS).status_code == 204
    assert bidder.client.head(begun["Location"], **TUS).status_code == 404
    monkeypatch.setattr(envelopes, "remove", submitted)
    answer = bidder.client.delete(f"{URL}{kept.pk}/", **TUS)
    assert answer.status_code == 409 and answer.json()["code"] == "envelope.submitted"


def submitted(kept):
    from django.db.models import ProtectedError
    raise ProtectedError("held", {kept})


def test_another_party_finds_nothing_under_the_address(place):
    mine, other = Bidder(place), Bidder(place, "另一家有限公司")
    url, kept = mine.begin(5000)["Location"], mine.send(mine.sealed())

    for address in (url, f"{URL}{kept.pk}/", f"{URL}{uuid.uuid4()}/"):
        assert other.client.head(address, **TUS).status_code == 404
        assert other.patch(address, b"x").status_code == 404
        assert other.client.delete(address, **TUS).status_code == 404
    assert Upload.objects.count() == 1 and envelopes.intact(kept)


@pytest.mark.parametrize(("volume", "stage"), [("price", "review"), ("nothing", "opening"), ("../x", "opening")])
def test_only_the_volumes_of_the_procedure_are_taken(place, volume, stage):
    answer = Bidder(place).begin(5000, volume=volume, stage=stage)

    assert answer.status_code in {400, 422} and not Upload.objects.exists()


def test_who_does_not_take_part_sends_nothing(place):
    answer = Bidder(place, takes_part=False).begin(5000)

    assert answer.status_code == 409 and answer.json()["code"] == "bid.not_taking_part"
    assert not Upload.objects.exists()


def test_the_unsigned_and_other_roles_send_nothing(place):
    stranger, centre = Bidder(place), Bidder(place)
    stranger.client.logout()
    centre.client = ground.browser(people.person(people.organisation("交易中心", "centre"), "handler"))

    assert stranger.begin(5000).status_code == 401
    assert centre.begin(5000).status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize("after", [timedelta(), timedelta(milliseconds=1)])
def test_from_the_deadline_on_nothing_is_taken(place, after):
    bidder = Bidder(place)
    sealed = bidder.sealed()
    url = bidder.begin(len(sealed))["Location"]

    with clock.frozen(place.tender.bids_due_at + after):
        for answer in (bidder.begin(5000), bidder.patch(url, sealed)):
            assert answer.status_code == 409 and answer.json()["code"] == "bid.late"
    with clock.frozen(place.tender.bids_due_at - timedelta(milliseconds=1)):
        assert bidder.patch(url, sealed).status_code == 204


def test_a_draft_tender_takes_nothing_and_is_not_there():
    place = ground.tender(published=False)

    assert Bidder(place).begin(5000).status_code == 404


@pytest.mark.parametrize(("headers", "status"), [
    ({"HTTP_TUS_RESUMABLE": "0.2.1"}, 412), ({"HTTP_UPLOAD_METADATA": "lot !!!"}, 400),
    ({"HTTP_UPLOAD_METADATA": ""}, 400), ({"HTTP_UPLOAD_LENGTH": "many"}, 400),
    ({"HTTP_UPLOAD_LENGTH": "-1"}, 413), ({"HTTP_UPLOAD_LENGTH": str(2**40)}, 413)])
def test_malformed_requests_are_refused_with_a_sentence(place, headers, status):
    bidder = Bidder(place)
    said = {"id": uuid.uuid4(), "lot": place.lots[0].pk, "stage": "opening", "volume": "price", "version": 1}
    metadata = ",".join(f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in said.items())

    answer = bidder.client.post(URL, **(TUS | {"HTTP_UPLOAD_LENGTH": "5000", "HTTP_UPLOAD_METADATA": metadata}
                                        | headers))

    assert answer.status_code == status and answer.json()["message"].endswith("。")
    assert not Upload.objects.exists()


def test_a_piece_must_say_what_it_is(place):
    bidder = Bidder(place)
    url = bidder.begin(5000)["Location"]

    assert bidder.patch(url, b"x", kind="text/plain").status_code == 415
    assert bidder.client.patch(url, b"x", content_type="application/offset+octet-stream", **TUS).status_code == 411
    assert bidder.client.get(url).status_code == 405


def test_a_forged_form_cannot_send(place):
    bidder = Bidder(place)
    bidder.client.handler.enforce_csrf_checks = True

    assert bidder.begin(5000).status_code == 403


def test_a_bad_envelope_ends_in_a_sentence_and_leaves_nothing(place):
    bidder, other = Bidder(place), Bidder(place, "另一家有限公司")
    copied = other.sealed()
    answer = bidder.patch(bidder.begin(len(copied))["Location"], copied)

    assert answer.status_code == 422 and answer.json()["code"] == "context.owner_tag"
    assert not Envelope.objects.exists() and not Upload.objects.exists()


def test_no_row_and_no_log_line_tells_who_sent(place, caplog):
    bidder = Bidder(place, "机密投标有限公司")
    with caplog.at_level(logging.DEBUG):
        kept = bidder.send(bidder.sealed())

    assert kept.tag == tags.owner_tag(place.lots[0].pk, bidder.party.pk)
    told = {str(bidder.party.pk), bidder.party.pk.hex, str(bidder.user.pk), bidder.user.pk.hex, "机密投标"}
    for model in (Envelope, Upload):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            assert not any(word in str(cursor.fetchall()) for word in told)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_steplog")
        assert not cursor.fetchall()
        cursor.execute("SELECT * FROM core_outboxrow")
        assert not cursor.fetchall()
    assert str(kept.pk) not in caplog.text


def test_a_piece_is_never_held_whole(place, monkeypatch):
    """The body is read a piece at a time, whatever its length."""
    asked = []
    receive = uploads._receive

    def watched(upload, part, content, count):
        read = content.read
        monkeypatch.setattr(content, "read", lambda size=-1: asked.append(size) or read(size), raising=False)
        receive(upload, part, content, count)

    monkeypatch.setattr(uploads, "_receive", watched)
    bidder = Bidder(place)
    sealed = bidder.sealed(volume="technical", stage="review", content=b"x" * 3_000_000)
    kept = bidder.send(sealed, volume="technical", stage="review")

    assert kept.size == len(sealed) and max(asked) <= uploads.PIECE and min(asked) > 0


def test_no_more_bodies_are_received_at_once_than_leave_threads_for_pages(place):
    bidder = Bidder(place)
    sealed = bidder.sealed()
    url = bidder.begin(len(sealed))["Location"]

    with receiving.slot(), receiving.slot():
        answer = bidder.patch(url, sealed)
    assert answer.status_code == 503 and answer["Retry-After"] == "1" and answer.json()["again"]
    assert bidder.patch(url, sealed).status_code == 204
