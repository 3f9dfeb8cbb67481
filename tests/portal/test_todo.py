"""The order of a to-do list, and which one act is the most urgent."""
from dataclasses import replace
from datetime import timedelta

import pytest

from market.core import clock
from market.portal.todo import Task, grouped, summary
from market.portal.todo.tasks import in_order

NOON = "2026-11-24 12:00"


def task(what: str, hours: float | None, code: str = "") -> Task:
    due = None if hours is None else clock.now() + timedelta(hours=hours)
    return Task(what=what, action="办理", url="/", law="依据。", due_at=due, code=code)


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def test_tasks_stand_by_their_legal_limit_and_those_without_one_last():
    tasks = [task("无时限", None), task("明日", 24), task("已过", -2), task("今晚", 5), task("下月", 24 * 30)]

    assert [one.what for one in in_order(tasks)] == ["已过", "今晚", "明日", "下月", "无时限"]


def test_equal_limits_stand_by_code():
    assert [one.code for one in in_order([task("乙", 5, "B"), task("甲", 5, "A")])] == ["A", "B"]


def test_groups_are_by_time_and_empty_ones_are_left_out():
    shown = grouped([task("无", None), task("已过", -26), task("今晚", 5), task("后天", 48), task("下月", 24 * 30)],
                    clock.now())

    assert [(group.title, [row.clock for row in group.rows]) for group in shown] == [
        ("已过时限", ["超 1 天 2 时"]), ("今日到期", ["剩 5 时 0 分"]), ("7 日内", ["剩 2 天 0 时"]),
        ("7 日以后", ["剩 30 天 0 时"]), ("没有法定时限", ["尽快办理"])]


@pytest.mark.parametrize(("hours", "wanted"), [
    ((-2, 5, 24), 1), ((-2, -1), 0), ((-2, 48), 0), ((None, None), 0), ((None, 9), 0)])
def test_one_act_alone_is_the_most_urgent(hours, wanted):
    rows = [row for group in grouped([task(f"{n}", one) for n, one in enumerate(hours)], clock.now())
            for row in group.rows]

    assert [row.urgent for row in rows].count(True) == 1
    assert rows[wanted].urgent


def test_a_limit_at_this_very_moment_is_over():
    assert grouped([task("到点", 0)], clock.now())[0].title == "已过时限"


def test_the_last_minute_of_today_is_today_and_the_first_of_tomorrow_is_not():
    titles = [group.title for group in grouped([task("今", 11.99), task("明", 12)], clock.now())]

    assert titles == ["今日到期", "7 日内"]


def test_the_counters_count_what_the_groups_show():
    counted = summary([task("a", -1), task("b", 1), task("c", 30), task("d", None)], clock.now())

    assert [(figure.means, figure.value) for figure in counted] == [
        ("待办", "4"), ("已过时限", "1"), ("今日到期", "1"), ("7 日内到期", "1")]


def test_an_opening_that_somebody_else_begins_is_not_late_but_has_come():
    waiting = replace(task("参加开标", -2), then="等待主持人开始")

    group, = grouped([waiting], clock.now())

    assert (group.title, group.rows[0].clock, group.rows[0].state) == ("时间已到", "等待主持人开始", "now")
    assert grouped([replace(task("参加开标", 2), then="等待主持人开始")], clock.now())[0].title == "今日到期"
    assert summary([waiting], clock.now())[1].value == "0"
