"""The pages of redress, used as people use them: write, save, hand in, answer, handle."""
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from market.core import clock
from market.redress import services
from market.redress.models import Complaint, Draft, Enquiry, Paper, Query
from tests.factories import people, redress
from tests.portal import pages

pytestmark = pytest.mark.django_db
LETTER = {"address": "示例路 1 号", "postcode": "214000", "contact": "何宁", "phone": "0510-1", "request": "请修改。",
          "matter1": "参数不合理。", "facts1": "三款产品均不能满足。", "law1": "实施条例第二十条", "count": "1"}


def key(answer) -> str:
    return re.search(r'name="idempotency_key" value="([^"]+)"', answer.content.decode())[1]


def begin(browser, case, **fields):
    page = browser.get(f"/desk/objections/new/?tender={case.tender.pk}")
    return browser.post("/desk/objections/new/", {"tender": case.tender.pk, "kind": "query", "about": "documents:",
                                                  "idempotency_key": key(page), **fields})


def test_a_query_is_written_saved_checked_and_handed_in_once(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)

    where = begin(browser, case)["Location"]
    saved = browser.post(where, {**LETTER, "do": "autosave"})
    assert saved.json() == {"saved": True, "at": "09:00"}
    upload = SimpleUploadedFile("对照.txt", "参数对照".encode())
    there = browser.post(where, {**LETTER, "do": "check", "paper": upload})
    check = browser.get(there["Location"])
    assert "参数不合理。" in check.content.decode() and not pages.faults(check)
    fields = {"idempotency_key": key(check)}
    first, second = (browser.post(there["Location"], fields) for _ in range(2))

    query = Query.objects.get()
    assert first["Location"] == second["Location"] == query.get_absolute_url()
    assert query.status == "filed" and Paper.objects.get().query == query
    assert browser.get(where)["Location"] == query.get_absolute_url()
    assert not pages.faults(browser.get(query.get_absolute_url()))


def test_an_incomplete_letter_is_kept_and_told_what_it_lacks(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case)["Location"]
    there = browser.post(where, {**LETTER, "facts1": "", "do": "check"})["Location"]

    check = browser.get(there)

    assert "第 1 项没有填写事实依据" in check.content.decode() and b"idempotency_key" not in check.content
    assert browser.post(there, {"idempotency_key": "x1"}).status_code == 409
    assert not Query.objects.exists() and Draft.objects.get().said["address"] == "示例路 1 号"


def test_items_are_added_and_dropped_without_a_script(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case)["Location"]

    browser.post(where, {**LETTER, "do": "add"})
    assert b'name="matter2"' in browser.get(where).content
    browser.post(where, {**LETTER, "count": "2", "matter2": "第二项", "facts2": "x", "law2": "y", "do": "drop-1"})

    assert [row["matter"] for row in Draft.objects.get().said["items"]] == ["第二项"]


def test_a_draft_moves_between_the_three_letters_and_keeps_its_words(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case)["Location"]

    browser.post(where, {**LETTER, "do": "move", "kind": "enquiry"})
    browser.post(where, {"text": "能否分批？", "do": "move", "kind": "complaint"})
    page = browser.post(where, {**LETTER, "do": "move", "kind": "query"}, follow=True)

    draft = Draft.objects.get()
    assert draft.kind == "query" and draft.said["text"] == "能否分批？"
    assert draft.said["items"][0]["matter"] == "参数不合理。"
    assert not pages.faults(page)


def test_a_file_that_is_not_what_it_says_is_refused_and_the_words_stay(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case)["Location"]

    answer = browser.post(where, {**LETTER, "do": "save", "paper": SimpleUploadedFile("a.pdf", b"MZ\x90\x00 no pdf")})

    assert answer.status_code == 422 and not Paper.objects.exists()
    assert Draft.objects.get().said["request"] == "请修改。"


def test_a_draft_is_thrown_away_with_its_files(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case)["Location"]
    browser.post(where, {**LETTER, "do": "save", "paper": SimpleUploadedFile("a.txt", b"evidence")})

    assert browser.post(where, {**LETTER, "do": "discard"})["Location"] == "/desk/objections/"
    assert not Draft.objects.exists() and not Paper.objects.exists()


def test_a_late_query_is_warned_of_before_it_is_recorded(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case)["Location"]
    there = browser.post(where, {**LETTER, "do": "check"})["Location"]
    frozen.move(timedelta(days=60))

    check = browser.get(there)
    assert "现在提交会登记，但不予受理" in check.content.decode()
    told = browser.post(there, {"idempotency_key": key(check)}, follow=True)

    assert Query.objects.get().status == "not_accepted" and "本件质疑已登记，不予受理" in told.content.decode()


