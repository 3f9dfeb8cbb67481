"""Outages before the supervisor and the public: touched tenders, one step that extends them, once and in the open."""
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from market.core import clock, due, outages, running
from market.core.models import Outage, OutageRelief
from market.core.steps import StepRefused
from market.parties.models import User
from market.portal import outages as oversight
from publish.models import Disclosure
from tenders.models import Amendment, Tender
from tests.factories import people
from tests.factories.tenders import published

from . import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def moment():
    with clock.frozen("2026-11-02 09:00") as frozen:
        yield frozen


@pytest.fixture
def tender(moment):
    return published()


def outage(began: datetime, minutes: float | None = 40, component: str = "web") -> Outage:
    return Outage.objects.create(component=component, began_at=began,
                                 ended_at=began + timedelta(minutes=minutes) if minutes else None)


def browser(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    return client


def fresh(tender) -> Tender:
    return Tender.objects.get(pk=tender.pk)


@pytest.mark.parametrize(("begins", "touched"), [
    (timedelta(minutes=-81), False), (timedelta(minutes=-80), True), (timedelta(minutes=-20), True),
    (timedelta(), True), (timedelta(minutes=1), False)])
def test_an_outage_touches_deadlines_in_it_and_soon_after_it(tender, moment, begins, touched):
    made = outage(tender.bids_due_at + begins)
    moment.at = made.ended_at

    assert bool(oversight.touched(made, tender.cast.supervising)) is touched


def test_one_step_extends_by_rule_publicly_with_the_measured_span_and_a_second_press_does_nothing(tender, moment):
    made = outage(tender.bids_due_at - timedelta(minutes=10))
    moment.at = made.ended_at + timedelta(minutes=5)
    due.take_due()
    assert fresh(tender).status == "bidding"
    client = browser(tender.cast.supervising)

    answers = [client.post(f"/desk/oversight/outages/{made.pk}/relieve/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    after = fresh(tender)
    assert after.bids_due_at >= tender.bids_due_at + made.span
    local = after.bids_due_at.astimezone(clock.SHANGHAI)
    assert (local.minute, local.second) == (0, 0) and 9 <= local.hour <= 17
    amendment = Amendment.objects.get(kind="outage")
    assert "40 分钟" in amendment.reason
    change = Disclosure.objects.filter(kind="change_notice")
    assert change.count() == 1
    relief = OutageRelief.objects.get()
    assert (relief.due_before, relief.due_after) == (tender.bids_due_at, after.bids_due_at)
    assert Outage.objects.get().settled_at == clock.now()


def test_the_deadline_in_an_outage_waits_and_the_new_one_closes(tender, moment):
    made = outage(tender.bids_due_at - timedelta(minutes=10))
    moment.at = made.ended_at
    due.take_due()
    assert fresh(tender).status == "bidding" and outages.undecided(tender.bids_due_at) == made
    oversight.relieve(made.pk, actor=tender.cast.supervising)

    moment.at = fresh(tender).bids_due_at
    due.forget_refusals()
    due.take_due()

    assert fresh(tender).status == "closed"


def test_a_tender_is_not_closed_while_the_website_is_silent(tender, moment):
    running.beat("web")
    outages.Heartbeat.objects.update(beat_at=clock.real_now() - timedelta(seconds=16))
    moment.at = tender.bids_due_at
    due.forget_refusals()
    due.take_due()
    assert fresh(tender).status == "bidding"

    running.beat("web")
    due.forget_refusals()
    due.take_due()

    assert fresh(tender).status == "closed" and not Outage.objects.exists()


def test_while_it_lasts_nothing_can_be_extended_and_the_page_says_why(tender, moment):
    made = outage(tender.bids_due_at - timedelta(minutes=10), minutes=None)
    moment.at = tender.bids_due_at

    with pytest.raises(StepRefused) as refused:
        oversight.relieve(made.pk, actor=tender.cast.supervising)
    answer = browser(tender.cast.supervising).post(f"/desk/oversight/outages/{made.pk}/relieve/")

    assert refused.value.reasons[0].code == "outage.lasting"
    assert answer.status_code == 409 and "故障尚未恢复" in answer.content.decode() and pages.faults(answer) == []
    assert fresh(tender).bids_due_at == tender.bids_due_at


def test_another_department_extends_nothing_of_ours_and_leaves_it_undecided(tender, moment):
    made = outage(tender.bids_due_at - timedelta(minutes=10))
    moment.at = made.ended_at
    stranger = people.act("示例市教育局", "supervisor", "handler")

    given, refused = oversight.relieve(made.pk, actor=stranger)

    assert not given and not refused and fresh(tender).bids_due_at == tender.bids_due_at
    assert Outage.objects.get().settled_at is None
    assert "由其监督部门决定" in browser(stranger).get("/desk/oversight/outages/").content.decode()


def test_two_departments_decide_each_for_its_own_and_the_outage_is_settled_with_the_last(tender, moment):
    second = published()
    other = people.organisation("示例市教育局", "supervisor")
    Tender.objects.filter(pk=second.pk).update(supervisor=other, bids_due_at=tender.bids_due_at,
                                               opens_at=tender.bids_due_at)
    made = outage(tender.bids_due_at - timedelta(minutes=10))
    moment.at = made.ended_at

    oversight.relieve(made.pk, actor=tender.cast.supervising)
    assert Outage.objects.get().settled_at is None and fresh(second).bids_due_at == tender.bids_due_at
    oversight.relieve(made.pk, actor=people.actor(people.person(other, "approver")))

    assert Outage.objects.get().settled_at and OutageRelief.objects.count() == 2


@pytest.mark.parametrize(("role", "duty"), [("supplier", "handler"), ("purchaser", "approver"), ("centre", "handler"),
                                            ("supervisor", "custodian")])
def test_who_is_no_supervisor_reads_who_decides(tender, role, duty):
    made = outage(tender.bids_due_at)
    client = browser(people.act("某单位", role, duty))

    for answer in (client.get("/desk/oversight/outages/"), client.post(f"/desk/oversight/outages/{made.pk}/relieve/")):
        assert answer.status_code == 403 and "监督部门的经办人或者审核人" in answer.content.decode()
    assert not OutageRelief.objects.exists()


def test_an_unknown_outage_is_not_there(tender):
    client = browser(tender.cast.supervising)

    assert client.post("/desk/oversight/outages/00000000-0000-4000-8000-000000000000/relieve/").status_code == 404


def test_a_clockworks_outage_moves_no_deadline(tender, moment):
    made = outage(tender.bids_due_at - timedelta(minutes=10), component="clockwork")
    moment.at = made.ended_at

    assert oversight.touched(made, tender.cast.supervising) == []


def test_the_page_is_whole_in_every_state_and_its_queries_do_not_grow_with_tenders(tender, moment):
    client = browser(tender.cast.supervising)
    assert "没有测得系统故障" in client.get("/desk/oversight/outages/").content.decode()
    outage(tender.bids_due_at - timedelta(minutes=10))
    outage(tender.bids_due_at + timedelta(minutes=35), minutes=None, component="clockwork")
    moment.at = tender.bids_due_at + timedelta(minutes=40)

    with CaptureQueriesContext(connection, ) as few:
        page = client.get("/desk/oversight/outages/")
    for _ in range(3):
        more = published()
        Tender.objects.filter(pk=more.pk).update(supervisor=tender.cast.supervisor, bids_due_at=tender.bids_due_at,
                                                 opens_at=tender.bids_due_at)
    with CaptureQueriesContext(connection) as many:
        client.get("/desk/oversight/outages/")

    assert page.status_code == 200 and pages.faults(page) == [] and "按规则延期 1 个项目" in page.content.decode()
    assert len(many) <= len(few)


def test_the_public_reads_the_availability_and_what_was_measured(client, empty_city):
    nine = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    with time_machine.travel(nine, tick=False) as machine:
        assert "还没有测得数据" in client.get("/status/").content.decode()
        running.beat("web")
        machine.shift(timedelta(days=10))
        outages.Heartbeat.objects.update(beat_at=clock.real_now() - timedelta(minutes=14, seconds=24))
        running.beat("web", refused=3)

        page, twin = client.get("/status/"), client.get("/status.json").json()

    assert "99.900%" in page.content.decode() and "共 14 分 24 秒" in page.content.decode()
    assert pages.faults(page) == []
    assert twin["availability"] == {"component": "web", "share": 0.999, "down_seconds": 864,
                                    "since": nine.isoformat(), "until": (nine + timedelta(days=10)).isoformat()}
    told = twin["outages"][0]
    assert (told["component"], told["seconds"], told["evidence"]["refused_writes"]) == ("web", 864.0, 3)
    assert json.dumps(twin)
