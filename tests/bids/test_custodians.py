"""Pages of custodians: who sees them, what is deposited through them, and what is refused."""
import json
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from market.core import clock
from market.custody import keyfiles, keys, seats
from market.custody.errors import EnvelopeError
from market.custody.models import CustodianKey
from tenders.models import Tender
from tests.factories import people
from tests.factories.city import load_city

from . import ground

pytestmark = pytest.mark.django_db


def rows(place: ground.Ground, number: int = 1, stages=("opening", "review")) -> list[list[str]]:
    """Fresh public halves as the browser sends them."""
    return [[str(lot.pk), stage, keys.b64(keys.public_bytes(keys.SYSTEM.pair()))] for lot in place.lots
            for stage in stages]


def custodian(place: ground.Ground, number: int = 1) -> Client:
    return ground.browser(place.hall.seats[number].user)


def deposit(client: Client, place: ground.Ground, sent):
    body = sent if isinstance(sent, str) else json.dumps({"keys": sent})
    return client.post(f"/desk/custody/{place.tender.pk}/keys/", body, content_type="application/json")


@pytest.fixture
def draft():
    return ground.tender(lots=2, published=False, deposited=False)


def test_the_list_names_what_is_missing_and_costs_the_same_for_many(draft, django_assert_max_num_queries):
    client = custodian(draft)
    seat = draft.hall.seats[1]
    assert "还差 4 把公钥" in client.get("/desk/custody/").content.decode()
    for _ in range(8):
        other = ground.tender(lots=3, published=False, deposited=False)
        seats.name(subject=other.tender.pk, number=1, party=seat.party, user=seat.user, actor="test")

    with django_assert_max_num_queries(10):
        page = client.get("/desk/custody/").content.decode()
    assert page.count("还差 6 把公钥") == 8


def test_keys_are_deposited_and_the_page_says_so(draft):
    client = custodian(draft)
    before = client.get(f"/desk/custody/{draft.tender.pk}/").content.decode()
    assert "制作并存放" in before and "还差 4 把公钥" in before

    answer = deposit(client, draft, rows(draft))

    assert answer.json() == {"missing": 0}
    after = client.get(f"/desk/custody/{draft.tender.pk}/").content.decode()
    assert "公钥已存放" in after and "重新制作" in after
    said = client.get(f"/desk/custody/{draft.tender.pk}/lots.json").json()
    assert said["lots"] == [str(lot.pk) for lot in draft.lots] and said["stages"] == ["opening", "review"]
    assert set(said["deposited"]["review"]) == set(said["lots"])


def test_keys_come_in_any_number_of_parts(draft):
    client, sent = custodian(draft), rows(draft)

    assert [deposit(client, draft, [row]).json()["missing"] for row in sent] == [3, 2, 1, 0]


def test_after_publication_no_key_is_exchanged(draft):
    client = custodian(draft)
    deposit(client, draft, rows(draft))
    before = set(CustodianKey.objects.values_list("fingerprint", flat=True))
    Tender.objects.filter(pk=draft.tender.pk).update(published_at=clock.now(), pinned_digest="0" * 64)

    answer = deposit(client, draft, rows(draft))

    assert answer.status_code == 409 and answer.json()["code"] == "key.published"
    assert set(CustodianKey.objects.values_list("fingerprint", flat=True)) == before
    assert "data-market-make" not in client.get(f"/desk/custody/{draft.tender.pk}/").content.decode()


@pytest.mark.parametrize("sent", ["", "{}", "[]", '{"keys": []}', '{"keys": 1}', '{"keys": [["x", "opening", "y"]]}',
                                  '{"keys": [[1, 2, 3]]}', '{"keys": [[]]}', "[" * 100_000])
def test_what_is_no_set_of_keys_is_refused_with_a_sentence(draft, sent):
    answer = deposit(custodian(draft), draft, sent)

    assert answer.status_code == 422 and answer.json()["message"].endswith("。")
    assert not CustodianKey.objects.exists()


def test_lots_and_stages_of_elsewhere_are_refused(draft):
    point = keys.b64(keys.public_bytes(keys.SYSTEM.pair()))

    for row in ([str(uuid.uuid4()), "opening", point], [str(draft.lots[0].pk), "elsewhere", point]):
        assert deposit(custodian(draft), draft, [row]).json()["code"] == "key.other_lot"
    assert not CustodianKey.objects.exists()


def test_one_key_for_two_places_is_refused(draft):
    sent = rows(draft)
    sent[1][2] = sent[0][2]

    answer = deposit(custodian(draft), draft, sent)

    assert answer.status_code == 409 and answer.json()["code"] == "key.twice"


def test_nobody_but_the_holder_sees_a_seat(draft):
    strangers = [ground.browser(people.person(draft.hall.seats[1].party, "custodian")),
                 ground.browser(people.person(draft.tender.principal, "handler", "host"))]

    for client in strangers:
        for tail in ("", "lots.json", "demo-keys.json"):
            assert client.get(f"/desk/custody/{draft.tender.pk}/{tail}").status_code == 404
        assert deposit(client, draft, rows(draft)).status_code == 404
    assert not CustodianKey.objects.exists()
    assert custodian(draft).get(f"/desk/custody/{uuid.uuid4()}/").status_code == 404


def test_only_a_demo_gives_out_a_key_file(draft):
    client, url = custodian(draft), f"/desk/custody/{draft.tender.pk}/demo-keys.json"
    path = Path(settings.VAR) / "demo-keys" / f"{draft.tender.pk}-1.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"format": "custodian-keys/1"}')

    assert client.get(url).status_code == 404
    load_city()
    assert b"".join(client.get(url)) == b'{"format": "custodian-keys/1"}'
    assert "演示密钥文件" in client.get(f"/desk/custody/{draft.tender.pk}/").content.decode()
    assert custodian(draft, 2).get(url).status_code == 404


def test_a_release_is_read_strictly():
    lot, secret = uuid.uuid4(), keys.private_bytes(keys.SYSTEM.pair())
    one = [str(lot), keys.b64(secret)]

    assert keyfiles.read_release(json.dumps({"keys": [one]}).encode()) == {lot: secret}
    for bad in ({"keys": [one, one]}, {"keys": [[str(lot), "AA"]]}, {"keys": [["x", one[1]]]}, {"keys": []}, {}):
        with pytest.raises(EnvelopeError):
            keyfiles.read_release(json.dumps(bad).encode())
