"""Openings by day, and as a calendar file."""
from datetime import datetime, timedelta

import pytest

from market.core import clock
from market.portal import icalendar
from tests.factories import tenders
from tests.factories.search import PublicRecordFactory

from . import pages

NOON = datetime(2026, 11, 24, 12, tzinfo=clock.SHANGHAI)


@pytest.fixture
def noon(empty_city):
    with clock.frozen(NOON):
        yield NOON


def test_a_day_shows_its_openings_in_order_and_no_others(client, noon):
    PublicRecordFactory(title="下午开标", opens_at=NOON + timedelta(hours=3))
    PublicRecordFactory(title="上午开标", opens_at=NOON - timedelta(hours=2))
    PublicRecordFactory(title="明天开标", opens_at=NOON + timedelta(days=1))
    PublicRecordFactory(title="撤回的开标", opens_at=NOON, withdrawn=True)

    titles = pages.tree(client.get("/calendar/")).xpath("//ul[@class='sessions']//a/text()")

    assert titles == ["上午开标", "下午开标"]


@pytest.mark.parametrize(("moment", "day"), [("2026-11-24T00:00:00+08:00", "2026-11-24"),
                                             ("2026-11-23T23:59:59+08:00", "2026-11-23"),
                                             ("2026-11-24T16:30:00+00:00", "2026-11-25")])
def test_days_are_those_of_beijing(client, noon, moment, day):
    PublicRecordFactory(title="边界", opens_at=datetime.fromisoformat(moment))

    page = pages.tree(client.get("/calendar/", {"day": day}))

    assert page.xpath("//ul[@class='sessions']//a/text()") == ["边界"]


def test_a_bare_last_day_is_listed_on_that_day(client, noon):
    PublicRecordFactory(title="只载明日期", deadline_at=NOON.replace(hour=0) + timedelta(days=1), deadline_is_day=True)
    PublicRecordFactory(title="载明零点", deadline_at=NOON.replace(hour=0) + timedelta(days=1))

    today, tomorrow = (pages.tree(client.get("/calendar/", {"day": day})).xpath("//ul[@class='closing']//a/text()")
                       for day in ("2026-11-24", "2026-11-25"))

    assert (today, tomorrow) == (["只载明日期"], ["载明零点"])


def test_an_empty_day_leads_to_the_next_day_with_openings(client, noon):
    PublicRecordFactory(title="后天开标", opens_at=NOON + timedelta(days=2))
    PublicRecordFactory(title="更晚开标", opens_at=NOON + timedelta(days=3))

    answer = client.get("/calendar/")

    text = answer.content.decode()
    assert "今日没有开标场次。" in text and "后天开标" in text and "更晚开标" not in text
    assert 'href="/calendar/?day=2026-11-26"' in text


def test_an_empty_day_with_nothing_to_come_says_so(client, noon):
    assert "目前没有已公布的后续场次" in client.get("/calendar/").content.decode()


def test_the_week_counts_openings_by_day(client, noon):
    PublicRecordFactory.create_batch(2, opens_at=NOON + timedelta(days=1))

    days = pages.tree(client.get("/calendar/")).xpath("//a[contains(@class, 'week-day')]")

    assert [" ".join(day.text_content().split())[-3:] for day in days] == \
        ["0 场", "0 场", "2 场", "0 场", "0 场", "0 场", "0 场"]
    assert [day.get("aria-current") for day in days].count("date") == 1


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "2026-11-24T00:00", "١٢"])
def test_what_is_no_day_is_refused_in_words(client, noon, day):
    answer = client.get("/calendar/", {"day": day})

    assert answer.status_code == 400 and "请求无法识别" in answer.content.decode()


def test_the_calendar_file_has_each_opening_once_in_utc(client, noon):
    record = PublicRecordFactory(title="道路；养护,一期\n施工", opens_at=NOON, region_label="澄湖区")
    PublicRecordFactory(title="没有开标时间")

    answer = client.get("/calendar.ics")

    text = answer.content.decode().replace("\r\n ", "")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 1 and f"UID:{record.pk}-opening@testserver" in text
    assert "DTSTART:20261124T040000Z" in text
    assert r"SUMMARY:开标：道路；养护\,一期\n施工" in text


def test_one_notice_goes_into_a_calendar_with_its_deadline_and_its_opening(client, noon):
    record = PublicRecordFactory(opens_at=NOON, deadline_at=NOON, deadline_label="投标截止")
    bare = PublicRecordFactory(deadline_at=NOON.replace(hour=0), deadline_is_day=True, deadline_label="报名截止")

    both = client.get("/calendar.ics", {"notice": record.pk}).content.decode().replace("\r\n ", "")
    day = client.get("/calendar.ics", {"notice": bare.pk}).content.decode()

    assert both.count("BEGIN:VEVENT") == 2 and "SUMMARY:投标截止：" in both and "SUMMARY:开标：" in both
    assert day.count("BEGIN:VEVENT") == 1 and "DTSTART;VALUE=DATE:20261123\r\n" in day


@pytest.mark.parametrize("wanted", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_notice_nobody_knows_has_no_calendar_file(client, noon, wanted):
    assert client.get("/calendar.ics", {"notice": wanted}).status_code == 404


def test_a_calendar_file_that_did_not_change_is_not_sent_again(client, noon):
    PublicRecordFactory(opens_at=NOON)
    first = client.get("/calendar.ics")

    again = client.get("/calendar.ics", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304 and not again.content


def test_lines_are_folded_at_75_octets_without_cutting_a_character():
    whole = "SUMMARY:" + "澄湖区柳溪河北岸防洪堤加固工程监理" * 5
    folded = icalendar.fold(whole)

    lines = folded.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and len(lines) > 3
    assert "".join([lines[0], *(line[1:] for line in lines[1:])]) == whole


@pytest.mark.django_db
def test_an_opening_of_a_tender_leads_to_its_session(client):
    tender = tenders.published()
    day = tender.opens_at.astimezone(clock.SHANGHAI).date().isoformat()

    answer = client.get("/calendar/", {"day": day}).content.decode()

    assert f'href="/sessions/{tender.sessions.get().pk}/"' in answer
