"""No page that everybody opens reads a whole table of public things, whatever lies in it."""
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publish.models import PublicRecord
from tests.factories import city

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plans"),
]
COUNTED = "COUNT("
"""Counts read an index from end to end and are kept for a minute."""


@pytest.mark.parametrize("address", ["/", "/calendar/", "/trade/gov/", "/region/32029901/", "/feed.atom",
                                     "/api/v1/notices", "/api/v1/changes", "notice", "notice.json"])
def test_a_page_reads_public_things_through_an_index(client, engine, address):
    city.open_city()
    url = PublicRecord.objects.get(title__contains="X 射线").url
    address = {"notice": url, "notice.json": f"{url[:-1]}.json"}.get(address, address)

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200

    for query in asked:
        if not query["sql"].startswith("SELECT") or COUNTED in query["sql"]:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        if "publish_" in query["sql"]:
            assert not [line for line in plan if line.startswith("SCAN publish_") and "INDEX" not in line], query["sql"]
        if 'FROM "publish_publicrecord"' in query["sql"] and "LIMIT" in query["sql"]:
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan, query["sql"]
