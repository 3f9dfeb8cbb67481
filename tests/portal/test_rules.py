"""/rules/: what is in force is shown with its law, and a day of publication becomes a dated timetable."""
import hashlib
import json
from datetime import UTC, date, datetime

import pytest

from market.core import clock, workdays
from market.portal import timetables
from tenders.rulebooks.base import everyone, numbers
from tenders.rulebooks.procurement import INVITED, OPEN, OPEN_2018
from tests.tenders.calendars import calendar

from . import pages

TODAY = datetime(2026, 11, 24, 4, tzinfo=UTC)
ASKED = "/rules/timetable/?key=procurement.open&published="


@pytest.fixture
def city(empty_city):
    workdays.seed()
    return empty_city


def text(client, address: str, status: int = 200) -> str:
    with clock.frozen(TODAY):
        answer = client.get(address)
    assert answer.status_code == status
    assert pages.faults(answer) == []
    return " ".join(pages.tree(answer).xpath("//main")[0].text_content().split())


def test_the_list_names_every_rulebook_once_with_the_edition_in_force(client, city):
    page = text(client, "/rules/")

    for book in (OPEN, INVITED):
        assert page.count(f"{book.title}2026年1月1日") == 1
    assert "尚未录入" in page


@pytest.mark.parametrize("book", everyone(), ids=lambda book: f"{book.key}@{book.since}")
def test_a_rulebook_shows_each_number_with_its_words_and_its_law(client, city, book):
    page = text(client, f"/rules/{book.key}/?since={book.since}")

    for one in numbers(book):
        assert f"{one.label}{one.words}{one.number.law}" in page.replace(" 待核", "待核"), one.name
    assert book.digest in page.replace(" ", "")


def test_an_old_edition_says_that_it_was_replaced_and_by_which(client, city):
    assert "已被替代" in text(client, "/rules/procurement.open/?since=2018-03-01")
    assert "新的版本" in text(client, "/rules/procurement.open/?since=2022-01-01")


def test_the_edition_in_force_says_so_and_what_it_changed(client, city):
    page = text(client, "/rules/procurement.open/")

    assert "现行 本版自 2026年1月1日" in page
    assert "本国产品的价格扣除无20%（国办发〔2025〕34号）" in page


def test_an_edition_before_its_day_says_that_it_is_to_come(client, city):
    with clock.frozen(datetime(2024, 1, 10, tzinfo=UTC)):
        page = client.get("/rules/procurement.open/?since=2025-06-01").content.decode()
        invited = client.get("/rules/procurement.invited/").content.decode()
        now = client.get("/rules/procurement.open/").content.decode()

    assert "尚未施行" in page and "尚未施行" in invited and "本版已被替代" not in page
    assert "2022-07-01" in now and "现行" in now


@pytest.mark.parametrize("address", ["/rules/procurement.none/", "/rules/procurement.open/?since=2016-01-01",
                                     "/rules/procurement.open/?since=yesterday", "/rules/procurement.none.json"])
def test_what_is_no_rulebook_or_no_edition_is_a_404(client, city, address):
    assert client.get(address).status_code == 404


def test_the_machine_twin_can_be_hashed_by_anyone(client, city):
    said = client.get("/rules/procurement.open.json?since=2018-03-01").json()
    digest = said.pop("digest")

    again = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(again).hexdigest() == digest == OPEN_2018.digest
    assert [one["digest"] for one in client.get("/rules.json").json()["rulebooks"]] == [
        book.digest for book in everyone()]


def test_a_day_of_publication_becomes_a_timetable_with_law(client, city):
    page = text(client, f"{ASKED}2026-03-16")

    assert "投标截止日最早可以定在 2026年4月7日（周二）。政府采购法 第三十五条" in page
    assert "对招标文件提出质疑最迟 2026年4月1日（周三）招标公告期限后 7 个工作日政府采购质疑和投诉办法 第十条" in page
    assert "公开采购意向最迟 2026年2月14日（周六）公告发布前 30 日" in page


def test_a_year_without_holiday_table_is_said_and_not_guessed(client, city):
    page = text(client, f"{ASKED}2026-11-24")

    assert "2026年12月14日" in page and "还没有 2027 年的节假日安排" in page
    assert "2027年" not in page


def test_a_year_long_past_is_not_said_to_be_unpublished(client, city):
    assert "本站还没有 2020 年的节假日安排" in text(client, f"{ASKED}2020-03-02")


