"""After publication: clarifications that force a later deadline, extensions, suspensions, ends, new rounds."""
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.core import clock, due
from market.core.clock import SHANGHAI
from market.core.models import Hold, StepLog
from market.core.models.outages import Outage
from publish.models import Disclosure
from tenders import ports, services
from tenders.models import Lot, RuleOverride, Tender
from tenders.rulebooks import pinned
from tests.factories import people
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db
MORNING = "2026-11-02T09:00:00"


@pytest.fixture(autouse=True)
def time():
    with clock.frozen(MORNING) as frozen:
        yield frozen


def codes(call) -> list[str]:
    with pytest.raises(services.StepRefused) as refused:
        call()
    return [reason.code for reason in refused.value.reasons]


def fresh(tender) -> Tender:
    return Tender.objects.get(pk=tender.pk)


def local(at) -> datetime:
    return at.astimezone(SHANGHAI)


def test_a_clarification_that_may_affect_bids_forces_the_first_lawful_deadline(time):
    tender = factory.published()
    assert local(tender.bids_due_at).date().isoformat() == "2026-11-23"
    time.move(timedelta(days=10))

    services.clarify(tender, text="显示尺寸改为 75 英寸。", affects=True, actor=tender.cast.handler)

    moved = fresh(tender)
    assert local(moved.bids_due_at).isoformat() == "2026-11-27T09:30:00+08:00"
    assert moved.opens_at == moved.bids_due_at == moved.next_due_at or moved.status == "published"
    notice = Disclosure.objects.get(tender=tender, kind="tender_notice")
    assert notice.current == 2
    assert notice.versions.get(number=2).facts["bids_due_at"] == "2026-11-27T09:30:00+08:00"
    change = Disclosure.objects.get(tender=tender, kind="clarification")
    assert "2026年11月23日" in change.versions.get().text and "2026年11月27日" in change.versions.get().text


def test_a_clarification_in_good_time_leaves_the_deadline(time):
    tender = factory.published()

    services.clarify(tender, text="说明包装。", affects=True, actor=tender.cast.handler)

    assert fresh(tender).bids_due_at == tender.bids_due_at


def test_a_deadline_too_near_the_amendment_is_refused_with_the_first_lawful_one(time):
    tender = factory.published()
    time.move(timedelta(days=10))
    near = tender.bids_due_at + timedelta(days=1)

    found = codes(lambda: services.clarify(tender, text="改。", affects=True, new_due=near, actor=tender.cast.handler))

    assert found == ["amendment.too_near"] and fresh(tender).amendments.count() == 0


def test_answers_go_public_with_the_next_clarification_without_the_asker(time):
    tender = factory.published()
    bidder = people.act("示例市朝阳科技有限公司", "supplier", "handler")
    question = services.ask(tender, text="可否联合体？", actor=bidder)
    services.answer(question, text="不接受。", actor=tender.cast.handler)

    services.clarify(tender, text="答复提疑。", affects=False, actor=tender.cast.handler)

    words = Disclosure.objects.get(tender=tender, kind="clarification").versions.get().text
    assert "可否联合体？" in words and "不接受。" in words and "朝阳" not in words
    assert codes(lambda: services.answer(question, text="改口。", actor=tender.cast.handler)) == ["answer.published"]


@pytest.mark.parametrize(("days", "code"), [(-1, "extension.not_later"), (5, "extension.not_working_day")])
def test_an_extension_is_later_and_on_a_working_day(days, code):
    tender = factory.published()

    found = codes(lambda: services.extend(tender, new_due=tender.bids_due_at + timedelta(days=days), reason="理由。",
                                          actor=tender.cast.handler))

    assert found == [code] and fresh(tender).bids_due_at == tender.bids_due_at


def test_an_extension_moves_the_opening_and_is_public():
    tender = factory.published()
    later = tender.bids_due_at + timedelta(days=2)

    services.extend(tender, new_due=later, reason="供应商要求。", actor=tender.cast.handler)

    assert fresh(tender).bids_due_at == fresh(tender).opens_at == fresh(tender).next_due_at == later
    assert Disclosure.objects.filter(tender=tender, kind="change_notice").count() == 1


def test_nothing_changes_once_the_deadline_has_passed(time):
    tender = factory.published()
    time.at = tender.bids_due_at

    assert codes(lambda: services.clarify(tender, text="晚了。", affects=False, actor=tender.cast.handler)) == [
        "deadline.passed"]


