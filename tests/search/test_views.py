"""The pages of search and their machine forms."""
import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import feedparser
import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.outlets import COLUMNS, guarded
from tests.factories.search import PublicRecordFactory

pytestmark = pytest.mark.django_db
LIST, SEARCH = "/notices/", "/search/"
OUTLETS = ("/notices.csv", "/notices.json", "/notices.atom")


def body(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_the_addresses_are_the_promised_ones():
    assert (reverse("fulltext:notices"), reverse("fulltext:search")) == (LIST, SEARCH)


@pytest.mark.parametrize("address", [LIST, SEARCH])
def test_a_page_shows_what_was_found(client, indexed, address):
    record, _ = indexed(PublicRecordFactory(due=True, amount=Decimal("28640000"), amount_label="最高限价"),
                        PublicRecordFactory(title="道路照明", text=""))

    html = body(client.get(address, {"q": "护坡 防洪", "trade": "eng", "min": "100"}))

    assert "<strong>1 条</strong>" in html and record.url in html
    assert "<mark>防洪</mark>" in html and "正文命中" in html and "28,640,000.00 元" in html and "投标中" in html
    assert "UNDEFINED" not in html


@pytest.mark.parametrize("address", [LIST, SEARCH])
@pytest.mark.parametrize("query", [
    {}, {"q": "没有的词语", "trade": "land", "sme": "yes"}, {"page": "3"}, {"deadline": "7d"}])
def test_no_page_has_an_undefined_variable(client, indexed, address, query):
    indexed(*PublicRecordFactory.create_batch(2))

    assert "UNDEFINED" not in body(client.get(address, query))


def test_a_script_in_a_title_a_body_or_a_query_is_text(client, indexed):
    indexed(PublicRecordFactory(title="<script>甲</script>护坡", text="<img src=x onerror=y>防洪墙"))

    html = "".join(body(client.get(LIST, query)) for query in (
        {"q": "防洪墙<script>", "purchaser": "<b>x</b>"}, {"q": "防洪墙"}))

    assert "<script>甲" not in html and "<img" not in html and "<b>x" not in html and "防洪墙<script>" not in html
    assert "<mark>防洪墙</mark>" in html


def test_a_moved_deadline_is_no_longer_counted_down(client, indexed):
    old = PublicRecordFactory(due=True, stage="change", kind="clarification", project_code="SLGC-1")
    indexed(old, PublicRecordFactory(stage="change", kind="change_notice", project_code="SLGC-1",
                                     published_at=old.published_at + timedelta(hours=1),
                                     deadline_at=old.deadline_at + timedelta(days=14), deadline_label="投标截止"))

    html = body(client.get(LIST))

    assert html.count("<strong>剩 ") == 1 and html.count("<strong>已变更</strong>") == 1
    assert "投标截止（最新公告）" in html


def test_the_number_of_queries_does_not_grow_with_the_rows(client, indexed, django_assert_num_queries):
    indexed(*PublicRecordFactory.create_batch(25, text="", attachment_text="清单.xlsx\n浆砌块石"))
    client.get(LIST)

    with django_assert_num_queries(5):  # city, regions of the menu, region names, records, attachments
        client.get(LIST, {"q": "浆砌块石"})


def test_nothing_found_names_the_condition_and_offers_the_loosened_search(client, indexed):
    indexed(PublicRecordFactory())

    html = body(client.get(LIST, {"q": "防洪", "trade": "land"}))

    assert "没有同时符合 2 个条件的公告" in html
    assert "去掉“交易类别：国土资源”后有 <strong>1 条</strong>" in html
    assert 'href="?q=%E9%98%B2%E6%B4%AA"' in html


def test_deep_paging_is_refused_with_a_sentence(client, indexed):
    indexed(PublicRecordFactory())

    answer = client.get(LIST, {"page": "500"})

    assert answer.status_code == 422 and "翻页最多到第 2000 条" in body(answer)


def test_without_an_index_the_page_says_when_to_come_back(client, engine):
    PublicRecordFactory()

    for address in (LIST, SEARCH, *OUTLETS):
        answer = client.get(address)
        assert answer.status_code == 503 and answer["Retry-After"] and "索引正在准备" in body(answer)


@pytest.mark.parametrize("address", [LIST, SEARCH, *OUTLETS])
def test_only_reading_is_allowed(client, address):
    assert client.post(address).status_code == client.delete(address).status_code == 405


@pytest.mark.parametrize("address", [LIST, SEARCH, *OUTLETS])
@pytest.mark.parametrize("query", [
    "q=" + "a " * 10_000, "q=" + "护坡 " * 3000, "q=%00%00", "q=%F0%9F%98%80", "q=.*%2B%3F%5B%5D%28%29%7B%7D%7C%5E%24",
    "q=%22%22", "q=%E2%80%9C", "q=AND+OR+NOT+%28", "q=title:x+-y+%2Bz~2^3", "q=%ED%A0%80", "q=%FF%FE", "q=*",
    "q=%C2%B6", "q=" + "(" * 500, "trade=" + "&trade=".join(map(str, range(500))), "page=9999999999999",
    "min=NaN&max=Infinity", "region=%00&purchaser=%00&source=" + "x" * 5000, "unstated=0&sort=;drop", "type=%00",
    "q=" + "z" * 190])
def test_a_hostile_query_gets_an_answer(client, indexed, address, query):
    indexed(PublicRecordFactory())

    assert client.get(f"{address}?{query}").status_code in {200, 400, 422}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(
    st.sampled_from(["q", "trade", "region", "min", "max", "page", "sort", "deadline", "opens", "purchaser", "kind"]),
    st.text(max_size=40), max_size=4))
