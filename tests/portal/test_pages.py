"""The pages of the portal, with notices, without them, and before any city is loaded."""
from datetime import datetime, timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.core import clock, preferences
from market.core.models import Region
from market.portal import datasets, records
from publish.models import PublicRecord
from tests.factories.search import PublicRecordFactory

from . import pages

PLACES = ["/", "/calendar/", "/region/32029901/", "/trade/gov/", "/trade/eng/", "/trade/land/", "/trade/equity/",
          "/guide/", "/open-data/", "/about/", "/accessibility/", "/privacy/", "/sitemap/", "/styleguide/", "/rules/",
          "/rules/procurement.open/", "/rules/procurement.open/?since=2018-03-01", "/rules/procurement.invited/",
          "/rules/timetable/?key=procurement.open&published=2026-11-24", "/envelope/", "/subscribe/?feed=/feed.atom"]
ANYWHERE = [place for place in PLACES if not place.startswith("/region/")]


@pytest.mark.parametrize("address", PLACES)
def test_a_page_keeps_the_house_rules_when_there_are_notices(client, open_city, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert pages.faults(answer) == []
    assert pages.tree(answer).get("lang") == "zh-CN"


@pytest.mark.parametrize("address", PLACES)
def test_a_page_keeps_the_house_rules_when_there_are_none(client, empty_city, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert pages.faults(answer) == []


@pytest.mark.parametrize("address", ANYWHERE)
def test_a_page_is_shown_even_before_a_city_is_loaded(client, db, own_index, address):
    answer = client.get(address)

    assert answer.status_code == 200
    assert pages.faults(answer) == []
    assert "公共资源交易大厅" in answer.content.decode()


@pytest.mark.parametrize("address", PLACES)
def test_the_title_ends_with_the_name_of_the_site(client, empty_city, address):
    title = pages.tree(client.get(address)).findtext(".//title")

    assert title.endswith(" - 示例市网上公共资源交易大厅") and title.count(" - ") <= 2


@pytest.mark.parametrize("address", PLACES)
def test_every_fragment_on_a_page_is_on_it(client, open_city, address):
    answer = client.get(address)

    assert pages.fragments(answer) <= {*pages.tree(answer).xpath("//@id"), ""}


@pytest.mark.parametrize(("address", "exactly"), [
    ("/", 11), ("/calendar/", 6), ("/region/32029901/", 6), ("/trade/gov/", 7), ("/guide/", 2), ("/open-data/", 3)])
def test_a_page_asks_the_database_no_more_often_with_more_notices(client, open_city, django_assert_num_queries,
                                                                  address, exactly):
    PublicRecordFactory.create_batch(30, due=True, region_path="320299/32029901/", trade="procurement")

    with django_assert_num_queries(exactly):
        assert client.get(address).status_code == 200


def test_lists_never_load_the_long_texts(client, open_city):
    with CaptureQueriesContext(connection) as asked:
        client.get("/")

    rows = [query["sql"] for query in asked.captured_queries if 'publish_publicrecord"."title"' in query["sql"]]
    assert rows and not any('"attachment_text"' in sql or '."text"' in sql for sql in rows)


def test_counting_reads_an_index_and_no_row(client, open_city):
    with CaptureQueriesContext(connection) as asked:
        records.counts()

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[-1]['sql']}")
        plan = " ".join(row[-1] for row in cursor.fetchall())
    assert "COVERING INDEX record_counts" in plan


def test_the_home_page_shows_what_closes_soon_and_nothing_withdrawn(client, open_city):
    text = client.get("/").content.decode()

    assert "澄湖区柳溪河北岸防洪堤加固工程监理招标公告" in text
    assert "已撤回的办公家具采购公告" not in text
    assert "截至 2" in text and "演示数据" in text


def test_the_nearest_deadline_stands_first(client, open_city):
    titles = pages.tree(client.get("/")).xpath("//ul[@class='closing']//a/text()")

    assert titles[0].startswith("澄湖区柳溪河北岸") and titles[1].startswith("宗地 SLD-2026-021")


def test_a_day_without_a_time_is_shown_as_the_last_day(client, empty_city):
    midnight = datetime(2026, 12, 2, tzinfo=clock.SHANGHAI)
    with clock.frozen(midnight - timedelta(days=3)):
        PublicRecordFactory(deadline_at=midnight, deadline_is_day=True, deadline_label="公示截止")
        text = client.get("/").content.decode()

    assert "12月1日</time>" in text and "12月2日" not in text


def test_every_task_on_the_home_page_leads_somewhere(client, open_city):
    tasks = pages.tree(client.get("/")).xpath("//ul[@class='tasks']//a")

    assert len(tasks) == 6
    assert all(client.get(task.get("href").split("#")[0]).status_code == 200 for task in tasks)


def test_the_simple_home_page_is_short_and_has_the_telephone(client, open_city):
    client.cookies[preferences.ELDER] = "1"

    page = pages.tree(client.get("/"))

    assert page.get("data-elder") is not None
    assert page.xpath("//a[starts-with(@href, 'tel:')]")
    assert not page.xpath("//ul[@class='tasks']") and len(page.xpath("//main//section")) <= 3


def test_a_region_shows_its_own_notices_and_those_beneath(client, open_city):
    text = client.get("/region/32029901/").content.decode()

    assert "防洪堤加固工程监理" in text and "SLD-2026-021" not in text
    assert "柳溪街道" in text


def test_a_region_switched_off_says_so(client, open_city):
    Region.objects.filter(code="32029902").update(open_for_trade=False)

    assert "已停止受理新的交易" in client.get("/region/32029902/").content.decode()


@pytest.mark.parametrize("address", ["/region/999999/", "/trade/nothing/", "/trade/other/"])
def test_an_unknown_place_or_trade_is_a_plain_404(client, empty_city, address):
    answer = client.get(address)

    assert answer.status_code == 404 and "没有找到此页" in answer.content.decode()


def test_the_dictionary_names_every_column_of_the_public_record(client):
    assert [name for name, _, _ in datasets.DICTIONARY] == [field.name for field in PublicRecord._meta.concrete_fields]


def test_every_public_table_of_data_has_a_form_that_answers(client, open_city):
    for dataset in datasets.DATASETS:
        for form in dataset.forms:
            assert client.get(form.url).status_code == 200, form.label


def test_the_styleguide_is_not_routed_in_production():
    source = (configured.BASE_DIR / "market/portal/urls.py").read_text(encoding="utf-8")

    assert 'if settings.PROFILE != "prod":' in source.split('"styleguide/"')[0]


def test_the_time_is_given_and_never_kept(client, db):
    answer = client.get("/now/")

    assert set(answer.json()) == {"now"} and answer.json()["now"].endswith("+00:00")
    assert "no-store" in answer["Cache-Control"]


def test_a_page_is_kept_apart_by_the_readers_preferences(client, empty_city):
    assert "Cookie" in client.get("/")["Vary"]


def test_reading_sets_no_cookie(client, open_city):
    for address in PLACES:
        client.get(address)

    assert not client.cookies


@pytest.mark.parametrize(("feed", "tells"), [
    ("/notices.atom?trade=eng&q=防洪", "符合所选条件"), ("/projects/鄂采/2026（1）.atom", "这个项目"),
    ("/feed.atom", "全部")])
def test_a_feed_is_explained_before_it_is_opened(client, empty_city, feed, tells):
    page = pages.tree(client.get("/subscribe/", {"feed": feed}))

    assert tells in page.findtext(".//h1")
    assert page.xpath("//input[@id='feed']/@value") == [f"http://testserver{feed}"]


@pytest.mark.parametrize("feed", ["", "/", "https://example.org/feed.atom", "//example.org/feed.atom", "javascript:1",
                                  "/notices/", "/calendar.ics", "[", "//["])
def test_what_is_no_feed_of_ours_is_404(client, empty_city, feed):
    assert client.get("/subscribe/", {"feed": feed}).status_code == 404
