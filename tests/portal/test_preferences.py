"""长辈版 and 高对比 without an account and without JavaScript."""
import pytest

from . import pages

ADDRESS = "/preferences/"


def test_large_type_is_kept_and_the_reader_goes_back(client, empty_city):
    answer = client.post(ADDRESS, {"elder": "1", "next": "/calendar/?day=2026-11-24"})

    assert (answer.status_code, answer["Location"]) == (302, "/calendar/?day=2026-11-24")
    assert client.cookies["elder"].value == "1" and client.cookies["elder"]["max-age"] == 365 * 24 * 3600
    assert client.cookies["elder"]["samesite"] == "Lax" and client.cookies["elder"]["httponly"]
    assert pages.tree(client.get("/guide/")).get("data-elder") is not None


def test_high_contrast_is_kept_apart_from_large_type(client, empty_city):
    client.post(ADDRESS, {"contrast": "1", "next": "/"})

    page = pages.tree(client.get("/"))
    assert page.get("data-contrast") == "high" and page.get("data-elder") is None


def test_what_was_chosen_can_be_taken_back(client, empty_city):
    client.post(ADDRESS, {"elder": "1"})

    client.post(ADDRESS, {"elder": "0"})

    assert pages.tree(client.get("/")).get("data-elder") is None


@pytest.mark.parametrize("elsewhere", [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "http:evil.example", "/%0d%0aSet-Cookie:x=1\r\nX: y", "", "evil"])
def test_the_way_back_never_leaves_the_site(client, empty_city, elsewhere):
    answer = client.post(ADDRESS, {"elder": "1", "next": elsewhere})

    assert answer.status_code == 302
    assert answer["Location"] == "/" or (answer["Location"].startswith("/%") and "\n" not in answer["Location"])


def test_a_form_of_another_site_is_refused(client, empty_city):
    answer = client.post(ADDRESS, {"elder": "1"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403 and not client.cookies


def test_our_own_form_is_taken_with_its_origin(client, empty_city):
    assert client.post(ADDRESS, {"elder": "1"}, headers={"Origin": "http://testserver"}).status_code == 302


def test_looking_changes_nothing(client, empty_city):
    answer = client.get(ADDRESS)

    assert answer.status_code == 405 and answer["Allow"] == "POST" and not client.cookies
    assert "不接受这样的请求" in answer.content.decode()


@pytest.mark.parametrize("strange", ["2", "on", "true", "<b>"])
def test_a_strange_cookie_counts_as_not_chosen(client, empty_city, strange):
    client.cookies["elder"] = strange

    assert pages.tree(client.get("/")).get("data-elder") is None
