"""The programming interface: shapes, cursors, the change feed, conditional requests, hostile input."""
import pytest

from market.core import clock, outbox
from market.projects.models import Project
from publish import services
from tests.publish.test_services import publish

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"


def test_the_cursor_walks_over_every_notice_once(client):
    made = {str(publish(title=f"公告 {number}").pk) for number in range(7)}

    seen, address = [], "/api/v1/notices?limit=3"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["items"]]
        address = page["next"] and f"/api/v1/notices?limit=3&cursor={page['next']}"

    assert sorted(seen) == sorted(made)


def test_new_notices_do_not_disturb_a_walk_under_way(client):
    for number in range(4):
        publish(title=f"公告 {number}")
    first = client.get("/api/v1/notices?limit=2").json()

    publish(title="新来的")
    second = client.get(f"/api/v1/notices?limit=9&cursor={first['next']}").json()

    assert [row["title"] for row in second["items"]] == ["公告 1", "公告 0"]


@pytest.mark.parametrize("address", [
    "/api/v1/notices?cursor=x", "/api/v1/notices?cursor=1-2", "/api/v1/notices?limit=0",
    "/api/v1/notices/x",
    "/api/v1/notices?limit=101", "/api/v1/notices?limit=x", "/api/v1/changes?after=-1",
    "/api/v1/changes?after=9999999999999999999",
    "/api/v1/projects", "/api/v1/projects?code=",
])
def test_bad_parameters_are_422_with_a_sentence(client, address):
    answer = client.get(address)

    assert answer.status_code == 422 and answer.json()["message"].endswith("。")


@pytest.mark.parametrize("address", [
    "/api/v1/nothing", "/api/v1/notices/a/b",
    f"/api/v1/notices/{NOBODY}", f"/api/v1/notices/{NOBODY}/versions/1",
    "/api/v1/projects?code=无此项目",
    "/api/v1/projects?code=%00"])
def test_what_is_not_there_is_404_with_a_sentence(client, address):
    answer = client.get(address)

    assert answer.status_code == 404 and answer.json()["message"].endswith("。")


def test_a_notice_comes_with_what_its_digest_is_over(client):
    disclosure = publish()

    assert client.get(f"/api/v1/notices/{disclosure.pk}").json()["digest"] == disclosure.versions.get().digest
    assert client.get(f"/api/v1/notices/{disclosure.pk}/versions/1").json()["content"]["version"] == 1


def test_a_project_comes_with_its_chain(client):
    project = Project.objects.create(code="A/1", name="项目", trade="procurement", registered_at=clock.now())
    publish(project=project)

    assert [row["kind"] for row in client.get("/api/v1/projects?code=A/1").json()["notices"]] == ["procurement_notice"]


def test_the_change_feed_tells_everything_in_order_and_where_to_go_on(client):
    disclosure = publish()
    services.revise(disclosure.pk, reason="更正", title="新标题", actor="demo")
    services.withdraw(disclosure.pk, reason="终止", basis="", actor="demo")
    outbox.sequence()

    first = client.get("/api/v1/changes?limit=2").json()
    second = client.get(f"/api/v1/changes?after={first['next']}").json()

    kinds = [row["kind"] for row in first["items"] + second["items"]]
    assert kinds == [f"publish.disclosure.{what}" for what in ("published", "revised", "withdrawn")]
    assert (first["head"], first["next"], second["next"]) == (3, 2, 3)
    assert client.get("/api/v1/changes?after=3").json() == {"items": [], "next": 3, "head": 3}


def test_what_is_not_numbered_yet_is_not_told(client):
    publish()

    assert client.get("/api/v1/changes").json()["items"] == []


def test_an_answer_the_reader_has_is_304(client):
    publish()
    first = client.get("/api/v1/notices")

    assert client.get("/api/v1/notices", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_interface_only_reads(client, method):
    assert getattr(client, method)("/api/v1/notices").status_code == 405
