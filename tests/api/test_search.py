"""Searching by program."""
import pytest

from search import indexing
from tests.publish.test_services import publish

pytestmark = pytest.mark.django_db


def test_a_search_finds_what_the_list_page_finds_and_says_what_it_understood(client, engine):
    publish()
    publish(title="别的公告", body="<p>无关</p>", facts={})
    indexing.rebuild()

    found = client.get("/api/v1/search", {"q": "射线 预算>100万", "trade": "gov"}).json()

    assert found["total"] == 1 and found["items"][0]["amount"] == {"value": "6650000.00", "means": "最高限价"}
    assert any("100" in words for words in found["understood"])
    assert found["page_url"].startswith("http://testserver/notices/?")


def test_without_an_index_a_search_says_so_and_the_list_still_answers(client, engine):
    publish()

    assert client.get("/api/v1/search?q=射线").status_code == 503
    assert client.get("/api/v1/notices").json()["items"]
