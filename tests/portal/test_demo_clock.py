"""The bar that moves the time of a demo, and everything it refuses."""
from datetime import timedelta

import pytest

from market.core import clock, outbox
from market.core.models import City

from . import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, empty_city):
    settings.PROFILE = "demo"
    return empty_city


def post(client, move: str, **more):
    return client.post("/demo/clock/", {"move": move, "next": "/notices/", **more})


def ahead() -> timedelta:
    clock.forget()
    return clock.ahead()


@pytest.mark.parametrize(("move", "moved"), [("hour", timedelta(hours=1)), ("day", timedelta(days=1))])
def test_a_button_moves_the_time_of_everybody_and_leads_back(client, demo, move, moved):
    answer = post(client, move)

    assert answer.status_code == 302 and answer["Location"] == "/notices/"
    assert ahead() == moved


def test_the_way_back_never_leads_to_another_site(client, demo):
    assert client.post("/demo/clock/", {"move": "hour", "next": "//evil.example/"})["Location"] == "/"


def test_real_time_comes_back_while_nothing_was_recorded_meanwhile(client, demo):
    post(client, "day")

    assert post(client, "real").status_code == 302
    assert ahead() == timedelta()


def test_time_does_not_run_back_over_what_was_recorded(client, demo):
    post(client, "day")
    clock.forget()
    outbox.emit("something.happened", id=1)

    answer = post(client, "real")
    assert answer.status_code == 409
    assert "不能倒回" in answer.content.decode() and "make demo" in answer.content.decode()
    assert ahead() == timedelta(days=1)


@pytest.mark.parametrize(("data", "status"), [
    ({"move": "year"}, 422), ({}, 422), ({"move": "deadline"}, 409), ({"move": "deadline", "until": "soon"}, 409),
    ({"move": "deadline", "until": "9999-12-31T23:59:59+08:00"}, 409),
    ({"move": "deadline", "until": "0001-01-01T00:00:00+08:00"}, 409)])
def test_what_is_no_move_is_refused_in_words_and_moves_nothing(client, demo, data, status):
    answer = client.post("/demo/clock/", data)

    assert answer.status_code == status
    assert "演示时间没有改变" in answer.content.decode()
    assert ahead() == timedelta()


@pytest.mark.parametrize("move", ["hour", "day", "real", "deadline"])
def test_an_installation_that_is_no_demo_refuses_every_move(client, empty_city, settings, move):
    settings.PROFILE = "prod"

    answer = post(client, move)
    assert answer.status_code == 409
    settings.PROFILE = "demo"
    assert ahead() == timedelta()


def test_a_city_without_the_mark_of_a_demo_refuses_and_shows_no_bar(client, demo):
    City.objects.update(demo=False)

    assert post(client, "hour").status_code == 409
    assert not pages.tree(client.get("/about/")).xpath("//aside[@aria-label='演示时间']")


def test_another_site_cannot_move_the_time(client, demo):
    answer = client.post("/demo/clock/", {"move": "day"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert ahead() == timedelta()


def test_it_is_moved_by_post_alone(client, demo):
    assert client.get("/demo/clock/").status_code == 405


@pytest.mark.parametrize("address", ["/", "/notices/", "/rules/", "/no/such/page/"])
def test_every_page_of_a_demo_has_the_bar(client, demo, address):
    page = pages.tree(client.get(address))

    assert page.xpath("//aside[@aria-label='演示时间']//button[@value='hour']")
    assert not page.xpath("//aside[@aria-label='演示时间']//button[@value='real']"), "nothing to come back from"


def test_the_bar_sets_no_cookie(client, demo):
    answer = client.get("/about/")
    post(client, "hour")

    assert not answer.cookies and not client.cookies


def test_a_page_that_shows_the_bar_asks_for_the_next_deadline_once_in_a_while(client, demo, django_assert_num_queries):
    client.get("/accessibility/")
    clock.now()

    with django_assert_num_queries(2):
        client.get("/accessibility/")