def test_a_suspension_stops_the_tender_and_its_lots_and_gives_back_what_was_left(time):
    tender = factory.published(lots=2)
    time.move(timedelta(days=3))
    services.suspend(tender, order_no="示财〔2026〕9号", reason="投诉处理。", actor=tender.cast.supervising)

    held = Hold.objects.get()
    assert (held.by, held.record_id) == ("示例市财政局", str(tender.pk))
    assert codes(lambda: services.extend(tender, new_due=tender.bids_due_at + timedelta(days=2), reason="理由。",
                                         actor=tender.cast.handler)) == ["step.on_hold"]
    lot = tender.lots.first()
    assert lot.held_with == [("tenders.tender", str(tender.pk))]
    time.move(timedelta(days=12))
    due.forget_refusals()
    assert due.take_due() == 0 and fresh(tender).status == "bidding"

    services.resume(tender, reason="投诉已处理完毕。", actor=tender.cast.supervising)

    moved = fresh(tender)
    assert moved.bids_due_at - clock.now() >= timedelta(days=17, hours=23)
    assert local(moved.bids_due_at).weekday() < 5 and moved.next_due_at == moved.bids_due_at
    assert not Hold.objects.filter(until=None).exists()
    assert Disclosure.objects.filter(tender=tender).count() == 3


def test_only_who_suspended_or_the_supervisor_resumes(time):
    tender = factory.published()
    services.suspend(tender, order_no="1", reason="异议未答复。", actor=tender.cast.approver)
    time.move(timedelta(hours=1))

    assert codes(lambda: services.resume(tender, reason="好了。", actor=tender.cast.staff)) == ["step.not_permitted"]
    services.resume(tender, reason="异议已答复。", actor=tender.cast.approver)


def test_an_outage_is_given_back_by_the_supervisor_alone(time):
    tender = factory.published()
    began = clock.now()
    time.move(timedelta(hours=3))
    outage = Outage.objects.create(component="web", began_at=began, ended_at=clock.now())

    assert codes(lambda: services.extend_for_outage(tender, outage=outage, actor=tender.cast.handler)) == [
        "step.not_permitted"]
    row = services.extend_for_outage(tender, outage=outage, actor=tender.cast.supervising)

    assert row.kind == "outage" and fresh(tender).bids_due_at >= tender.bids_due_at + timedelta(hours=3)


@pytest.mark.parametrize("code", ["F1", "F2", "F3"])
def test_no_ground_that_counts_bids_is_taken_before_the_opening(code):
    tender = factory.published()

    found = codes(lambda: services.fail(tender, reason_code=code, reason="没人投。", actor=tender.cast.handler))

    assert found == ["failure.sealed"]


def test_a_failed_tender_is_told_and_begins_anew_with_full_periods(time):
    tender = factory.published(lots=3)
    services.fail(tender, reason_code="F5", reason="经费取消。", actor=tender.cast.handler)
    assert "采购任务取消" in Disclosure.objects.get(tender=tender, kind="termination_notice").versions.get().text

    again = services.relaunch(tender, actor=tender.cast.handler)

    assert (again.round, again.parent_id, again.code, again.status) == (2, tender.pk, tender.code, "draft")
    assert again.lots.count() == 3 and again.bids_due_at is None and again.published_at is None
    assert codes(lambda: services.relaunch(tender, actor=tender.cast.handler)) == ["relaunch.done"]
    assert {lot.shown_status for lot in Lot.objects.filter(tender=tender)} == {"failed"}


def test_a_draft_is_terminated_in_silence_and_a_public_one_aloud():
    quiet, loud = factory.draft(), factory.published(who=factory.cast("示例市第三小学"))

    for tender in (quiet, loud):
        services.terminate(tender, reason="需求变化。", actor=tender.cast.approver)

    assert not Disclosure.objects.filter(tender=quiet).exists()
    assert Disclosure.objects.filter(tender=loud, kind="termination_notice").count() == 1


