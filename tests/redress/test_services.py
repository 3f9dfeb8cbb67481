"""What the verbs of redress do and refuse, each at the edge of its clock."""
from datetime import timedelta

import pytest

from market.core import clock, holds, workdays
from market.core.clock import SHANGHAI
from market.core.models import Hold, StepLog
from market.core.steps import StepRefused
from market.redress import clocks, matters, services
from market.redress.models import Complaint, Draft, Enquiry, Query
from tenders import services as tending
from tenders.models import Lot, Tender
from tests.factories import people, redress

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(StepRefused, match=code.replace(".", r"\."))


def to_day(frozen, day, hour: int = 10) -> None:
    """Move the frozen clock to an hour of a day."""
    frozen.move(clock.now().astimezone(SHANGHAI).replace(
        year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0, microsecond=0) - clock.now())


def test_a_query_about_the_documents_is_filed_until_the_last_midnight_and_recorded_after_it(frozen):
    case = redress.case()
    in_time, late = case.draft("query"), case.draft("query")
    last = workdays.load().add_working_days(clock.today(), 12)

    to_day(frozen, last, 23)
    frozen.move(timedelta(minutes=59))
    first = services.hand_in(in_time, actor=case.supplier)
    frozen.move(timedelta(minutes=1))
    second = services.hand_in(late, actor=case.supplier)

    assert (first.status, first.last_day) == ("filed", last)
    assert second.status == "not_accepted" and [why[0] for why in second.turned_away_for] == ["query.late"]
    assert "不予受理" in second.turned_away_for[0][1]
    assert Query.objects.visible_to(case.handler).count() == 2


@pytest.mark.parametrize("missing", ["address", "postcode", "contact", "phone", "request", "items"])
def test_a_letter_without_what_the_law_asks_for_is_refused_and_stays_a_draft(frozen, missing):
    case = redress.case()
    draft = case.draft("query", said={missing: [] if missing == "items" else " "})

    with refused(f"content.{missing}"):
        services.hand_in(draft, actor=case.supplier)

    assert not Query.objects.exists() and Draft.objects.waiting().count() == 1


def test_an_item_without_facts_is_named_by_its_number(frozen):
    case = redress.case()
    draft = case.draft("query", said={"items": [*redress.SAID["items"], {"matter": "另一项", "facts": "", "law": "x"}]})

    with refused("content.item3.facts"):
        services.hand_in(draft, actor=case.supplier)


def test_handing_in_twice_is_handing_in_once(frozen):
    case = redress.case()
    draft = case.draft("query")

    first, second = (services.hand_in(draft, actor=case.supplier) for _ in range(2))

    assert first == second and Query.objects.count() == 1
    assert StepLog.objects.filter(record_type="redress.query").count() == 1


def test_a_second_query_on_the_same_stage_is_not_accepted_where_the_document_wants_them_at_once(frozen):
    case = redress.case(facts={"query_once": True})

    first, second = case.query(), case.query()

    assert (first.status, second.status) == ("filed", "not_accepted")
    assert second.turned_away_for[0][0] == "query.once"
    other = redress.Case(case.tender, people.act("示例另一供应商", "supplier", "handle"
                                                                               "r"), case.handler, case.department)
    assert other.query().status == "filed"


def test_where_the_document_says_nothing_a_second_query_is_accepted(frozen):
    case = redress.case()

    assert [case.query().status for _ in range(2)] == ["filed", "filed"]


STANDING = [
    ("documents", "bidder", "filed"), ("documents", "other", "filed"), ("process", "bidder", "filed"),
    ("process", "other", "not_accepted"), ("result", "bidder", "filed"), ("result", "other", "not_accepted"),
]


@pytest.mark.parametrize(("subject", "who", "status"), STANDING)
def test_who_bid_may_query_stages_and_results_and_who_has_the_documents_the_documents(frozen, subject, who, status):
    case = redress.opened()
    Tender.objects.filter(pk=case.tender.pk).update(published_at=clock.now() - timedelta(days=5))
    case.tender.refresh_from_db()
    tending.fail(case.lot, reason_code="F4", reason="影响公正的违法行为。", actor=case.handler)
    if who == "other":
        case.supplier = people.act("示例局外供应商", "supplier", "handler")
    lot = None if subject == "documents" else Lot.objects.select_related("tender").get(pk=case.lot.pk)

    made = case.query(subject=subject, lot=lot, stage="open_bids" if subject == "process" else "")

    assert made.status == status
    assert [why[0] for why in made.turned_away_for] == ([] if status == "filed" else ["query.no_standing"])


