"""One matter from its first question to its end, over the pages alone: a query, an answer that finds it unfounded, a
complaint, a suspension, a decision, its notice, and the clocks again."""
import re
from datetime import timedelta

import pytest
from django.test import Client

from market.core import clock, holds, subscribers, workdays
from market.core.models import Hold, StepLog
from market.core.steps import verify_chain
from market.redress import matters
from market.redress.models import Complaint, Query
from publish.models import Disclosure
from tenders.models import Tender
from tests.factories import openings, people, redress
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db
LETTER = {"address": "示例路 1 号", "postcode": "214000", "contact": "何宁", "phone": "0510-1", "request": "请修改。",
          "matter1": "参数不合理。", "facts1": "三款产品均不能满足。", "law1": "实施条例第二十条", "count": "1"}


def key(answer) -> str:
    return re.search(r'name="idempotency_key" value="([^"]+)"', answer.content.decode())[1]


def press(browser: Client, page: str, where: str, **fields) -> str:
    """Post a form found on a page; returns where it leads."""
    answer = browser.post(where, {**fields, "idempotency_key": key(browser.get(page))})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer["Location"]


def write(browser: Client, tender: Tender, **fields) -> str:
    """Write a letter and hand it in; returns where it stands."""
    fresh = "/desk/objections/new/"
    draft = press(browser, f"{fresh}?tender={tender.pk}", fresh, tender=tender.pk, **fields)
    items = {"of1": "1"} if fields["kind"] == "complaint" else {}
    check = browser.post(draft, {**LETTER, **items, "do": "check"})["Location"]
    return press(browser, check, check)


def test_a_query_about_documents_becomes_a_decision_and_the_tender_goes_on_with_the_right_clocks(frozen, as_):
    tender = factory.published()
    who = tender.cast
    supplier, house, department = (as_(one) for one in (
        people.act("示例湖滨显示设备有限公司", "supplier", "handler"), who.handler, who.supervising))

    query = write(supplier, tender, kind="query", about="documents:")
    frozen.move(timedelta(days=1))
    assert query in house.get("/desk/").content.decode()
    press(house, query, f"{query}answer/", outcome="unfounded", text="有三个品牌满足。", law="实施条例第二十条")
    frozen.move(timedelta(days=1))
    row = Query.objects.get()
    assert matters.complaint_due(row).day == workdays.load().add_working_days(
        row.answered_at.astimezone(clock.SHANGHAI).date(), 15)

    complaint = write(supplier, tender, kind="complaint", query=row.pk)
    case = f"/desk/oversight/cases/{Complaint.objects.get().pk}/"
    for step in ("start_check", "accept", "send_copies"):
        frozen.move(timedelta(hours=3))
        press(department, case, f"{case}{step}/")
    due, opens = Tender.objects.values_list("bids_due_at", "opens_at").get(pk=tender.pk)
    press(department, case, f"{case}suspend/", order_no="示财采〔2026〕9 号", reason="处理投诉期间暂停。")
    held = Hold.objects.get()
    assert held.record_id == str(tender.pk) and Complaint.objects.get().hold == held
    press(house, complaint, f"{complaint}reply/", text="招标文件符合规定。")

    frozen.move(timedelta(days=6))
    press(department, case, f"{case}decide/", outcome="rejected", order_no="示财采〔2026〕10 号",
          facts="有三个品牌满足。", decision="驳回投诉。", law="政府采购质疑和投诉办法 第二十九条")
    press(department, case, f"{case}publish/")
    press(department, case, f"{case}resume/", reason="处理决定已作出。")
    press(department, case, f"{case}close/")

    fresh = Tender.objects.get(pk=tender.pk)
    assert not holds.in_force(Hold.objects.all()).exists() and fresh.status == "bidding"
    assert due.astimezone(clock.SHANGHAI).isoformat() == "2026-09-28T09:30:00+08:00"
    assert fresh.bids_due_at.astimezone(clock.SHANGHAI).isoformat() == "2026-10-08T09:30:00+08:00", "6 days, rolled"
    assert fresh.opens_at - fresh.bids_due_at == opens - due and fresh.next_due_at == fresh.bids_due_at
    subscribers.drain()
    kinds = list(Disclosure.objects.filter(tender=tender).order_by("published_at", "received_at").values_list(
        "kind", flat=True))
    assert kinds.count("decision_notice") == 1 and "termination_notice" in kinds and "change_notice" in kinds
    public = Client().get(Disclosure.objects.get(kind="decision_notice").get_absolute_url()).content.decode()
    assert "示财采〔2026〕10 号" in public and "驳回投诉。" in public
    record = Complaint.objects.get()
    assert record.status == "closed" and not verify_chain("redress.complaint", record.pk)
    assert [row.step for row in StepLog.objects.filter(record_type="redress.complaint").order_by("number")] == [
        "submit", "start_check", "accept", "send_copies", "decide", "publish", "close"]


def test_a_query_about_a_result_stops_the_contract_until_the_complaint_about_it_is_decided(frozen, as_):
    from tenders import services as tending
    case = redress.opened()
    Tender.objects.filter(pk=case.tender.pk).update(published_at=openings.DUE - timedelta(days=21))
    tending.fail(case.lot, reason_code="F4", reason="影响公正的违法行为。", actor=case.handler)
    supplier, house, department = (as_(one) for one in (case.supplier, case.handler, case.department))

    query = write(supplier, case.tender, kind="query", about="result:", lot=case.lot.pk)
    assert len(matters.open_matters(case.lot.pk)) == 1
    press(house, query, f"{query}answer/", outcome="unfounded", text="不成立。", law="依据")
    assert matters.open_matters(case.lot.pk) == []
    complaint = write(supplier, case.tender, kind="complaint", query=Query.objects.get().pk)
    root = f"/desk/oversight/cases/{Complaint.objects.get().pk}/"
    for step in ("start_check", "accept"):
        press(department, root, f"{root}{step}/")
    assert [one.label for one in matters.open_matters(case.lot.pk)] == ["投诉"]
    related = case.bidders[1].actor
    press(department, root, f"{root}send_copies/", related=str(related.party))
    assert as_(related).get(complaint).status_code == 200
    press(house, complaint, f"{complaint}reply/", text="依法废标。")
    press(department, root, f"{root}decide/", outcome="rejected", order_no="1 号", facts="x", decision="驳回。",
          law="x", groundless="on")

    assert matters.open_matters(case.lot.pk) == []
