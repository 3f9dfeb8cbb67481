"""Dates and times as people write them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.imports.moments import SHANGHAI, instant, read_moment, read_period


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026年4月7日14点30分", "2026-04-07T14:30:00+08:00"),
        ("2026-03-27 09:00:00（北京时间）", "2026-03-27T09:00:00+08:00"),
        ("2026年03月\n27\n日\n09时00分", "2026-03-27T09:00:00+08:00"),
        ("202\n6\n年\n3\n月\n16\n日", "2026-03-16"),
        ("20260313 - 09:30:00", "2026-03-13T09:30:00+08:00"),
        ("2026年3月9日\n09:30\n时", "2026-03-09T09:30:00+08:00"),
        ("２０２６年４月７日下午２点３０分", "2026-04-07T14:30:00+08:00"),
        ("2026-04-07T09:00:00Z", "2026-04-07T17:00:00+08:00"),
        ("2018-01-22T23:30:00-04:00", "2018-01-23T11:30:00+08:00"),
        ("2026年3月9日24时", "2026-03-10T00:00:00+08:00"),
        ("Mar 16, 2026", "2026-03-16"),
        ("2019年06月27日", "2019-06-27"),
        ("2025年06月16日 23时59分 1.招标人", "2025-06-16T23:59:00+08:00"),
        ("2025年06月16日 23时 1.招标人", "2025-06-16T23:00:00+08:00"),
        ("2026年03月09日09:30分", "2026-03-09T09:30:00+08:00"),
        ("2026年04月07日 10时00分05秒", "2026-04-07T10:00:05+08:00"),
        ("2026-3-2 10:00", "2026-03-02T10:00:00+08:00"),
    ],
)
def test_a_moment_is_read_with_its_time_or_without(text, moment):
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "text", ["2026年02月30日", "1026-01-01", "2026-13-01", "年", "", "合同签订后30日", "12:30", "20261399"]
)
def test_what_is_no_day_of_the_calendar_is_not_stated(text):
    assert read_moment(text) == ""


def test_a_time_that_cannot_be_leaves_the_day():
    assert read_moment("2026年3月9日25时70分") == "2026-03-09"


def test_a_period_has_both_its_ends():
    assert read_period("公示期为2025年06月13日 12时00分至2025年06月16日 23时59分") == (
        "2025-06-13T12:00:00+08:00",
        "2025-06-16T23:59:00+08:00",
    )


@pytest.mark.parametrize(
    "words", ["2026年3月16日", "2026年3月18日至2026年3月16日", "2026年3月16日、2026年3月18日", "2026年3月12日至14日"]
)
def test_half_a_period_is_none(words):
    assert read_period(words) == ("", "")


def test_a_bare_day_begins_at_midnight_in_shanghai():
    assert instant("2026-03-16") == datetime.combine(date(2026, 3, 16), time(0), SHANGHAI)


@given(
    day=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    clock=st.one_of(st.none(), st.times().map(lambda t: t.replace(second=0, microsecond=0))),
    shape=st.sampled_from(
        ["{y}年{m}月{d}日{c}", "{y}-{m:02}-{d:02} {i}", "{y}年{m:02}月\n{d:02}\n日\n{c}", "{y}/{m}/{d} {i}"]
    ),
)
def test_any_day_written_out_is_read_back(day, clock, shape):
    cjk, iso = (f"{clock:%H时%M分}", f"{clock:%H:%M}:00") if clock else ("", "")

    read = read_moment(shape.format(y=day.year, m=day.month, d=day.day, c=cjk, i=iso))

    assert read == (datetime.combine(day, clock, SHANGHAI).isoformat() if clock else day.isoformat())


@given(st.text(alphabet="0123456789年月日时分秒:-/ T至上下午Z+", max_size=40))
def test_no_words_break_the_reader(words):
    if read := read_moment(words):
        assert instant(read) is not None
    read_period(words)
