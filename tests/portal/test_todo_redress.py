"""What redress puts on the desks: each act to who may do it, by its legal clock, and to nobody else."""
from datetime import timedelta

import pytest

from market.core import clock, workdays
from market.portal import todo
from market.redress import services
from tests.factories import people, redress

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(settings, tmp_path):
    settings.FILES = tmp_path / "files"
    with clock.frozen("2026-09-07T09:00:00") as moving:
        yield moving


def told(actor) -> list[str]:
    return [task.what for task in todo.tasks_of(actor) if task.url.startswith("/desk/objections/")]


def test_a_draft_waits_for_its_writer_and_a_query_for_the_house(frozen):
    case = redress.case()
    draft = case.draft("query")
    assert (told(case.supplier), told(case.handler), told(case.department)) == (["提交质疑"], [], [])

    services.hand_in(draft, actor=case.supplier)

    assert told(case.supplier) == [] and told(case.handler) == ["答复对采购文件的质疑"]
    task = next(one for one in todo.tasks_of(case.handler) if "质疑" in one.what)
    assert task.due_at.astimezone(clock.SHANGHAI).date() == workdays.load().add_working_days(clock.today(), 7)
    assert "7 个工作日" in task.law


def test_an_overdue_query_stands_on_the_supervisors_desk(frozen):
    case = redress.case()
    case.query()
    frozen.move(timedelta(days=8))
    assert told(case.department) == []
    frozen.move(timedelta(days=10))

    assert told(case.department) == ["督促答复逾期的质疑"]
    assert [group.title for group in todo.grouped(todo.tasks_of(case.handler), clock.now())] == ["已过时限"]


def test_a_complaint_waits_for_the_department_then_for_the_house_then_for_its_publication(frozen):
    case = redress.case()
    complaint = case.complaint()
    assert told(case.department) == ["审查投诉"] and told(case.handler) == []
    complaint = services.move(complaint, "start_check", actor=case.department)
    complaint = services.move(complaint, "accept", actor=case.department)
    assert told(case.department) == ["发出答复通知书和投诉书副本"]
    services.send_copies(complaint, actor=case.department)
    assert told(case.handler) == ["就投诉提交书面说明"] and told(case.department) == ["处理投诉"]
    services.answer_copy(complaint.copies.get(), text="合法。", actor=case.handler)
    services.decide(complaint, outcome="upheld", affects=True, order_no="1", facts="x", decision="x", law="x",
                    actor=case.department)

    assert told(case.handler) == ["按投诉处理决定办理"] and told(case.department) == ["公告投诉处理决定"]


def test_what_is_to_be_corrected_waits_for_its_writer(frozen):
    case = redress.case()
    query = case.query()
    services.ask_correction(query, what="请补充证明材料。", actor=case.handler)
    assert told(case.supplier) == ["补正质疑函"] and told(case.handler) == []
    services.correct(query, said={}, actor=case.supplier)

    complaint = services.move(case.complaint(case.answered()), "start_check", actor=case.department)
    services.ask_complaint_correction(complaint, what="请补盖章。", until=clock.today() + timedelta(days=3),
                                      actor=case.department)
    assert told(case.supplier) == ["补正投诉书"]


def test_nothing_of_it_waits_for_others(frozen):
    case = redress.case()
    case.investigated()
    case.query()

    for role in ("supplier", "purchaser", "agent", "supervisor", "centre", "operator"):
        assert told(people.act(f"示例旁观{role}", role, "handler", "approver", "admin")) == []
