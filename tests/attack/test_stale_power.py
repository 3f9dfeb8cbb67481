"""A session that was opened with a right and is used after it ended; a party chosen that is not one's own."""
import pytest
from django.test import Client
from django.urls import reverse

from bids import services as bidding
from bids.models import Bid
from market.core import clock
from market.parties.access import PARTY
from market.parties.models import Membership, Party, PartyRole, User

from . import world as worlds

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("stale power")]


@pytest.fixture(scope="module")
def built(kept):
    with kept(), clock.frozen(worlds.BEGUN):
        return worlds.build(1), clock.now()


@pytest.fixture
def world(built):
    with clock.frozen(built[1]):
        yield built[0]


@pytest.fixture
def browser(world):
    client = Client()
    client.force_login(User.objects.get(pk=world.bidders[0].actor.user))
    assert client.get(begin(world), follow=True).status_code == 200
    return client


def begin(world) -> str:
    return reverse("bids:begin", args=[world.tender.pk])


def _take_back(browser, world):
    return browser.post(reverse("bids:withdraw", args=[world.tender.pk]) + "?lot=1", {"number": 1, "agree": "on"})


def dismissed(world):
    Membership.objects.filter(user=world.bidders[0].actor.user).update(until=clock.now())


def account_shut(world):
    User.objects.filter(pk=world.bidders[0].actor.user).update(is_active=False)


def organisation_closed(world):
    Party.objects.filter(pk=world.bidders[0].party.pk).update(status="closed")


def duty_taken(world):
    Membership.objects.filter(user=world.bidders[0].actor.user).update(duties=["finance"])


def role_ended(world):
    PartyRole.objects.filter(party=world.bidders[0].party).update(until=clock.now())


def no_longer_proved(world):
    Party.objects.filter(pk=world.bidders[0].party.pk).update(status="pending")


@pytest.mark.parametrize("end", [dismissed, account_shut, organisation_closed, duty_taken, role_ended,
                                 no_longer_proved])
def test_an_open_session_has_no_power_once_the_right_ended(world, browser, end):
    end(world)

    answer = _take_back(browser, world)

    assert answer.status_code in {302, 403, 404, 409}
    assert not Bid.objects.filter(status="withdrawn").exists()


def test_the_same_request_takes_the_bid_back_while_the_right_holds(world, browser):
    _take_back(browser, world)

    assert Bid.objects.filter(status="withdrawn").count() == 1


@pytest.mark.parametrize("end", [dismissed, account_shut, organisation_closed])
def test_nothing_of_the_organisation_is_read_once_somebody_left(world, browser, end):
    receipt = bidding.my_bid(world.tender.lots.first(), world.bidders[0].actor).submissions.get().receipt_id
    end(world)

    for address in (reverse("bids:receipt", args=[receipt]), reverse("bids:receipt_file", args=[receipt]),
                    "/desk/bids/", "/desk/bonds/", "/desk/people/", "/desk/certificates/", "/desk/questions/"):
        answer = browser.get(address)
        assert answer.status_code in {200, 302, 404}, address
        assert receipt.encode() not in answer.content and world.bidders[0].party.code.encode() not in answer.content
        assert worlds.QUESTION.encode() not in answer.content, address


def test_acting_for_somebody_elses_organisation_is_not_to_be_had(world, browser):
    foreign = world.bidders[1].party

    assert browser.post("/account/switch/", {"party": str(foreign.pk)}).status_code == 404
    for junk in ("", "0", "../..", "'; --", "\x00", str(foreign.pk).upper() + "0"):
        assert browser.post("/account/switch/", {"party": junk}).status_code == 404, junk
    session = browser.session
    session[PARTY] = str(foreign.pk)  # even a session that says so
    session.save()

    assert foreign.name.encode() not in browser.get("/desk/profile/").content
    assert browser.get("/desk/bids/").status_code == 302


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "\\\\evil.example/", "/\\evil.example/",
                                   "javascript:alert(1)", "http:evil.example", "https:///evil.example",
                                   "/\t/evil.example/", "///evil.example", " //evil.example"])
def test_no_way_back_leads_off_the_site(world, browser, where):
    own = str(world.bidders[0].party.pk)

    there = browser.post("/account/switch/", {"party": own, "next": where})["Location"]
    assert there == reverse("parties:profile")
    fresh, user = Client(), User.objects.get(pk=world.bidders[0].actor.user)
    for address in ("/account/login/", "/preferences/"):
        answer = fresh.post(address, {"login": user.username, "password": worlds.people.PASSWORD, "next": where,
                                      "contrast": "high", "text": "large"}, headers={"referer": where})
        assert "evil" not in answer.get("Location", ""), address


def test_a_session_id_given_by_somebody_else_dies_at_the_sign_in(world):
    victim, user = Client(), User.objects.get(pk=world.bidders[0].actor.user)
    victim.cookies["sessionid"] = "a" * 32
    planted = Client()
    planted.session.save()
    known = planted.session.session_key
    victim.cookies["sessionid"] = known

    victim.post("/account/login/", {"login": user.username, "password": worlds.people.PASSWORD})

    assert victim.session.get("_auth_user_id") == str(user.pk)
    assert victim.cookies["sessionid"].value not in {known, "a" * 32}
    thief = Client()
    thief.cookies["sessionid"] = known
    assert thief.get("/desk/profile/").status_code == 302