@pytest.mark.parametrize(("subject", "stage"), [("process", "open_bids"), ("result", "")])
def test_what_has_not_happened_yet_cannot_be_queried(frozen, subject, stage):
    case = redress.case()

    with refused("query.not_happened"):
        case.query(subject=subject, lot=case.tender.lots.get(), stage=stage)


@pytest.mark.parametrize(("part", "code"), [
    ("handler", "filer.no_duty"), ("department", "filer.no_duty"), ("stranger", "filer.not_proved"),
    ("own", "filer.own_tender")])
def test_who_may_write_nothing_is_told_why(frozen, part, code):
    case = redress.case()
    actors = {"stranger": people.actor(people.person()), "handler": case.handler, "department": case.department}
    if part == "own":
        people.PartyRole.objects.create(party=case.tender.principal, role="supplier", given_by="x", since=clock.now())
        actors["own"] = people.actor(people.person(case.tender.principal, "handler"))

    with refused(code):
        services.begin(tender=case.tender, kind="query", actor=actors[part])


def test_a_correction_is_asked_once_and_the_time_to_answer_then_runs_anew(frozen):
    case = redress.case()
    query = case.query()
    services.ask_correction(query, what="请补充第 1 项的证明材料。", actor=case.handler)
    frozen.move(timedelta(days=3))
    query = services.correct(query, said={"request": "改写后的请求"}, actor=case.supplier)

    assert matters.answer_due(query).day == workdays.load().add_working_days(clock.today(), 7)
    with refused("correction.once"):
        services.ask_correction(query, what="再来一次", actor=case.handler)


def test_a_founded_answer_waits_until_the_log_shows_what_follows_from_it(frozen):
    case = redress.case()
    query = case.answered("founded_affects")
    lot = case.tender.lots.get()

    with refused("consequence.not_done"):
        services.carry_out(query, consequence="amend", actor=case.handler)
    assert [one.number for one in matters.open_matters(lot.pk)] == [query.number]
    tending.clarify(case.tender, text="第三章第 7 条改为“不低于 8GB”"
                                      "。", affects=False, reason="采纳质疑。", actor=case.handler)
    services.carry_out(query, consequence="amend", actor=case.handler)

    assert matters.open_matters(lot.pk) == []
    with refused("consequence.done"):
        services.carry_out(query, consequence="amend", actor=case.handler)


@pytest.mark.parametrize("outcome", ["founded", "unfounded"])
def test_an_answer_that_changes_no_result_leaves_nothing_open(frozen, outcome):
    case = redress.case()
    query = case.query()
    lot = case.tender.lots.get()
    assert len(matters.open_matters(lot.pk)) == 1

    services.answer_query(query, outcome=outcome, text="答复", law="依据", actor=case.handler)

    assert matters.open_matters(lot.pk) == []


def test_a_query_the_principal_shows_to_be_harmless_stops_nothing_and_is_said_once(frozen):
    case = redress.case()
    query = services.rule_harmless(case.query(), reason="只涉及附件的错别字。", actor=case.handler)

    assert matters.open_matters(case.tender.lots.get().pk) == []
    with refused("harmless.once"):
        services.rule_harmless(query, reason="另一个理由", actor=case.handler)


@pytest.mark.parametrize("affects", [True, False])
def test_an_enquiry_pauses_signing_only_where_it_may_change_the_result_and_until_it_is_answered(frozen, affects):
    case = redress.case()
    draft = case.draft("enquiry", said={"text": "交货地点是否可以变更？", "affects": affects})
    enquiry = services.hand_in(draft, actor=case.supplier)
    lot = case.tender.lots.get()

    assert len(matters.open_matters(lot.pk)) == affects
    assert matters.answer_due(enquiry).day == workdays.load().add_working_days(clock.today(), 3)
    services.answer_enquiry(enquiry, text="不可以。", actor=case.handler)
    assert matters.open_matters(lot.pk) == []


