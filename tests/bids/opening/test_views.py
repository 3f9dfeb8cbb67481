"""The page of a session: who sees what at which moment, and what is answered to bad input."""
import hashlib
import json
from datetime import timedelta

import pytest

from bids.opening import services
from market.core import clock
from market.custody import keys
from market.parties.models import Party, User
from tests.factories import city, openings, people
from tests.portal.pages import faults

pytestmark = pytest.mark.django_db
AFTER = openings.DUE + timedelta(seconds=30)
STATES = ("waiting", "signing_in", "fixed", "decrypting", "opened", "read_out", "confirmed", "ended")
COUNT, NAME, PRICE = "3 份", "示例长堤建设有限公司", "5,986,000.00"


@pytest.fixture
def one():
    city.load_city()
    return openings.opening()


def readers(one) -> dict:
    """An actor for each way of looking at a session; None is the public."""
    supervisor = one.custodians[2].party
    one.tender.supervisor_id = supervisor
    one.tender.save(update_fields=["supervisor"])
    centre = User.objects.get(pk=one.custodians[1].user).memberships.get().party
    stranger = people.person(people.organisation("没有投标的单位", "supplier"), "handler")
    return {"host": one.host, "custodian": one.custodians[3], "bidder": one.bidders[0].actor,
            "supervisor": people.actor(people.person(one_party(supervisor), "handler")),
            "centre": people.actor(people.person(centre, "handler")), "stranger": people.actor(stranger),
            "public": None}


def one_party(pk):
    return Party.objects.get(pk=pk)


def enter(client, actor):
    if actor is None:
        client.logout()
    else:
        client.force_login(User.objects.get(pk=actor.user))
    return client


def seen(client, session, path="") -> str:
    answer = client.get(f"{session.get_absolute_url()}{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_reader_sees_names_numbers_and_prices_from_the_lawful_moment_on_and_never_before(client, one):
    wrong = []
    with clock.frozen(openings.DUE):
        everybody = readers(one)
    with clock.frozen(AFTER):
        for state in STATES:
            session = one.until(state)
            for who, actor in everybody.items():
                enter(client, actor)
                said = seen(client, session) + seen(client, session, "parts/") + str(client.get(
                    session.get_absolute_url().rstrip("/") + ".json").json())
                takes_part = who not in {"stranger", "public"}
                counts = takes_part and STATES.index(state) >= STATES.index("fixed")
                shows = takes_part and STATES.index(state) >= STATES.index("opened")
                for what, text, lawful in (("count", COUNT, counts), ("name", NAME, shows), ("price", PRICE, shows)):
                    own = what == "name" and who == "bidder"
                    if (text in said) != lawful and not own:
                        wrong.append((state, who, what, text in said))

    assert wrong == []


@pytest.mark.parametrize("who", ["host", "custodian", "bidder", "public"])
@pytest.mark.parametrize("state", ["waiting", "fixed", "decrypting", "opened", "ended"])
def test_the_page_is_whole_for_everybody_in_every_state(client, one, who, state):
    actor = {"host": one.host, "custodian": one.custodians[2], "bidder": one.bidders[1].actor, "public": None}[who]
    with clock.frozen(AFTER):
        session = one.until(state)
        answer = enter(client, actor).get(session.get_absolute_url())

    assert answer.status_code == 200 and faults(answer) == []


@pytest.mark.parametrize("path", ["envelopes.json", "record.json", "record.pdf"])
def test_what_is_for_those_who_take_part_is_not_there_for_others(client, one, path):
    with clock.frozen(AFTER):
        session = one.until("ended")
        services.make_pdf(session.pk)
        for actor, status in ((None, 404), (one.host, 200), (one.bidders[0].actor, 200)):
            assert enter(client, actor).get(f"{session.get_absolute_url()}{path}").status_code == status


def test_the_list_is_byte_for_byte_what_its_digest_is_over(client, one):
    with clock.frozen(AFTER):
        session = one.until("fixed")
        found = enter(client, one.host).get(f"{session.get_absolute_url()}envelopes.json").content
        later = one.until("ended")
        again = client.get(f"{session.get_absolute_url()}envelopes.json").content

    assert hashlib.sha256(found).hexdigest() == session.list_digest and again == found and later.list_digest
    assert str(one.bidders[0].party.pk).encode() not in found and NAME.encode() not in found


def test_two_custodians_and_a_host_open_a_session_by_their_pages(client, one):
    url = one.session.get_absolute_url()
    with clock.frozen(AFTER):
        enter(client, one.host)
        for step in ("start_sign_in", "fix", "start_decryption"):
            assert client.post(f"{url}steps/{step}/").status_code == 302
        for number in (1, 2):
            body = json.dumps({"keys": [[str(lot), keys.b64(secret)] for lot, secret in one.secrets(number).items()]})
            answer = enter(client, one.custodians[number]).post(f"{url}release/", body, "application/json")
            assert answer.json() == {"new": 1}
        services.unseal(one.session.pk)
        enter(client, one.bidders[0].actor)
        assert client.post(f"/desk/bids{url}confirmation/").status_code == 302

    assert PRICE in seen(client, one.session)


def test_a_refused_step_says_why_on_the_page_and_changes_nothing(client, one):
    url = one.session.get_absolute_url()
    with clock.frozen(AFTER):
        answer = enter(client, one.host).post(f"{url}steps/end/")
        assert answer.status_code == 409 and "没有办理" in answer.content.decode()
        answer = enter(client, one.bidders[0].actor).post(f"{url}steps/start_sign_in/")
        assert answer.status_code == 409

    assert one.session.status == "waiting" and not one.session.events.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"keys": []}', b'{"keys": [["x", "y"]]}', b"\xff",
                                  b'{"keys": [["00000000-0000-0000-0000-000000000000", "AAAA"]]}'])
def test_malformed_keys_get_a_sentence_and_change_nothing(client, one, body):
    with clock.frozen(AFTER):
        one.until("decrypting")
        answer = enter(client, one.custodians[1]).post(f"{one.session.get_absolute_url()}release/", body,
                                                       "application/json")

    assert answer.status_code == 422 and answer.json()["message"].endswith("。")
    assert not one.session.events.filter(kind="released").exists()


def test_an_incident_with_bad_values_is_refused_with_words(client, one):
    with clock.frozen(AFTER):
        one.until("decrypting")
        url = f"{one.session.get_absolute_url()}incidents/"
        enter(client, one.host)
        for number, said in enumerate(({"kind": "x", "text": "y"}, {"kind": "power", "text": ""},
                                       {"kind": "power", "text": "停电", "minutes": "241"})):
            answer = client.post(url, said | {"idempotency_key": f"k{number}"})
            assert answer.status_code == 422 and "没有办理" in answer.content.decode()

    assert not one.session.incidents.exists()


def test_the_unsigned_are_led_to_sign_in_and_unknown_sessions_are_not_there(client, one):
    assert client.post(f"{one.session.get_absolute_url()}steps/fix/").status_code == 302
    assert client.get("/sessions/00000000-0000-4000-8000-000000000000/").status_code == 404
    assert enter(client, one.host).post(f"{one.session.get_absolute_url()}steps/show/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_bidders(client, one, django_assert_max_num_queries):
    with clock.frozen(AFTER):
        session = one.until("read_out")
        enter(client, one.host).get(session.get_absolute_url())
        with django_assert_max_num_queries(40):
            client.get(session.get_absolute_url())
