"""The pages of a notice and of a project."""
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from market.core import clock, files, outbox
from market.projects.models import Project
from publish import freshness, pages, renditions, services
from publish.models import Rendition, Source

from .test_services import FACTS, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure():
    return publish(attachments=[
        services.NewAttachment("技术参数表.txt", files.keep("平板探测器".encode(), name="技术参数表.txt")),
        services.NewAttachment("图纸.zip", origin_url="https://example.org/a.zip")])


PAGES = ["", "versions/", "versions/1/", "diff/", "print/", "versions/1/files/1/text/"]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_notice_shows_and_names_it(client, disclosure, page):
    answer = client.get(f"/notices/{disclosure.pk}/{page}")

    assert answer.status_code == 200
    assert "数字化 X 射线摄影系统采购公告" in answer.content.decode()
    assert "UNDEFINED" not in answer.content.decode()


@pytest.mark.parametrize("page", [*PAGES, ".json", ".pdf", "versions/1/files/1/"])
def test_an_unknown_notice_is_404_on_every_page(client, page):
    address = f"/notices/{uuid4()}{page}" if page.startswith(".") else f"/notices/{uuid4()}/{page}"

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", ["versions/9/", "versions/99999999999999999999/", "diff/?to=9", "versions/1/files/7/",
                                  "versions/1/files/2/", "versions/0/"])
def test_an_unknown_part_of_a_notice_is_404(client, disclosure, page):
    assert client.get(f"/notices/{disclosure.pk}/{page}").status_code == 404


@pytest.mark.parametrize("given", ["to=x", "from=-1", "to=1.5", "from=９", "to=&from="])
def test_a_nonsense_choice_of_versions_falls_back_to_the_last_two(client, disclosure, given):
    assert client.get(f"/notices/{disclosure.pk}/diff/?{given}").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_are_405_and_change_nothing(client, disclosure, method):
    assert getattr(client, method)(f"/notices/{disclosure.pk}/").status_code == 405
    assert disclosure.versions.count() == 1


def test_a_repeat_visit_is_304_until_something_changes(client, disclosure):
    first = client.get(f"/notices/{disclosure.pk}/")
    again = client.get(f"/notices/{disclosure.pk}/", headers={"If-None-Match": first["ETag"]})
    elder = client.get(f"/notices/{disclosure.pk}/", headers={"If-None-Match": first["ETag"], "Cookie": "elder=1"})
    services.revise(disclosure.pk, reason="更正", title="新标题", actor="demo")
    changed = client.get(f"/notices/{disclosure.pk}/", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, elder.status_code, changed.status_code) == (200, 304, 200, 200)


def test_a_page_that_is_still_good_says_on_what_it_depends(client, disclosure):
    tag = client.get(f"/notices/{disclosure.pk}/")["ETag"]

    again = client.get(f"/notices/{disclosure.pk}/", HTTP_IF_NONE_MATCH=tag)

    assert again.status_code == 304 and "Cookie" in again["Vary"]


def test_a_repeat_visit_a_minute_later_sees_the_clock_move(client, at_nine, disclosure):
    first = client.get(f"/notices/{disclosure.pk}/")
    with clock.frozen(at_nine + timedelta(minutes=1)):
        later = client.get(f"/notices/{disclosure.pk}/", headers={"If-None-Match": first["ETag"]})

    assert later.status_code == 200


