"""The public ledger of discretionary acts: whole, with reasons and law, and silent on what is not yet public."""
import pytest
from django.test import Client

from bids.awarding import services as awarding
from market.core import clock, workdays
from market.core.models import StepLog
from market.portal import acts
from tenders.rulebooks.base import everyone
from tenders.rulebooks.steps import DISCRETIONARY
from tenders.services import suspend, terminate
from tests.factories import awards as factory
from tests.factories.tenders import published

pytestmark = pytest.mark.django_db


def page(query: str = "") -> str:
    return Client().get(f"/acts/{query}").content.decode()


def test_an_act_stands_there_with_who_why_and_by_which_law():
    with clock.frozen("2026-11-02 09:00"):
        tender = published()
        suspend(tender, order_no="示财购〔2026〕1号", reason="收到投诉", actor=tender.cast.supervising)

    body = page()
    assert "示财购〔2026〕1号：收到投诉" in body and tender.title in body and tender.supervisor.name in body
    assert "第五十七条" in body
    said = Client().get("/acts.json").json()["acts"]
    assert [one["step"] for one in said] == ["suspend"] and said[0]["project_code"] == tender.code


def test_what_was_never_public_does_not_stand_there():
    from tests.factories import people
    from tests.factories.tenders import draft
    with clock.frozen("2026-11-02 09:00"):
        tender = draft()
        terminate(tender, reason="暗标题不再采购", actor=people.actor(people.person(tender.principal, "approver")))

    assert StepLog.objects.filter(step="terminate").exists()
    assert "暗标题" not in page() and Client().get("/acts.json").json() == {"acts": []}


def test_the_reason_of_an_act_about_bidders_waits_for_the_result(db):
    workdays.seed()
    workdays.forget()
    with clock.frozen(factory.AFTER):
        made = factory.evaluated()
        awarding.deliver_report(made.lot(), actor=made.clerk)
        first = awarding.confirm_award(made.lot(), actor=made.boss)
        awarding.cancel_award(made.lot(), ground="illegal", reason=f"{first.bid.party.name}串标", actor=made.clerk)
        assert first.bid.party.name not in page() and acts.WITHHELD in page()
        awarding.next_candidate(made.lot(), reason="按名单顺延", actor=made.clerk)
        awarding.confirm_award(made.lot(), actor=made.boss)
        awarding.publish_results(made.tender, actor=made.clerk)

    assert f"{first.bid.party.name}串标" in page()


def test_every_step_of_the_ledger_is_a_step_of_some_rulebook():
    steps = {edge.step for book in everyone() for edge in book.path}
    assert set(DISCRETIONARY) <= steps


def test_the_page_asks_the_same_however_many_acts(django_assert_max_num_queries):
    with clock.frozen("2026-11-02 09:00"):
        for _ in range(3):
            tender = published()
            suspend(tender, order_no="1号", reason="投诉", actor=tender.cast.supervising)
    Client().get("/acts/")
    with django_assert_max_num_queries(10):
        assert page().count("暂停</th>") == 3
