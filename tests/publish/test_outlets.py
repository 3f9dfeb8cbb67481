"""Feeds, sitemaps, linked data and verification."""
import json
import re

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from market.core import clock
from market.projects.models import Project
from publish import services, verification
from publish.models import PublicRecord

from .test_services import FACTS, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return Project.objects.create(code="SLZC-2026-G-0318", name="射线系统采购", trade="procurement",
                                  registered_at=clock.now())


def test_the_feed_has_an_entry_for_every_version_and_parses(client):
    disclosure = publish()
    services.revise(disclosure.pk, reason="更正参数。", body="<p>新</p>", actor="demo")

    feed = feedparser.parse(client.get("/feed.atom").content)

    assert not feed.bozo
    assert [entry.id for entry in feed.entries][1] == f"urn:uuid:{disclosure.pk}"
    assert feed.entries[0].id != feed.entries[1].id and "第2版" in feed.entries[0].title
    assert [link.rel for link in feed.entries[0].links] == ["alternate", "related"]


def test_the_feed_answers_304_to_who_has_it(client):
    publish()
    first = client.get("/feed.atom")

    again = client.get("/feed.atom", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304 and not again.content


def test_the_feed_stays_valid_whatever_a_title_holds(client):
    publish(title="题目\x0b & <b>]]>\ud83d".encode("utf-8", "ignore").decode())

    assert not feedparser.parse(client.get("/feed.atom").content).bozo


def test_the_feed_pages_to_the_oldest_entry(client):
    for number in range(53):
        publish(title=f"公告 {number}")

    first = feedparser.parse(client.get("/feed.atom").content)
    more = next(link.href for link in first.feed.links if link.rel == "next")
    second = feedparser.parse(client.get(more.replace("http://testserver", "")).content)

    assert (len(first.entries), len(second.entries)) == (50, 3)


def test_a_project_feed_holds_its_notices_alone(client, project):
    publish(project=project)
    publish(title="别的项目")

    assert len(feedparser.parse(client.get(f"/projects/{project.code}.atom").content).entries) == 1


def test_the_sitemap_leads_to_every_public_notice_and_no_simulated_one(client):
    disclosure = publish()
    publish(title="模拟", simulated=True)

    index = etree.fromstring(client.get("/sitemap.xml").content)
    [month] = [loc.text for loc in index.iter("{*}loc")]
    urls = etree.fromstring(client.get(month.replace("http://testserver", "")).content)

    assert [loc.text for loc in urls.iter("{*}loc")] == [f"http://testserver/notices/{disclosure.pk}/"]
    assert client.get("/sitemap-209913-1.xml").status_code == client.get("/sitemap-190001-1.xml").status_code == 404


def test_json_ld_cannot_end_its_script_and_says_what_the_page_says(client):
    disclosure = publish(title="</script><script>alert(1)</script>采购")

    html = client.get(f"/notices/{disclosure.pk}/").content.decode()

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1]
    value = json.loads(block)
    assert value["name"] == "</script><script>alert(1)</script>采购"
    assert value["mainEntity"]["availabilityEnds"] == FACTS["bids_due_at"]
    assert "<script>alert" not in html


@pytest.mark.parametrize("query", [
    lambda v: v.digest, lambda v: v.digest[:12], lambda v: v.digest.upper(), lambda v: f" {v.digest[:16]}… ",
    lambda v: str(v.disclosure_id),
])
def test_a_published_version_is_found_by_its_numbers(query):
    version = publish().versions.get()

    assert verification.find(query(version)).version == version


@pytest.mark.parametrize("query", ["", "0" * 64, "abc", "x" * 500, "%%", "0" * 12, "\x00"])
def test_what_was_not_published_is_not_found(query):
    publish()

    assert verification.find(query) is None


def test_a_project_is_found_by_its_code(client, project):
    assert verification.find(project.code).project == project
    page = client.get("/verify/", {"q": project.code}).content.decode()
    assert "已公开的项目" in page


def test_verification_says_that_not_found_is_not_forged(client):
    assert "查不到不等于伪造" in client.get("/verify/?q=00000000000000").content.decode()


def test_every_record_has_a_notice_behind_it():
    publish()

    assert PublicRecord.objects.get().url == services.Disclosure.objects.get().get_absolute_url()


@pytest.mark.parametrize("part", ["0", "50001", "99999999999999999999", "9" * 400])
def test_a_part_of_a_sitemap_that_cannot_be_is_404(client, part):
    assert client.get(f"/sitemap-202611-{part}.xml").status_code == 404


def test_a_digest_is_looked_up_by_its_index():
    with CaptureQueriesContext(connection) as asked:
        verification.find("0123456789ab")

    (search,) = [query["sql"] for query in asked if ">=" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{search}")
        plan = str(cursor.fetchall())
    assert connection.vendor != "sqlite" or "version_digest" in plan


def test_the_sitemap_of_sitemaps_is_gathered_once_for_many_who_ask(client):
    publish()
    first = client.get("/sitemap.xml")

    with CaptureQueriesContext(connection) as asked:
        assert client.get("/sitemap.xml").content == first.content

    assert not [query for query in asked if "publicrecord" in query["sql"]]