def test_a_repeat_visit_sees_a_new_notice_of_the_same_project(client):
    project = Project.objects.create(code=FACTS["project_code"], name="项目", trade="procurement",
                                     registered_at=clock.now())
    disclosure = publish(project=project)
    first = client.get(f"/notices/{disclosure.pk}/")

    publish(project=project, kind="result_notice", title="结果")

    assert client.get(f"/notices/{disclosure.pk}/", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_missing_facts_are_said_to_be_missing(client):
    disclosure = publish(facts={})

    assert client.get(f"/notices/{disclosure.pk}/").content.decode().count("公告未载明") >= 5


def test_a_withdrawn_notice_is_a_tombstone_with_its_words(client, disclosure):
    services.withdraw(disclosure.pk, reason="采购需求发生变化。", basis="政府采购法实施条例", actor="demo")

    page = client.get(f"/notices/{disclosure.pk}/").content.decode()

    assert "撤回" in page and "采购需求发生变化。" in page and "需求见附件。" in page


def test_a_replaced_version_says_so_and_leads_to_the_one_in_force(client, disclosure):
    services.revise(disclosure.pk, reason="更正", body="<p>新的正文</p>", actor="demo")

    old = client.get(f"/notices/{disclosure.pk}/versions/1/").content.decode()

    assert "已被第 2 版替换" in old and "需求见附件。" in old


def test_a_file_is_given_out_as_an_attachment_that_cannot_run(client, disclosure):
    answer = client.get(f"/notices/{disclosure.pk}/versions/1/files/1/")

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.typeset
def test_a_pdf_is_ordered_at_first_and_given_when_made(client, disclosure):
    first = client.get(f"/notices/{disclosure.pk}.pdf")
    renditions.make(disclosure.versions.get().pk)
    then = client.get(f"/notices/{disclosure.pk}.pdf")

    assert (first.status_code, first["Refresh"]) == (202, "2")
    assert b"".join(then.streaming_content if then.streaming else [then.content]).startswith(b"%PDF-1.7")


def test_a_pdf_that_cannot_be_made_says_why_and_what_to_use(client, monkeypatch):
    monkeypatch.setattr(renditions, "MAX_BODY", 3)
    disclosure = publish()
    renditions.make(disclosure.versions.get().pk)

    answer = client.get(f"/notices/{disclosure.pk}.pdf")

    assert answer.status_code == 503 and "打开打印版" in answer.content.decode()
    assert Rendition.objects.get().state == Rendition.State.FAILED


def test_the_proof_strip_shows_the_number_in_the_feed_once_there_is_one(client, disclosure):
    before = client.get(f"/notices/{disclosure.pk}/").content.decode()
    outbox.sequence()
    after = client.get(f"/notices/{disclosure.pk}/").content.decode()

    assert "等待编号" in before and "第 1 号" in after


def test_a_kept_page_gives_way_at_midnight_in_shanghai(client, at_nine):
    disclosure = publish(facts={})
    keys = set()
    for hours in (0, 14, 15):  # nine, 23:00, 24:00
        with clock.frozen(at_nine + timedelta(hours=hours)):
            keys.add(freshness.key(disclosure.pk))

    assert len(keys) == 2
    assert len({freshness.key(disclosure.pk), freshness.key(disclosure.pk, 1)}) == 2


def test_a_page_drawn_before_costs_four_queries(client, django_assert_num_queries, disclosure):
    client.get(f"/notices/{disclosure.pk}/")

    with django_assert_num_queries(4):
        client.get(f"/notices/{disclosure.pk}/")


@pytest.mark.parametrize("siblings", [0, 6])
def test_the_page_costs_the_same_queries_whatever_the_project_holds(client, siblings, django_assert_num_queries):
    project = Project.objects.create(code="P", name="项目", trade="procurement", registered_at=clock.now())
    disclosure = publish(project=project)
    for number in range(siblings):
        publish(project=project, title=f"同项目公告 {number}")

    with django_assert_num_queries(9):
        client.get(f"/notices/{disclosure.pk}/")


def test_a_project_shows_its_whole_chain_and_compares_its_sums(client):
    project = Project.objects.create(code="鄂政采/2026（1）", name="项目甲", trade="procurement",
                                     registered_at=clock.now())
    publish(project=project)
    publish(project=project, kind="result_notice", title="结果公告", facts={
        "award_amount": {"amount": "5986000.00", "currency": "CNY"}, "winner": [{"name": "示例启明医疗设备有限公司"}]})

    page = client.get("/projects/鄂政采/2026（1）/").content.decode()
    twin = client.get("/projects/鄂政采/2026（1）.json").json()

    assert "示例启明医疗设备有限公司" in page and "−9.98%" in page
    assert [row["fact"] for row in twin["money"]] == ["budget", "price_ceiling", "award_amount"]
    assert twin["money"][2]["change"] == "-0.099850"


def test_a_comparison_names_the_files_that_came_went_and_changed(client):
    def file(title, body):
        return services.NewAttachment(title, files.keep(body.encode(), name="a.txt"))

    disclosure = publish(attachments=[file("招标文件", "甲"), file("图纸", "乙"), file("清单", "丙")])
    services.revise(disclosure.pk, reason="更正", actor="demo",
                    attachments=[file("招标文件", "甲甲"), file("图纸", "乙"), file("澄清", "丁")])

    page = html.document_fromstring(client.get(f"/notices/{disclosure.pk}/diff/").content.decode())

    [table] = page.xpath("//table[caption='附件逐个对照']")
    assert [(row[0].text, "".join(row[1].itertext())) for row in table.xpath("tbody/tr")] == [
        ("招标文件", "已替换"), ("图纸", "未变"), ("澄清", "新增"), ("清单", "已移除")]


def test_neither_an_old_version_nor_a_withdrawn_notice_counts_down(client, at_nine, disclosure):
    later = FACTS | {"bids_due_at": "2026-12-20T09:30:00+08:00"}
    services.revise(disclosure.pk, reason="延期", facts=later, actor="demo")
    old = client.get(f"/notices/{disclosure.pk}/versions/1/").content.decode()
    new = client.get(f"/notices/{disclosure.pk}/").content.decode()
    services.withdraw(disclosure.pk, reason="误发", basis="", actor="demo")
    gone = client.get(f"/notices/{disclosure.pk}/").content.decode()

    assert ["data-market-countdown" in page for page in (old, new, gone)] == [False, True, False]
    assert ["加入日历" in page for page in (old, new, gone)] == [False, True, False]


def test_a_sum_is_dated_by_the_notice_that_first_stated_it_so(client):
    project = Project.objects.create(code="P", name="项目", trade="procurement", registered_at=clock.now())
    stated = {"budget": {"amount": "100.00", "currency": "CNY"}}
    publish(project=project, kind="purchase_intent", facts={"budget": {"amount": "90.00", "currency": "CNY"}})
    first = publish(project=project, facts=stated)
    publish(project=project, kind="performance_notice", facts=stated)

    [row] = client.get("/projects/P.json").json()["money"]

    assert (row["amount"], row["notice"].rstrip("/").rsplit("/")[-1]) == ("100.00", str(first.pk))


def test_platforms_that_share_a_code_are_a_choice(client):
    for origin in ("s-1", "s-2"):
        Source.objects.create(key=origin, name=f"平台 {origin}")
        Project.objects.create(code="001", origin=origin, name=f"项目 {origin}", trade="construction",
                               registered_at=clock.now())

    assert "有 2 个平台使用编号 001" in client.get("/projects/001/").content.decode()
    assert "项目 s-2" in client.get("/projects/001/?origin=s-2").content.decode()
    assert client.get("/projects/001/?origin=s-3").status_code == 404


def test_asking_again_for_a_pdf_writes_and_locks_nothing(client, disclosure):
    client.get(f"/notices/{disclosure.pk}.pdf")

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/notices/{disclosure.pk}.pdf")

    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}


