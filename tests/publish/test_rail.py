"""The stage rail."""
from datetime import UTC, datetime, timedelta

from publish.rail import Passed, rail

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
DUE = {"bids_due_at": "2026-12-08T09:30:00+08:00", "opens_at": "2026-12-08T09:30:00+08:00"}


def passed(stage, days, **facts):
    return Passed(stage, NOW - timedelta(days=days), f"/{stage}/", facts)


def states(stops):
    return [(stop.name, stop.state) for stop in stops]


def test_a_running_tender_has_one_current_stop_and_plans_the_rest():
    stops = rail("procurement", [passed("plan", 40), passed("notice", 14, **DUE)], NOW)

    assert states(stops) == [("计划与意向", "done"), ("采购公告", "done"), ("投标", "current"), ("开标", "planned"),
                             ("结果公告", "planned"), ("合同与履约", "planned")]
    assert stops[1].url == "/notice/" and stops[4].when == "未开始"


def test_a_change_is_a_stop_only_where_something_changed_and_counts():
    stops = rail("procurement", [passed("notice", 14, **DUE), passed("change", 7), passed("change", 3)], NOW)

    assert ("变更与澄清 2 次", "done") in states(stops)


def test_a_deadline_that_has_come_is_behind_at_that_very_moment():
    at = datetime(2026, 12, 8, 1, 30, tzinfo=UTC)

    before = dict(states(rail("procurement", [passed("notice", 14, **DUE)], at - timedelta(microseconds=1))))
    after = dict(states(rail("procurement", [passed("notice", 14, **DUE)], at)))

    assert (before["投标"], after["投标"]) == ("current", "done")


def test_a_stop_without_record_before_the_furthest_one_says_so():
    stops = rail("construction", [passed("result", 3)], NOW)

    assert [stop.when for stop in stops if stop.state == "skipped"] == ["本平台无记录"] * 5


def test_a_termination_breaks_the_rail_where_it_happened():
    stops = rail("procurement", [passed("notice", 14), passed("ended", 1)], NOW)

    assert ("已终止", "broken") in states(stops)
    assert [stop.when for stop in stops if stop.name == "合同与履约"] == ["不再进行"]
