"""The challenge line and its clocks."""
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from market.core import workdays
from publish import redress
from tenders.rulebooks.numbers import working_days
from tenders.rulebooks.procurement import OPEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar():
    workdays.seed()
    return workdays.load()


def line(calendar, *, trade="procurement", stage="result", published=date(2026, 3, 16), facts=None, now=None):
    at = datetime(published.year, published.month, published.day, 4, tzinfo=UTC)
    return redress.line(trade=trade, stage=stage, published_at=at, facts=facts or {}, now=now or at, calendar=calendar)


def test_a_procurement_result_may_be_queried_seven_working_days_after_its_notice_day(calendar):
    assert line(calendar).last_day == date(2026, 3, 26)


def test_procurement_documents_may_be_queried_seven_working_days_after_the_five_of_the_notice(calendar):
    assert line(calendar, stage="notice", published=date(2026, 11, 10)).last_day == date(2026, 11, 26)


def test_construction_documents_must_be_objected_to_ten_days_before_the_deadline_never_rolled(calendar):
    found = line(calendar, trade="construction", stage="notice", facts={"bids_due_at": "2026-12-01T09:00:00+08:00"})

    assert found.last_day == date(2026, 11, 21)


def test_candidates_may_be_objected_to_within_the_stated_publicity_or_three_days_rolled(calendar):
    stated = line(calendar, trade="construction", stage="candidate",
                  facts={"publicity_until": "2026-03-20T18:00:00+08:00"})
    silent = line(calendar, trade="construction", stage="candidate", published=date(2026, 2, 12))

    assert (stated.last_day, silent.last_day) == (date(2026, 3, 20), date(2026, 2, 24))


def test_the_last_day_counts_to_its_midnight(calendar):
    last_second = datetime(2026, 3, 26, 15, 59, 59, tzinfo=UTC)

    assert line(calendar, now=last_second).open
    assert not line(calendar, now=last_second + timedelta(seconds=1)).open


def test_a_year_without_holiday_table_gets_no_invented_day(calendar):
    found = line(calendar, published=date(2026, 12, 28))

    assert found.last_day is None and "还没有 2027 年" in found.why


def test_a_notice_older_than_the_first_edition_gets_no_invented_day(calendar):
    found = line(calendar, published=date(2016, 5, 3))

    assert found.last_day is None and "2016年5月3日适用的规则" in found.why


def test_the_period_is_the_rulebooks_and_not_the_programs(calendar, monkeypatch):
    longer = replace(OPEN, query=working_days(9, "x"))
    monkeypatch.setattr("tenders.rulebooks.redress.resolve", lambda key, region, on: longer)

    assert line(calendar).last_day == date(2026, 3, 30)


def test_a_plan_has_no_challenge_period(calendar):
    assert line(calendar, stage="plan") is None


def test_a_notice_of_our_own_tender_goes_by_the_rules_that_tender_lives_under(calendar):
    at = datetime(2026, 3, 16, 4, tzinfo=UTC)
    book = replace(OPEN, query=working_days(9, "某地规定"))
    found = redress.line(trade="procurement", stage="result", published_at=at, facts={}, now=at, calendar=calendar,
                         book=book)

    assert found.last_day == date(2026, 3, 30)
