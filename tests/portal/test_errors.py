"""What a reader sees when a page cannot be shown."""
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import get_callable

from market.portal import errors
from tests.factories import people

from . import pages


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 500])
def test_an_error_page_says_what_happened_and_what_to_do(client, empty_city, code):
    answer = client.get(f"/styleguide/errors/{code}/")

    text = pages.tree(answer).find(".//main").text_content()
    assert answer.status_code == code and pages.faults(answer) == []
    assert "回到首页" in text and str(code) in text and "请" in text
    assert "！" not in text and "!" not in text


def test_an_unknown_address_is_404_and_repeats_it_harmlessly(client, empty_city):
    answer = client.get("/no/<script>alert(1)</script>/")

    assert answer.status_code == 404 and b"<script>alert" not in answer.content


def test_our_fault_is_told_without_asking_the_database(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500 and "本次操作没有完成" in answer.content.decode()


def test_our_fault_is_told_when_the_database_is_what_failed(db, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("no database")
    monkeypatch.setattr("market.core.models.City.objects.select_related", fail)

    answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 500 and "系统暂时出错" in answer.content.decode()
    assert connection.vendor not in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", ["/", "/calendar/", "/guide/", "/calendar.ics", "/trade/gov/"])
def test_a_wrong_method_is_answered_in_words_with_what_is_allowed(client, empty_city, method, address):
    answer = getattr(client, method)(address)

    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD"
    assert "不接受这样的请求" in answer.content.decode()


def test_a_program_gets_its_405_without_a_page(client, empty_city):
    answer = client.post("/calendar/", headers={"Accept": "application/json"})

    assert answer.status_code == 405 and not answer.content


@pytest.mark.parametrize("address", ["/", "/notices/", "/search/", "/notices.csv", "/feed.atom",
                                     "/robots.txt", "/status/", "/healthz", "/now/", "/sitemap.xml"])
def test_a_wrong_method_is_405_also_where_forged_forms_are_looked_for(empty_city, address):
    answer = Client(enforce_csrf_checks=True).post(address, {"a": "1"})

    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD"
    assert "不接受这样的请求" in answer.content.decode()


def test_a_wrong_method_of_the_interface_is_told_to_programs(client, empty_city):
    answer = client.delete("/api/v1/notices")

    assert answer.status_code == 405 and answer["Allow"] == "GET"
    assert answer.json()["code"] == "wrong_method" and answer.json()["message"].endswith("。")


def test_a_form_without_our_token_is_told_so_in_our_words(rf, empty_city):
    answer = get_callable(settings.CSRF_FAILURE_VIEW)(rf.post("/"), reason="CSRF cookie not set.")

    assert answer.status_code == 403 and "刷新后重新填写" in answer.content.decode()
    assert pages.faults(answer) == [] and "CSRF" not in answer.content.decode()


def test_an_endless_address_is_refused_before_it_is_repeated_in_links(client, empty_city):
    answer = client.get("/notices/?q=" + "a" * 20_000)

    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["/projects/A%00/", "/notices/%00/", "/desk/tenders/%00/"])
def test_an_address_with_a_nul_is_no_address(client, empty_city, address):
    assert client.get(address).status_code in {400, 404}


@pytest.mark.parametrize("address", ["/desk/tenders/?q=", "/desk/centre/parties/?q=", "/verify/?q=", "/search/?q=",
                                     "/account/register/?code="])
def test_a_nul_among_the_words_looked_for_is_a_blank(client, empty_city, address):
    client.force_login(people.person(people.organisation("示例市公共资源交易中心", "centre"), "handler"))

    answer = client.get(f"{address}%00%E6%9D%BE%00")

    assert answer.status_code == 200 and b"\x00" not in answer.content
