"""How moments, amounts, sizes and what is left of a term are written."""
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from market.core import wording

NOON = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def test_a_moment_has_its_weekday_and_beijing_time():
    assert wording.moment(NOON) == "2026年11月24日（周二）14:30"
    assert wording.moment_exact(NOON.replace(microsecond=214_999)) == "2026年11月24日（周二）14:30:00.214"
    assert wording.iso(NOON) == "2026-11-24T14:30:00+08:00"


def test_the_day_is_that_of_beijing():
    late = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

    assert wording.day(late) == "2026年11月25日（周三）" and wording.iso(date(2026, 11, 24)) == "2026-11-24"


@pytest.mark.parametrize(("value", "words"), [
    (NOON, "今日 14:30"), (NOON + timedelta(days=1), "11月25日 14:30"), (TODAY, "今日"),
    (date(2025, 3, 1), "2025年3月1日")])
def test_lists_say_today_and_name_another_year(value, words):
    assert wording.moment_short(value, TODAY) == words


def test_a_moment_without_a_zone_is_a_bug():
    with pytest.raises(ValueError, match="time zone"):
        wording.moment(datetime(2026, 11, 24, 14, 30))


@pytest.mark.parametrize(("left", "words"), [
    (timedelta(days=13, hours=19, minutes=27, seconds=59), "剩 13 天 19 时"), (timedelta(days=1), "剩 1 天 0 时"),
    (timedelta(hours=23, minutes=59, seconds=59), "剩 23 时 59 分"), (timedelta(hours=1), "剩 1 时 0 分"),
    (timedelta(minutes=59, seconds=59), "剩 59 分 59 秒"), (timedelta(seconds=1), "剩 0 分 1 秒"),
    (timedelta(0), "已截止"),
    (timedelta(seconds=-1), "已截止"), (timedelta(days=-9), "已截止")])
def test_what_is_left_is_told_in_the_two_largest_units(left, words):
    assert wording.remaining(left) == words


@pytest.mark.parametrize(("value", "words"), [
    ("0", "0.00"), ("6800000", "6,800,000.00"), ("999999999999.99", "999,999,999,999.99"), ("-1234.5", "-1,234.50")])
def test_amounts_have_separators_and_two_decimals(value, words):
    assert wording.amount(Decimal(value)) == words


@pytest.mark.parametrize(("value", "words"), [
    ("99999.99", ""), ("100000", "合 10 万元"), ("6800000", "合 680 万元"), ("6800000.01", "合 680.000001 万元"),
    ("1234567.5", "合 123.45675 万元"), ("20000000000", "合 2,000,000 万元")])
def test_the_helper_in_ten_thousands_begins_at_a_hundred_thousand_and_is_exact(value, words):
    assert wording.in_wan(Decimal(value)) == words


@pytest.mark.parametrize(("count", "words"), [
    (0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (192_512, "188 KB"), (4_823_449, "4.6 MB"),
    (5 * 1024 ** 3, "5.0 GB")])
def test_sizes_are_told_in_the_fitting_unit(count, words):
    assert wording.size(count) == words


def test_a_qr_code_is_a_drawing_in_the_page_itself():
    code = wording.qr("http://testserver/verify/?digest=1b16")

    assert code.startswith("data:image/svg+xml") and "testserver" not in code
    assert wording.qr("http://testserver/verify/?digest=2c27") != code