def test_readers_cannot_fill_the_queue_of_pdfs_before_our_own_notices(client, disclosure, monkeypatch):
    monkeypatch.setattr(renditions, "WAITING", 1)
    client.get(f"/notices/{disclosure.pk}.pdf")
    late = publish()

    answer = client.get(f"/notices/{late.pk}.pdf")

    assert answer.status_code == 503 and answer["Retry-After"] == "300" and "排队已满" in answer.content.decode()
    assert not Rendition.objects.filter(version__disclosure=late).exists()
    assert client.get(f"/notices/{disclosure.pk}.pdf").status_code == 202
    assert renditions.want(late.versions.get()).state == Rendition.State.WANTED


def test_a_very_large_page_is_not_kept_in_memory(client, monkeypatch):
    monkeypatch.setattr(freshness, "LARGEST", 1000)
    disclosure = publish(body="<p>" + "字" * 2000 + "</p>")

    client.get(f"/notices/{disclosure.pk}/")

    assert cache.get(freshness.key(disclosure.pk)) is None


def test_a_page_shows_the_newest_of_very_many_siblings_and_itself(client, monkeypatch):
    monkeypatch.setattr(pages, "SIBLINGS", 2)
    project = Project.objects.create(code="A-1", name="n", trade="procurement", registered_at=clock.now())
    first, *_, last = [publish(project=project, title=f"第{number}条") for number in range(5)]

    shown = {one: pages.notice_page(one, one.versions.get())["siblings"] for one in (first, last)}

    assert [sibling.title for sibling in shown[last]] == ["第4条", "第3条"]
    assert [sibling.title for sibling in shown[first]] == ["第4条", "第3条", "第0条"] and shown[first][-1].here
