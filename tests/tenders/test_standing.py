"""How a tender stands once its lots go each their own way."""
from types import SimpleNamespace

import pytest

from market.core import clock
from tenders import services, standing
from tenders.models import Tender
from tests.factories import tenders as factory

pytestmark = pytest.mark.django_db
MORNING = "2026-11-02T09:00:00"


def tender(status: str):
    return SimpleNamespace(status=status, rulebook=SimpleNamespace(handover="closed"))


@pytest.mark.parametrize(("lots", "stands"), [
    ({"closed"}, "closed"), ({"failed"}, "failed"), ({"terminated"}, "terminated"), (set(), "closed"),
    ({"failed", "terminated"}, "failed"), ({"closed", "failed"}, "closed"), ({"closed", "opened"}, "opened"),
    ({"opened", "evaluating"}, "opened"), ({"archived", "failed"}, "failed"),
])
def test_a_closed_tender_stands_as_its_lots_do(lots, stands):
    assert standing.state_of(tender("closed"), lots) == stands


def test_before_that_it_stands_by_itself():
    assert standing.state_of(tender("bidding"), {"pending"}) == "bidding"


def test_a_tender_whose_only_lot_failed_reads_so_and_can_be_relaunched_on_its_pages(as_, django_assert_num_queries):
    with clock.frozen(MORNING):
        tender = factory.closed()
        client = as_(tender.cast.handler)
        assert "投标已截止" in client.get(tender.get_absolute_url()).content.decode()
        services.fail(tender.lots.get(), reason_code="F5", reason="采购任务取消。", actor=tender.cast.handler)

        with django_assert_num_queries(1):
            assert standing.states([tender]) == {tender.pk: "failed"}
        page, listed = (client.get(url).content.decode() for url in (tender.get_absolute_url(), "/desk/tenders/"))
        assert not any(f"steps/{step}/" in page for step in ("fail", "terminate", "suspend")), "nothing is left to end"
        assert "已废标" in page and "已废标" in listed and "投标已截止" not in listed
        step = f"{tender.get_absolute_url()}steps/relaunch/"
        assert step in page and client.get(step).status_code == 200
        made = client.post(step, {"code": tender.code, "idempotency_key": "k-1"})

    assert made.status_code in {302, 303} and Tender.objects.get(parent=tender).round == 2
    assert client.get(step).status_code == 404, "once"


def test_a_lot_leaves_a_draft_and_those_behind_it_move_up_with_their_ids(as_):
    with clock.frozen(MORNING):
        tender = factory.draft(lots=4)
        ids = list(tender.lots.order_by("number").values_list("pk", flat=True))
        client = as_(tender.cast.handler)
        url = f"{tender.get_absolute_url()}lots/2/"
        assert "确认删除第 2 包" in client.get(url).content.decode()

        stale = client.post(f"{url}remove/", {"revision": tender.revision - 1})
        done = client.post(f"{url}remove/", {"revision": tender.revision})

        assert stale.status_code == 409 and done.status_code == 302
        assert list(tender.lots.order_by("number").values_list("number", "pk")) == [
            (1, ids[0]), (2, ids[2]), (3, ids[3])]
        assert tender.edits.order_by("-revision").first().labels == ["删除第 2 包"]
        other = factory.published(who=tender.cast)
        assert client.post(f"{other.get_absolute_url()}lots/1/remove/").status_code == 409
        assert other.lots.count() == 1