def test_no_query_breaks_the_page(client, engine, indexed, query):
    if not engine.ready():
        indexed(*PublicRecordFactory.create_batch(3))

    assert client.get(LIST, query).status_code in {200, 422}


def test_the_table_for_spreadsheets_has_the_same_records_in_the_same_order(client, indexed):
    small, large, _ = indexed(
        PublicRecordFactory(amount=5), PublicRecordFactory(amount=9), PublicRecordFactory(trade="land"))

    answer = client.get("/notices.csv", {"trade": "eng", "sort": "amount"})
    head, *rows = csv.reader(io.StringIO(body(answer).removeprefix("\ufeff")))

    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    assert tuple(head) == COLUMNS
    assert [row[0] for row in rows] == [str(large.pk), str(small.pk)]
    assert rows[0][COLUMNS.index("金额（元）")] == "9.00"


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n@x", "＝1", "＠x"])
def test_a_cell_that_could_be_a_formula_is_text(client, indexed, cell):
    assert guarded(cell).startswith("'")
    indexed(PublicRecordFactory(title=f"{cell}护坡", purchaser=cell))

    rows = list(csv.reader(io.StringIO(body(client.get("/notices.csv")))))

    assert rows[1][1] == f"'{cell}护坡"


def test_the_data_form_says_null_for_what_is_not_stated(client, indexed):
    record, = indexed(PublicRecordFactory())

    data = json.loads(body(client.get("/notices.json", {"q": "防洪"})))

    assert data["query"] == "q=%E9%98%B2%E6%B4%AA" and data["total"] == 1
    item = data["items"][0]
    assert (item["id"], item["amount"], item["deadline"], item["sme_reserved"]) == (str(record.pk), None, None, None)
    assert json.loads(body(client.get("/notices.json", {"trade": "land"})))["items"] == []


def test_the_feed_of_a_search_holds_its_newest_records(client, indexed):
    record, _ = indexed(PublicRecordFactory(title="护坡\x0b<一>"), PublicRecordFactory(trade="land"))

    answer = client.get("/notices.atom", {"trade": "eng"})
    feed = feedparser.parse(answer.content)

    assert not feed.bozo and [entry.id for entry in feed.entries] == [f"urn:uuid:{record.pk}"]
    assert feed.feed.links[0].href.endswith("/notices.atom?trade=eng")
    assert client.get("/notices.atom", {"trade": "eng"}, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_page_links_its_feed_and_data_with_the_same_conditions(client, indexed):
    indexed(PublicRecordFactory())

    html = body(client.get(LIST, {"q": "预算>0.01万 防洪"}))

    for address in OUTLETS:
        assert f'href="{address}?q=%E9%98%B2%E6%B4%AA&amp;min=0.01"' in html