def test_a_complaint_follows_a_query_and_not_before_its_answer_or_the_time_for_it(frozen):
    case = redress.case()
    query = case.query()
    draft = services.begin(tender=case.tender, kind="complaint", query=query, actor=case.supplier)
    draft = services.save(draft, actor=case.supplier, said={**draft.said, "request": "请处理。"})
    due = matters.answer_due(query).day

    to_day(frozen, due, 23)
    with refused("complaint.too_early"):
        services.hand_in(draft, actor=case.supplier)
    to_day(frozen, due + timedelta(days=1), 0)
    complaint = services.hand_in(draft, actor=case.supplier)

    assert complaint.status == "submitted" and not complaint.late
    assert complaint.last_day == workdays.load().add_working_days(due, 15)


def test_a_late_complaint_is_on_record_and_cannot_be_taken_on(frozen):
    case = redress.case()
    query = case.answered()
    last = workdays.load().add_working_days(clock.today(), 15)
    to_day(frozen, last + timedelta(days=1))

    complaint = services.move(case.complaint(query), "start_check", actor=case.department)

    assert complaint.late and complaint.last_day == last
    with refused("complaint.out_of_time"):
        services.move(complaint, "accept", actor=case.department)
    refusal = services.refuse_complaint(complaint, ground="超过法定期限。", actor=case.department)
    assert refusal.status == "refused"


def test_a_complaint_goes_no_further_than_the_query_but_may_be_about_the_answer(frozen):
    case = redress.case()
    query = case.answered()
    draft = services.begin(tender=case.tender, kind="complaint", query=query, actor=case.supplier)
    items = [{"matter": "甲", "facts": "乙", "law": "丙", "of": of} for of in ("1", "answer", "3")]
    draft = services.save(draft, actor=case.supplier, said={**draft.said, "request": "请处理。", "items": items})

    with pytest.raises(StepRefused) as error:
        services.hand_in(draft, actor=case.supplier)

    assert [(one.code, one.message[:6]) for one in error.value.reasons] == [("complaint.beyond_quer"
                                                                             "y", "第 3 项不在已"[:6])]


def test_a_query_is_complained_about_once(frozen):
    case = redress.case()
    query = case.answered()
    case.complaint(query)

    with refused("complaint.twice"):
        case.complaint(query)


def test_a_complaint_needs_a_query_of_ones_own(frozen):
    case = redress.case()
    query, other = case.answered(), people.act("示例别家供应商", "supplier", "handler")
    draft = services.begin(tender=case.tender, kind="complaint", query=query, actor=other)
    draft = services.save(draft, actor=other, said={**redress.SAID, "items": []})

    with refused("complaint.no_query"):
        services.hand_in(draft, actor=other)


def test_a_decision_waits_for_the_replies_or_for_the_end_of_their_time(frozen):
    case = redress.case()
    complaint = services.send_copies(case.accepted(), actor=case.department)
    said = {"outcome": "rejected", "order_no": "1 号", "facts": "x", "decision": "x", "law": "x"}

    with refused("reply.running"):
        services.decide(complaint, actor=case.department, **said)
    to_day(frozen, workdays.load().add_working_days(clock.today(), 5) + timedelta(days=1))
    assert services.decide(complaint, actor=case.department, **said).status == "decided"


def test_what_is_out_for_inspection_stops_the_clock_and_the_decision(frozen):
    case = redress.case()
    complaint = case.investigated()
    pause = services.begin_pause(complaint, kind="testing", about="送省质检院检测样机。", actor=case.department)

    with refused("pause.running"):
        services.decide(complaint, outcome="rejected", order_no="1", facts="x", decision="x", law="x",
                        actor=case.department)
    frozen.move(timedelta(days=7))
    services.end_pause(pause, actor=case.department)
    with refused("pause.over"):
        services.end_pause(pause, actor=case.department)


def test_a_complaint_taken_back_is_ended_by_the_department(frozen):
    case = redress.case()
    complaint = case.accepted()
    with refused("withdrawal.none"):
        services.terminate(complaint, order_no="3 号", actor=case.department)
    services.ask_withdrawal(complaint, reason="已与采购人沟通清楚。", actor=case.supplier)

    ended = services.terminate(complaint, order_no="3 号", actor=case.department)

    assert (ended.status, ended.outcome) == ("decided", "terminated_withdrawn")
    assert matters.open_matters(case.tender.lots.get().pk) == []