def test_a_lot_with_too_few_bids_fails_alone_and_is_relaunched_alone(time, monkeypatch):
    tender = factory.closed(lots=2)
    monkeypatch.setattr(ports.bids, "_bound", {"valid_count": lambda pk: 1, "valid_counts": lambda pk: {},
                                               "list_is_fixed": lambda pk: True})
    first = Lot.objects.get(tender=tender, number=1)

    services.fail(first, reason_code="F1", reason="仅一家递交。", actor=tender.cast.handler)
    again = services.relaunch(fresh(tender), actor=tender.cast.handler)

    assert [lot.title for lot in again.lots.all()] == [first.title]
    assert Lot.objects.get(tender=tender, number=2).status == "closed"


def test_a_region_changes_new_tenders_only():
    tender = factory.published()
    who = tender.cast
    row = services.propose_override(region=tender.region, key="procurement.open", field="bidding_time", value="25",
                                    since=clock.today(), basis="示政规〔2026〕1号", actor=who.staff)
    assert codes(lambda: services.approve_override(row, actor=who.staff)) == ["override.same_person"]
    other = people.actor(people.person(who.centre, "approver"))
    services.approve_override(row, actor=other)

    draft = factory.draft(who=who, title="另一个项目")

    assert RuleOverride.objects.get().approved_by == str(other)
    assert fresh(tender).rulebook.bidding_time.value == 20
    assert draft.rulebook.bidding_time.value == 25


def test_pinned_values_survive_a_later_edition_and_are_read_once(monkeypatch):
    tender = factory.published()
    monkeypatch.setattr("tenders.models.tenders.resolve", lambda *a, **k: pytest.fail("asked the editions"))
    pinned._known.clear()

    books = {id(fresh(tender).rulebook) for _ in range(3)}

    assert len(books) == 1 and fresh(tender).rulebook.digest == tender.pinned_digest


def test_many_lots_close_in_a_few_statements(time):
    tender = factory.draft(lots=5)
    services.set_lots(tender, lots=[{"title": f"包 {n}", "budget": 100} for n in range(5000)],
                      actor=tender.cast.handler)
    tender = factory.published(who=tender.cast, title="小项目")
    with CaptureQueriesContext(connection) as few:
        factory.close(tender)
    big = Tender.objects.get(title="教学用交互式智能平板采购")
    big.cast = tender.cast
    Lot.objects.filter(tender=big, number__gt=400).delete()
    big = factory.keep_keys(big)
    services.advance(big, "file_plan", actor=big.cast.handler)
    services.edit(fresh(big), revision=fresh(big).revision, actor=big.cast.handler, bids_due_at=factory.deadline(big))
    big = factory.reviewed(fresh_with(big))
    services.publish_notice(big, actor=big.cast.handler)
    due.take_due()
    with CaptureQueriesContext(connection) as many:
        factory.close(fresh_with(big))

    assert set(Lot.objects.filter(tender=big).values_list("status", flat=True)) == {"closed"}
    assert len(many) - len(few) <= 6


def fresh_with(tender):
    other = fresh(tender)
    other.cast = tender.cast
    return other


@pytest.mark.parametrize("by", ["supervising", "approver"])
def test_a_suspension_ends_by_itself_after_thirty_days_and_not_a_second_earlier(time, by):
    tender = factory.published()
    services.suspend(tender, order_no="示财〔2026〕9号", reason="投诉处理。", actor=getattr(tender.cast, by))
    left = tender.bids_due_at - clock.now()

    time.move(timedelta(days=30, seconds=-1))
    due.forget_refusals()
    due.take_due()
    assert Hold.objects.filter(until=None).exists()
    time.move(timedelta(seconds=1))
    due.forget_refusals()
    due.take_due()

    moved, row = fresh(tender), StepLog.objects.filter(step="resume").get()
    assert moved.bids_due_at - clock.now() >= left and moved.next_due_at == moved.bids_due_at
    assert not Hold.objects.filter(until=None).exists()
    assert row.actor == "clockwork" and "30 日" in row.reason
    assert moved.amendments.get().kind == "resumption"


def test_a_suspended_lot_goes_on_by_itself_after_thirty_days(time):
    lot = factory.closed(lots=2).lots.first()
    who = Tender.objects.get(pk=lot.tender_id).supervisor
    supervising = people.actor(people.person(who, "handler"))
    services.suspend(lot, order_no="1", reason="投诉处理。", actor=supervising)

    time.move(timedelta(days=30))
    due.forget_refusals()
    due.take_due()

    assert not Hold.objects.filter(until=None).exists()
    assert lot.__class__.objects.get(pk=lot.pk).next_due_at is None