def test_an_unknown_project_is_said_to_be_unknown(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)

    assert "没有找到这个项目" in browser.get("/desk/objections/new/?tender=NO-1").content.decode()
    assert case.tender.title in browser.get(f"/desk/objections/new/?tender={case.tender.code}").content.decode()


def test_the_house_answers_and_is_told_what_is_missing(frozen, as_):
    case = redress.case()
    query = case.query()
    browser = as_(case.handler)
    page = browser.get(query.get_absolute_url())
    where = f"{query.get_absolute_url()}answer/"

    short = browser.post(where, {"outcome": "unfounded", "text": "", "law": "x", "idempotency_key": key(page)})
    done = browser.post(where, {"outcome": "unfounded", "text": "不成立。", "law": "依据", "idempotency_ke"
                                                                                           "y": key(page)})

    assert short.status_code == 422 and "错误：" in short.content.decode()
    assert done.status_code == 302 and Query.objects.get().outcome == "unfounded"
    assert not pages.faults(page) and not pages.faults(browser.get(query.get_absolute_url()))


def test_an_act_that_is_not_offered_is_not_there(frozen, as_):
    case = redress.case()
    query = case.query()

    assert as_(case.supplier).post(f"{query.get_absolute_url()}answer/", {"idempotency_key": "k"}).status_code == 404
    assert as_(case.handler).post(f"{query.get_absolute_url()}carry_out/", {"idempotency_key": "k"}).status_code == 404


WALK = [
    ("start_check", {}), ("accept", {}), ("send_copies", {}),
    ("suspend", {"order_no": "示财采〔2026〕9 号", "reason": "处理投诉期间暂停。"}),
    ("pause", {"kind": "experts", "about": "请三位专家论证参数。"}), ("back", {}),
    ("decide", {"outcome": "rejected", "order_no": "8 号", "facts": "经查属实。", "decisio"
                                                                                  "n": "驳回。", "law": "第二十九条"}),
    ("publish", {}), ("resume", {"reason": "处理决定已作出。"}), ("close", {}),
]


def test_the_department_walks_a_case_from_its_page_to_its_end(frozen, as_):
    case = redress.case()
    complaint = case.complaint()
    browser, root = as_(case.department), f"/desk/oversight/cases/{complaint.pk}/"
    assert browser.get(complaint.get_absolute_url())["Location"] == root

    for step, fields in WALK:
        if step == "decide":
            record = Complaint.objects.get()
            services.answer_copy(record.copies.get(), text="合法。", actor=case.handler)
        if step == "back":
            step = f"back-{complaint.pauses.get().pk}"
        frozen.move(timedelta(hours=1))
        page = browser.get(root)
        assert not pages.faults(page), step
        answer = browser.post(f"{root}{step}/", {**fields, "idempotency_key": key(page)})
        assert answer.status_code == 302, (step, answer.status_code)

    assert Complaint.objects.get().status == "closed"
    assert not pages.faults(browser.get("/desk/oversight/cases/"))
    assert not pages.faults(as_(case.supplier).get(complaint.get_absolute_url()))
    assert not pages.faults(as_(case.handler).get(complaint.get_absolute_url()))


def test_the_cases_are_the_departments(frozen, as_):
    case = redress.case()

    assert as_(case.supplier).get("/desk/oversight/cases/").status_code == 403
    assert Client().get("/desk/oversight/cases/").status_code == 302


def test_an_unanswered_query_stands_red_on_the_supervisors_page(frozen, as_):
    case = redress.case()
    query = case.query()
    before = as_(case.department).get("/desk/oversight/cases/").content.decode()
    frozen.move(timedelta(days=30))

    after = as_(case.department).get("/desk/oversight/cases/").content.decode()

    assert query.number not in before and query.number in after and "逾期未答复" in after


def test_an_enquiry_goes_its_whole_way_over_pages(frozen, as_):
    case = redress.case()
    browser = as_(case.supplier)
    where = begin(browser, case, kind="enquiry")["Location"]
    there = browser.post(where, {"text": "能否分批交货？", "affects": "on", "do": "check"})["Location"]
    browser.post(there, {"idempotency_key": key(browser.get(there))})
    enquiry = Enquiry.objects.get()
    house = as_(case.handler)
    page = house.get(enquiry.get_absolute_url())
    house.post(f"{enquiry.get_absolute_url()}answer/", {"text": "可以。", "idempotency_key": key(page)})

    assert "可以。" in browser.get(enquiry.get_absolute_url()).content.decode()
    assert not pages.faults(browser.get("/desk/objections/")) and not pages.faults(house.get("/desk/objections/"))


def test_somebody_without_an_organisation_sees_an_empty_list(frozen, as_):
    nobody = people.actor(people.person())

    answer = as_(nobody).get("/desk/objections/")

    assert answer.status_code == 200 and not pages.faults(answer)
    assert clock.now() is not None