def test_a_deadline_that_cannot_stand_is_told_why(client, city):
    page = text(client, f"{ASKED}2026-03-16&deadline=2026-04-04")

    assert "只有 19 日，少于 20 日" in page and "2026年4月4日不是工作日" in page
    assert "最早可以定在 2026年4月7日" in page and "送交评标报告最迟 2026年4月9日" in page


def test_an_amendment_moves_the_deadline_or_not(client, city):
    late = text(client, f"{ASKED}2026-03-16&deadline=2026-04-07&amended=2026-04-01")
    early = text(client, f"{ASKED}2026-03-16&deadline=2026-04-07&amended=2026-03-20")

    assert "投标截止日不得早于 2026年4月16日" in late and "政府采购法实施条例 第三十一条" in late
    assert "不改变投标截止日" in early
    assert "不改变投标截止时间的澄清修改最迟 2026年4月1日" in late


@pytest.mark.parametrize(("query", "code"), [
    ("published=2026-03-16&amended=2026-03-02", "amendment.before_notice"),
    ("published=2026-03-16&amended=2026-05-20", "amendment.after_deadline"),
    ("published=2026-03-16&deadline=2026-04-03", "deadline.too_short"),
    ("published=2026-03-16&deadline=2026-04-11", "deadline.not_working_day"),
    ("published=2026-12-24", "calendar.year_missing"), ("published=2026-03-16&deadline=2027-03-01",
                                                        "calendar.year_missing")])
def test_the_machine_twin_names_the_fault_by_its_code(client, city, query, code):
    said = client.get(f"/rules/timetable.json?key=procurement.open&{query}").json()

    assert [fault["code"] for fault in said["faults"]] == [code]
    assert said["deadline_after_amendment"] is None


def test_the_machine_twin_says_what_the_page_says(client, city):
    said = client.get("/rules/timetable.json?key=procurement.open&published=2026-03-16").json()
    due = {one["code"]: one for one in said["due"]}

    assert said["rulebook"]["digest"] == OPEN.digest and said["deadline"] == "2026-04-07"
    assert due["contract"]["day"] == "2026-05-20" and due["contract"]["law"] == "政府采购法 第四十六条"
    assert due["contract"] == due["contract"] | {"value": "30", "unit": "days", "from": "result", "back": False}


@pytest.mark.parametrize(("query", "said"), [
    ("", "请填写公告发布日期。"), ("key=procurement.open&published=soon", "应写成 2026-11-24 的样子"),
    ("key=procurement.none&published=2026-03-16", "没有“procurement.none”这种交易方式"),
    ("key=procurement.open&published=1999-12-31", "2000 年至 2100 年"),
    ("key=procurement.open&published=2026-03-16&deadline=9999-12-31", "2000 年至 2100 年"),
    ("key=procurement.open&published=2016-05-01", "2016年5月1日适用的规则版本尚未录入")])
def test_what_cannot_be_computed_is_a_plain_sentence(client, city, query, said):
    assert said in text(client, f"/rules/timetable/?{query}", 422)
    assert client.get(f"/rules/timetable.json?{query}").status_code == 422


def test_a_notice_leads_to_the_rules_of_its_period(client, open_city):
    page = pages.tree(client.get(open_city["xray"].get_absolute_url()))

    assert "/rules/procurement.open/" in page.xpath("//main//a/@href")


def test_a_plan_of_the_last_days_of_a_known_year_still_tells_what_can_be_told():
    made = timetables.plan("procurement.open", date(2026, 12, 24), calendar())

    assert made.deadline is None and [fault.code for fault in made.faults] == ["calendar.year_missing"]
    assert {one.clock.code for one in made.due if one.day} == {"intention", "notice_end", "supply_end"}


def test_the_entry_to_the_trade_tells_the_terms_of_the_rulebook_and_leads_to_it(client, city):
    page = text(client, "/trade/gov/")

    for number in (OPEN.bidding_time, OPEN.notice_period, OPEN.contract_signing, OPEN.query, OPEN.complaint):
        assert f" {number}" in page
    assert "/rules/procurement.open/" in pages.tree(client.get("/trade/gov/")).xpath("//main//@href")


def test_an_unfinished_form_says_so_at_its_top_and_at_the_field(client, city):
    page = pages.tree(client.get("/rules/timetable/?key=procurement.open&published="))
    field, = page.xpath("//input[@name='published']")

    assert page.xpath("//div[@role='alert']//a[@href='#id_published']/text()") == ["请填写公告发布日期。"]
    assert field.get("aria-invalid") == "true"
    assert set(field.get("aria-describedby").split()) <= set(page.xpath("//@id"))