def test_a_suspension_on_account_of_a_complaint_holds_and_its_end_gives_the_time_back(frozen):
    case = redress.case()
    complaint = case.accepted()
    before = Tender.objects.get(pk=case.tender.pk).bids_due_at
    services.suspend_tender(complaint, order_no="示财采〔2026〕9 号", reason="处理投诉期间暂停"
                                                                             "。", actor=case.department)
    tender = Tender.objects.get(pk=case.tender.pk)
    assert holds.in_force(Hold.objects.all()).count() == 1
    assert tender.next_due_at == clock.now() + timedelta(days=30)

    frozen.move(timedelta(days=10))
    services.resume_tender(complaint, reason="已作出处理决定。", actor=case.department)

    tender = Tender.objects.get(pk=case.tender.pk)
    assert tender.bids_due_at - before >= timedelta(days=10) and tender.bids_due_at.hour == before.hour
    assert not holds.in_force(Hold.objects.all()).exists()
    with refused("hold.none"):
        services.resume_tender(complaint, reason="再来一次", actor=case.department)


def test_a_complaint_not_taken_on_suspends_nothing(frozen):
    case = redress.case()

    with refused("step.wrong_state"):
        services.suspend_tender(case.complaint(), order_no="1", reason="x", actor=case.department)


def test_an_upheld_complaint_is_not_closed_before_it_was_carried_out(frozen):
    case = redress.case()
    complaint = services.move(case.decided("upheld", affects=True), "publish", actor=case.department)
    assert len(matters.open_matters(case.tender.lots.get().pk)) == 1
    with refused("consequence.waits"):
        services.move(complaint, "close", actor=case.department)
    tending.clarify(case.tender, text="按决定修改。", affects=False, reason="按处理决定。", actor=case.handler)
    services.carry_out_decision(complaint, consequence="amend", actor=case.handler)

    assert services.move(complaint, "close", actor=case.department).status == "closed"


def test_three_groundless_complaints_within_twelve_months_are_a_lead_and_the_third_alone_is_none(frozen):
    case = redress.case()
    for number in range(3):
        case.decided(groundless=True, order_no=f"{number} 号")
        assert [len(lead.complaints) for lead in matters.groundless(case.tender.rulebook, clock.today())] == (
            [] if number < 2 else [3])

    Complaint.objects.filter(order_no="0 号").update(decided_at=clock.now() - timedelta(days=366))
    assert matters.groundless(case.tender.rulebook, clock.today()) == []


@pytest.mark.parametrize(("day", "months", "wanted"), [
    ((2026, 3, 31), 1, (2026, 2, 28)), ((2026, 11, 25), 12, (2025, 11, 25)), ((2024, 2, 29), 12, (2023, 2, 28)),
    ((2026, 1, 15), 1, (2025, 12, 15))])
def test_months_are_counted_back_to_the_same_day_or_the_last_of_that_month(day, months, wanted):
    from datetime import date

    assert matters.months_back(date(*day), months) == date(*wanted)


def test_an_upheld_complaint_is_never_groundless(frozen):
    case = redress.case()

    with refused("decision.groundless_upheld"):
        case.decided("upheld", groundless=True)


def test_an_unanswered_query_is_overdue_the_day_after_its_last(frozen):
    case = redress.case()
    query = case.query()
    to_day(frozen, matters.answer_due(query).day, 23)
    assert matters.overdue(Query.objects.all()) == []

    frozen.move(timedelta(hours=1))

    assert matters.overdue(Query.objects.all()) == [query]


def test_nobody_answers_anothers_query_or_decides_anothers_complaint(frozen):
    case, other = redress.case(), people.act("示例别处采购人", "purchaser", "handler", "approver")
    query = case.query()

    for actor in (other, case.supplier, case.department):
        with refused("step.not_permitted"):
            services.answer_query(query, outcome="unfounded", text="x", law="x", actor=actor)
    complaint = case.complaint()
    for actor in (other, case.supplier, case.handler):
        with refused("step.not_permitted"):
            services.move(complaint, "start_check", actor=actor)


def test_a_draft_is_moved_from_one_kind_to_another_and_keeps_its_words(frozen):
    case = redress.case()
    draft = case.draft("query", said={"text": "只是问一问。"})
    moved = services.save(draft, actor=case.supplier, kind="enquiry")

    assert isinstance(services.hand_in(moved, actor=case.supplier), Enquiry)
    assert moved.said["items"] == redress.SAID["items"]


def test_numbers_of_matters_tell_nothing_of_how_many_there_are(frozen):
    case = redress.case()

    first, second = case.query().number, case.query().number

    assert first.startswith("ZY-20260907-") and first != second
    assert case.query().subject == clocks.DOCUMENTS
